"""What the current release was made from, noted beside the releases: a build of the same ends at once.

    data/REGISTRY/warehouse/made-from.json

A note decides nothing by what it says: it names a release, and digests that this build works out itself. One
that is missing, damaged or foreign costs a build, and no more.
"""

import hashlib
import json
from pathlib import Path

from warehouse.build.staging.inputs import Inputs
from warehouse.release.manifest import Release
from warehouse.release.store import Store, sync

NOTE = "made-from.json"


def made_from(registry: str, inputs: Inputs, *code: object) -> str:
    """A digest of all that decides a release: the registry, everything read, and digests of the code."""
    return _digest(made_by(registry, inputs, *code), *inputs.told_of_files())


def made_by(registry: str, inputs: Inputs, *code: object) -> str:
    """A digest of what decides it beside the files of readings and logs."""
    return _digest(registry, *map(repr, code), *inputs.told_of_small())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_of(store: Store, release: Release, made: str) -> bool:
    """Whether a release was made from just that, and every file of it is as it was published."""
    is_noted = _noted(store.root / NOTE) == (release.path.name, made)
    return is_noted and release.manifest.release_id == release.path.name and not release.faults


def note(store: Store, release: Path, made: str, scratch_dir: Path) -> None:
    """Note what a release was made from, once it is current; written in `scratch_dir`, on the same disk."""
    draft = scratch_dir / NOTE
    draft.write_text(json.dumps({"release": release.name, "made_from": made}) + "\n", encoding="utf-8")
    sync(draft)
    draft.replace(store.root / NOTE)


def _noted(path: Path) -> tuple[object, object] | None:
    """The release that a note names, and what it was made from; None where there is no readable note."""
    try:
        told = json.loads(path.read_bytes())
        return told["release"], told["made_from"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
