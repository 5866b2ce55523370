"""feed.xml beside releases/: an Atom feed (RFC 4287) with an entry a release, the latest first.

Nothing in it depends on when it is written: an entry is updated with the last capture that its release holds.
"""

from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from warehouse.release.delta import Delta, delta_of, last_capture, summary
from warehouse.release.manifest import Manifest, read_manifest
from warehouse.release.notice import notice
from warehouse.release.store import DELTA, Store, sync

FEED = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
NOT_RECORDED = "What changed was not recorded; `nianbao diff` compares it with another release."
ElementTree.register_namespace("", ATOM)


def write(store: Store, scratch_dir: Path) -> None:
    """Write the feed of a store anew, made in `scratch_dir` on the same disk; nothing where no release is."""
    releases = store.history()
    if not releases:
        return
    draft = scratch_dir / FEED
    draft.write_bytes(feed(releases))
    sync(draft)
    draft.replace(store.root / FEED)


def renew(store: Store) -> None:
    """The same for whoever holds no lock of the store; WarehouseError while a build runs."""
    with store.building() as scratch_dir:
        write(store, scratch_dir)


def feed(releases: list[Path]) -> bytes:
    """The feed of release folders of one registry, the latest first."""
    manifest = read_manifest(releases[0])
    top = ElementTree.Element(f"{{{ATOM}}}feed")
    entries = [_entry(release) for release in releases]
    _add(top, "id", f"nianbao:{quote(manifest.registry)}")
    _add(top, "title", f"nianbao {manifest.registry}: releases of the data")
    if line := notice(manifest):
        _add(top, "subtitle", line)
    _add(top, "updated", max(entry.findtext(f"{{{ATOM}}}updated", "") for entry in entries))
    _add(_add(top, "author"), "name", "nianbao contributors")
    _add(top, "link", rel="self", href=FEED, type="application/atom+xml")
    top.extend(entries)
    ElementTree.indent(top)
    return bytes(ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(release: Path) -> ElementTree.Element:
    told = delta_of(release)
    # A nation's manifest lists thousands of files, and a store keeps hundreds of releases.
    manifest = _manifest(told) if told else read_manifest(release)
    entry = ElementTree.Element(f"{{{ATOM}}}entry")
    _add(entry, "id", f"nianbao:{quote(manifest.registry)}:{release.name}")
    _add(entry, "title", f"Release {release.name}")
    _add(entry, "updated", told["last_capture"] if told else last_capture(release))
    _add(entry, "link", rel="alternate", href=f"releases/{release.name}/{DELTA}", type="application/json")
    words = summary(told) if told else NOT_RECORDED
    _add(entry, "summary", " ".join(filter(None, (notice(manifest), words))))
    return entry


def _manifest(told: Delta) -> Manifest:
    """What a delta says of the manifest beside it, without the files."""
    return Manifest(told["registry"], tuple(told["extractor_versions"]), is_invented=told["is_invented"])


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None
    return child
