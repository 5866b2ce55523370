"""Adding a line to a registry, checked as the loader checks it."""

import csv
import io
from dataclasses import astuple
from pathlib import Path

from spiders.registry import RegistryError, Site, folder, load


def line(site: Site) -> str:
    """The registry line of a site, as sites.csv writes it, without a line break."""
    cells = [
        "" if cell is None else str(cell).lower() if cell in (True, False) else cell for cell in astuple(site)
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def add(registry: str, site: Site) -> Path:
    """Append a site to a registry, given by its name or its path, and load the result; returns the file.

    Raises RegistryError, the file untouched, where the id or the column is there already or a cell is wrong.
    """
    known, path = load(registry), folder(registry) / "sites.csv"
    if site.site_id in known:
        raise RegistryError(f"{path}: site_id {site.site_id!r} is taken; choose another with --id")
    if twin := next((other for other in known.values() if other.column_url == site.column_url), None):
        raise RegistryError(f"{path}: {twin.site_id} crawls {site.column_url} already")
    before = path.read_bytes()
    gap = b"" if before.endswith(b"\n") else b"\n"
    path.write_bytes(before + gap + line(site).encode() + b"\n")
    try:
        load(registry)
    except RegistryError:
        path.write_bytes(before)
        raise
    return path
