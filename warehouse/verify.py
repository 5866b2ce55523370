"""Is a release what its manifest says, to the last bit?"""

from pathlib import Path

from warehouse import bundle
from warehouse.publish import DOOR, MANIFEST, Entry, checksum, read_manifest


def verify(release: Path) -> list[str]:
    """What is wrong with a release or a folder handed out, a line a file; empty if every byte is right.

    Raises WarehouseError where there is no readable manifest.
    """
    if (release / "SHA256SUMS").exists():
        return bundle.verify_folder(release)
    manifest = read_manifest(release)
    wrong = [said for entry in manifest.files if (said := _wrong(release, entry))]
    if release.name != manifest.release and release.parent.name == "releases":
        wrong.append(f"{MANIFEST}: its content has the id {manifest.release}, not {release.name}")
    known = {entry.path for entry in manifest.files} | {MANIFEST, DOOR}
    found = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()}
    return wrong + [f"{path}: not in the manifest" for path in sorted(found - known)]


def _wrong(release: Path, entry: Entry) -> str:
    path = release / entry.path
    if not path.is_file():
        return f"{entry.path}: missing"
    if path.stat().st_size != entry.size:
        return f"{entry.path}: {path.stat().st_size} bytes, published with {entry.size}"
    return "" if checksum(path) == entry.sha256 else f"{entry.path}: its bytes changed (sha256 differs)"
