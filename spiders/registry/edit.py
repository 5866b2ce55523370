"""Adding and changing lines of a registry, checked as the loader checks them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import astuple, replace
from pathlib import Path

from spiders.registry import HERE, RegistryError, Site, load


def line(site: Site) -> str:
    """The registry line of a site, as sites.csv writes it, without a line break."""
    cells = [
        "" if cell is None else str(cell).lower() if cell in (True, False) else cell for cell in astuple(site)
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def add(name: str, site: Site, root: Path = HERE) -> Path:
    """Append a site to registry `name` and load the result; returns the file.

    Raises RegistryError, the file untouched, where the id or the column is there already or a cell is wrong.
    """
    known, path = load(name, root), root / name / "sites.csv"
    if site.site_id in known:
        raise RegistryError(f"{path}: site_id {site.site_id!r} is taken; choose another with --id")
    if twin := next((other for other in known.values() if other.column_url == site.column_url), None):
        raise RegistryError(f"{path}: {twin.site_id} crawls {site.column_url} already")
    before = path.read_bytes()
    gap = b"" if before.endswith(b"\n") else b"\n"
    return _write(name, root, path, before + gap + line(site).encode() + b"\n")


def move(name: str, moves: Mapping[str, str], root: Path = HERE) -> Path:
    """Give sites (site_id → column_url) their new addresses in registry `name`; returns the file.

    The other lines stay as they are written. Raises RegistryError, the file untouched, where the result is no
    registry: another site crawls the address already, say.
    """
    known, path = load(name, root), root / name / "sites.csv"
    if missing := sorted(moves.keys() - known.keys()):
        raise RegistryError(f"{path}: no site {missing[0]!r}")
    taken = {site.column_url: site.site_id for site in known.values() if site.site_id not in moves}
    for site_id, url in moves.items():
        if taken.setdefault(url, site_id) != site_id:
            raise RegistryError(f"{path}: {taken[url]} crawls {url} already; remove one of the two lines")
    lines = path.read_text(encoding="utf-8").splitlines()
    for place, text in enumerate(lines):
        if (site_id := text.partition(",")[0].strip('"')) in moves:
            lines[place] = line(replace(known[site_id], column_url=moves[site_id]))
    return _write(name, root, path, "".join(f"{text}\n" for text in lines).encode())


def _write(name: str, root: Path, path: Path, content: bytes) -> Path:
    """Replace a registry's file and load it; the file is as before where that fails."""
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        load(name, root)
    except RegistryError:
        path.write_bytes(before)
        raise
    return path
