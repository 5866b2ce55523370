"""The registry: one line of sites.csv a column to crawl (contract A).

A registry is a folder with a sites.csv: one that ships, called by its name, or a user's own, by its path.
"""

import csv
import re
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from spiders.archive.data_dir import registry_name
from spiders.content.address import domain as domain
from spiders.errors import ToldError
from spiders.families import KNOWN
from spiders.registry.divisions import OWN, check_code, divisions

HERE = Path(__file__).parent
LEVELS = ("national", "province", "prefecture", "county", "township", "department")
STATUSES = ("active", "unverified", "blocked", "gone")
YEARS = range(2000, 2100)


class RegistryError(ToldError, ValueError):
    """A registry row cannot be used; the text names file, line, cell and remedy."""


@dataclass(frozen=True, slots=True)
class Site:
    """One column of annual reports.

    first_year: its earliest known report year, None where unknown.
    last_year: the last of a column that ended, None while it goes on.
    """

    site_id: str
    name: str
    region_code: str
    level: str
    family: str
    column_url: str
    aggregator: bool
    first_year: int | None
    status: str
    note: str
    last_year: int | None = None

    @property
    def host(self) -> str:
        """Host of the column, lower case."""
        return (urlsplit(self.column_url).hostname or "").lower()

    @property
    def domain(self) -> str:
        """The registrable name of the host: www.bjft.gov.cn → bjft.gov.cn."""
        return domain(self.host)


COLUMNS = tuple(field.name for field in fields(Site))


def is_invented(host: str) -> bool:
    """Whether a host is the replica's: it answers for these on this machine, and nobody else does."""
    return host.endswith(".gov.example")


def names() -> list[str]:
    """The registries that ship."""
    return sorted(path.parent.name for path in HERE.glob("*/sites.csv"))


def folder(registry: str) -> Path:
    """The folder of a registry, given by its name or its path; a name that ships goes before a path.

    Raises RegistryError for one that is not there, or whose data would lie among those of one that ships.
    """
    if registry in names():
        return HERE / registry
    own = Path(registry)
    if not (own / "sites.csv").is_file():
        raise RegistryError(
            f"there is no registry {registry!r}; known: {', '.join(names())}, and any folder with a sites.csv"
        )
    if (name := registry_name(registry)) in names() and own.resolve() != HERE / name:
        raise RegistryError(
            f"{own}: call the folder otherwise; {name} ships, and the data of both would lie in one place"
        )
    return own


def absolute(registry: str) -> str:
    """A registry's name, or the whole path of its folder, for a process that works elsewhere."""
    return registry if registry in names() else str(Path(registry).resolve())


def regions_file(registry: str) -> Path | None:
    """The divisions that only this registry knows (regions.csv, as the national table has it), if any."""
    path = folder(registry) / OWN
    return path if path.is_file() else None


def is_of_invented_world(registry: str) -> bool:
    """Whether a registry is of an invented world: the divisions of its regions.csv are in no country.

    Such a registry has an empty file `invented` beside its sites.csv.
    """
    return (folder(registry) / "invented").is_file()


def load(registry: str) -> dict[str, Site]:
    """site_id → Site of a registry, given by its name or its path, in file order.

    Raises RegistryError for one that is not there, and at the first row that cannot be used, with its line
    number.
    """
    path = folder(registry) / "sites.csv"
    try:
        return _read(path)
    except (UnicodeError, csv.Error) as error:
        raise RegistryError(f"{path}: not a table in UTF-8 ({error}); save it as CSV in UTF-8") from None


def _read(path: Path) -> dict[str, Site]:
    sites: dict[str, Site] = {}
    known = divisions(path.parent)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise RegistryError(f"{path}:1: the header must be {','.join(COLUMNS)}")
        for row in rows:
            try:
                site = _site(row)
                check_code(site.region_code, known)
                if site.site_id in sites:
                    raise ValueError(f"site_id {site.site_id!r} stands twice; give this row another")
            except ValueError as error:
                raise RegistryError(f"{path}:{rows.line_num}: {error}") from None
            sites[site.site_id] = site
    return sites


def _site(row: dict[str, str]) -> Site:
    """A checked row; raises ValueError with cell and remedy."""
    if None in row or None in row.values():
        raise ValueError(f"the row must have {len(COLUMNS)} cells; quote cells that hold a comma")
    cells = {name: value.strip() for name, value in row.items()}
    _match(cells, "site_id", r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and hyphens")
    _match(cells, "region_code", r"(\d{6})?", "six digits, or empty where the column spans regions")
    _match(cells, "name", r".+", "the name of the publisher")
    _one_of(cells, "level", LEVELS)
    _one_of(cells, "family", tuple(sorted(KNOWN)))
    _one_of(cells, "status", STATUSES)
    _one_of(cells, "aggregator", ("true", "false"))
    _check_url(cells["column_url"])
    first, last = _year(cells, "first_year"), _year(cells, "last_year")
    if first and last and last < first:
        raise ValueError(f"last_year {last} is before first_year {first}")
    return Site(
        site_id=cells["site_id"],
        name=cells["name"],
        region_code=cells["region_code"],
        level=cells["level"],
        family=cells["family"],
        column_url=cells["column_url"],
        aggregator=cells["aggregator"] == "true",
        first_year=first,
        status=cells["status"],
        note=cells["note"],
        last_year=last,
    )


def _match(cells: dict[str, str], name: str, pattern: str, wanted: str) -> None:
    if not re.fullmatch(pattern, cells[name]):
        raise ValueError(f"{name} {cells[name]!r} should be {wanted}")


def _one_of(cells: dict[str, str], name: str, allowed: tuple[str, ...]) -> None:
    if cells[name] not in allowed:
        raise ValueError(f"{name} {cells[name]!r} is unknown; use one of {', '.join(allowed)}")


def _check_url(url: str) -> None:
    """An absolute http(s) URL of a named host, without port, user or blanks."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", host):
        raise ValueError(f"column_url {url!r} is not an http(s) address of a named host")
    if parts.netloc != host or re.search(r"\s", url):
        raise ValueError(f"column_url {url!r} must not hold a port, a user, capitals in the host or blanks")


def _year(cells: dict[str, str], name: str) -> int | None:
    cell = cells[name]
    if not cell:
        return None
    if not cell.isdigit() or int(cell) not in YEARS:
        raise ValueError(f"{name} {cell!r} should be a year such as 2019, or empty")
    return int(cell)
