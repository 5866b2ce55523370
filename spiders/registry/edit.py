"""Adding and changing lines of a registry, checked as the loader checks them."""

import csv
import io
from collections.abc import Mapping
from dataclasses import astuple, replace
from pathlib import Path

from spiders.archive.whole_file import replace_csv, replace_file
from spiders.registry import COLUMNS, RegistryError, Site, folder, load


def line(site: Site) -> str:
    """The registry line of a site, as sites.csv writes it, without a line break."""
    cells = [
        "" if cell is None else str(cell).lower() if cell in (True, False) else cell for cell in astuple(site)
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def create(folder: Path) -> None:
    """Make a registry without a line, where there is none yet."""
    path = folder / "sites.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        replace_csv(path, COLUMNS, ())


def add(registry: str, *sites: Site) -> Path:
    """Append sites to a registry, given by its name or its path, and load the result; returns the file.

    Raises RegistryError, the file untouched, where an id or a column is there already or a cell is wrong.
    """
    known, path = load(registry), folder(registry) / "sites.csv"
    columns = {site.column_url: site.site_id for site in known.values()}
    for site in sites:
        if site.site_id in known:
            raise RegistryError(f"{path}: site_id {site.site_id!r} is taken; choose another with --id")
        if site.column_url in columns:
            raise RegistryError(f"{path}: {columns[site.column_url]} crawls {site.column_url} already")
        known[site.site_id], columns[site.column_url] = site, site.site_id
    before = path.read_bytes()
    gap = b"" if before.endswith(b"\n") else b"\n"
    return _write(registry, path, before + gap + "".join(f"{line(site)}\n" for site in sites).encode())


def move(registry: str, moves: Mapping[str, str]) -> Path:
    """Give sites (site_id → column_url) their new addresses in a registry; returns the file.

    The other lines stay as they are written. Raises RegistryError, the file untouched, where the result is no
    registry: another site crawls the address already, say.
    """
    known, path = load(registry), folder(registry) / "sites.csv"
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
    return _write(registry, path, "".join(f"{text}\n" for text in lines).encode())


def _write(registry: str, path: Path, content: bytes) -> Path:
    """Replace a registry's file and load it; the file is as before where that fails."""
    before = path.read_bytes()
    replace_file(path, content)
    try:
        load(registry)
    except RegistryError:
        replace_file(path, before)
        raise
    return path
