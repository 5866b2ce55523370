"""A release to hand out: a self-contained folder with the data, their meaning, their quality, and a citation.

Nothing in it depends on when or where it is written: the date is that of the last capture.
"""

import shutil
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.export.export import Choice, export
from warehouse.handout import texts
from warehouse.handout.croissant import croissant
from warehouse.handout.data_package import datapackage, schemas
from warehouse.handout.dcat import dcat
from warehouse.handout.description import describe
from warehouse.query.connect import connect_release
from warehouse.release import delta
from warehouse.release.manifest import MANIFEST, Release, read_manifest
from warehouse.release.store import MADE_BESIDE, sync_tree
from warehouse.release.verify import write_sums


def write(release: Path, version: str, out: Path, since: Path | None = None, doi: str | None = None) -> Path:
    """Write a release as the self-contained folder `out` under the name `version`, and return the folder.

    `since` is the release folder that CHANGES.md, changes.parquet and delta.json tell the changes from (none:
    this one is the first), `doi` the one registered for this version. Equal releases give equal bytes,
    whenever and wherever. WarehouseError where the folder exists: a version that was handed out is not
    written again.

    >>> write(Path("data/demo/warehouse/current"), "2026.1", Path("handed-out/2026.1"))  # doctest: +SKIP
    PosixPath('handed-out/2026.1')
    """
    if out.exists():
        raise WarehouseError(f"{out} exists; choose another version or remove the folder.")
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    # The connection stays open all the while, so that `prune` leaves the release alone.
    with connect_release(release):
        shutil.copytree(release, draft, ignore=shutil.ignore_patterns(*MADE_BESIDE))
        delta.make(release, Release(since, read_manifest(since)) if since else None, draft, delta.FIRST)
        for name, text in _texts(release, draft, version, doi).items():
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_text(text, encoding="utf-8")
        export(release, Choice(["coverage", "dictionary"]), "csv", draft)
    write_sums(draft)
    sync_tree(draft)
    draft.rename(out)
    return out


def holds(out: Path, release: Path) -> bool:
    """Whether a folder was handed out from this release."""
    manifest = out / MANIFEST
    return manifest.exists() and manifest.read_bytes() == (release / MANIFEST).read_bytes()


def _texts(release: Path, draft: Path, version: str, doi: str | None) -> dict[str, str]:
    """File name → text of what stands beside the data, the changes in `draft` among them."""
    described = describe(release, version, doi)
    return {
        "datapackage.json": datapackage(described),
        **schemas(),
        "croissant.json": croissant(described),
        "dcat.jsonld": dcat(described),
        "dictionary.md": texts.dictionary(),
        "checks.md": texts.quality(release),
        "CITATION.cff": texts.citation(described),
        "README.md": texts.readme(described),
        "CHANGES.md": texts.changes(draft),
    }
