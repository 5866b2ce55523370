"""The file that a survey begins with: a line a place with its division code and its home page."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from spiders.content.regions import Region, named
from spiders.registry import RegistryError
from spiders.registry.divisions import check_code

COLUMNS = ("region_code", "place", "home_page")
SHOWN = 10  # mistakes told at once
GOVERNMENT = (".gov.cn", ".gov.example")


@dataclass(frozen=True, slots=True)
class Place:
    """A division and the home page of its government; the code is empty where the name decides none."""

    region_code: str
    place: str
    home_page: str

    @property
    def key(self) -> str:
        """What its requests are logged under: the same for the same code and home page, whatever the line."""
        digest = blake2b(self.home_page.encode(), digest_size=4).hexdigest()
        return f"{self.region_code or 'nowhere'}-{digest}"

    @property
    def host(self) -> str:
        """Host of the home page, small letters; empty where there is none."""
        try:
            return (urlsplit(self.home_page).hostname or "").lower()
        except ValueError:
            return ""

    @property
    def is_asked(self) -> bool:
        """Whether the home page is of a government: squatters copy such sites under other names."""
        return self.host.endswith(GOVERNMENT)


def read_places(path: Path, known: Mapping[str, Region]) -> list[Place]:
    """The places of a CSV file, in its order; a name that only one division bears fills an empty code.

    known: divisions by code. Raises RegistryError where columns are missing or codes are in no table, with
    the lines.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
                raise RegistryError(f"{path}:1: the columns {', '.join(missing)} are missing")
            lines = [(rows.line_num, _place(row)) for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegistryError(f"{path}: no CSV in UTF-8 ({error}); save it as one") from None
    if wrong := list(_mistakes(lines, known)):
        more = f"\nand {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise RegistryError("\n".join(f"{path}:{line}: {text}" for line, text in wrong[:SHOWN]) + more)
    return [place for _, place in lines]


def _place(row: Mapping[str, str | None]) -> Place:
    code, place, page = ((row[name] or "").strip() for name in COLUMNS)
    if page and not re.match(r"https?://", page):
        page = f"http://{page}"
    if not code and len(found := named(place)) == 1:
        code = found[0].code
    return Place(code, place, page)


def _mistakes(lines: list[tuple[int, Place]], known: Mapping[str, Region]) -> Iterator[tuple[int, str]]:
    for line, place in lines:
        try:
            check_code(place.region_code, known)
        except ValueError as error:
            yield line, str(error)
