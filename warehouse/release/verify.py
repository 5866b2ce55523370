"""Is a release what its manifest says, to the last bit?"""

from collections.abc import Callable, Collection
from pathlib import Path

from warehouse.release.manifest import MANIFEST, checksum, read_manifest
from warehouse.release.store import FOLDER_OF, MADE_BESIDE, SUM_OF

SUMS = "SHA256SUMS"


def verify(folder: Path) -> list[str]:
    """What is wrong with a release or a folder handed out; empty if every byte is right.

    `folder` holds a manifest, or SHA256SUMS where it was handed out. A line a file: its path and what is
    wrong (missing, other bytes, not listed). Raises WarehouseError where there is no readable manifest.

    >>> verify(Path("data/demo/warehouse/current"))  # doctest: +SKIP
    ['reports.parquet: its bytes changed (sha256 differs)']
    """
    folder = folder.resolve()
    if (folder / SUMS).exists():
        return verify_sums(folder)
    manifest = read_manifest(folder)
    wrong = [fault for entry in manifest.files if (fault := entry.fault(folder))]
    if (folder / MANIFEST).read_bytes() != manifest.text().encode():
        wrong.append(f"{MANIFEST}: its bytes changed")
    if folder.name != manifest.release_id and folder.parent.name == "releases":
        wrong.append(f"{MANIFEST}: its content has the id {manifest.release_id}, not {folder.name}")
    for database, sums in SUM_OF.items():
        if (folder / database).exists():
            wrong += _differing_from(folder, sums)
    found = _found(folder)
    known = {entry.path for entry in manifest.files} | {MANIFEST, *MADE_BESIDE}
    known |= _listed_beside(folder, found)
    return wrong + [f"{path}: not in the manifest" for path in sorted(found - known)]


def _listed_beside(folder: Path, found: set[str]) -> set[str]:
    """The files in folders beside the manifest that a list names; where one is missing, that was told."""
    known: set[str] = set()
    for name, below in FOLDER_OF.items():
        files = {path for path in found if path.startswith(f"{below}/")}
        if (folder / SUM_OF[name]).is_file():
            known |= files & set(read_sums(_text(folder / SUM_OF[name])))
        elif (folder / name).exists():
            known |= files
    return known


def _found(folder: Path) -> set[str]:
    """Everything below a folder that is no folder, broken links included."""
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS for every file of a folder, as `sha256sum -c` reads it."""
    sums = [f"{checksum(folder / name)}  {name}\n" for name in sorted(_found(folder))]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")


def read_sums(text: str) -> dict[str, str]:
    """Name → sha256 of the lines of a SHA256SUMS."""
    parted = (line.partition("  ") for line in text.removesuffix("\n").split("\n"))
    return {name: expected for expected, _, name in parted}


def verify_sums(folder: Path) -> list[str]:
    """What differs from SHA256SUMS in a folder that was handed out, a line a file."""
    extra = _found(folder) - {SUMS} - set(read_sums(_text(folder / SUMS)))
    return _differing_from(folder, SUMS) + [f"{name}: not in {SUMS}" for name in sorted(extra)]


def _differing_from(folder: Path, sums: str) -> list[str]:
    if not (folder / sums).is_file():
        return [f"{sums}: missing"]
    listed = read_sums(_text(folder / sums))
    return differing(
        listed, {name for name in listed if (folder / name).is_file()}, lambda name: checksum(folder / name)
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def differing(listed: dict[str, str], found: Collection[str], digest: Callable[[str], str]) -> list[str]:
    """The files listed that are not among those found, or have another digest, a line a file."""
    missing = [f"{name}: missing" for name in listed if name not in found]
    return missing + [
        f"{name}: its bytes changed (sha256 differs)"
        for name, expected in listed.items()
        if name in found and digest(name) != expected
    ]
