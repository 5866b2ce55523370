"""An index that is open for reading: search.sqlite, with the names, and a file of texts at a time."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.release.store import SEARCH
from warehouse.search.files import NAMES, texts_path
from warehouse.search.sqlite_file import address, connected

DAMAGE = (sqlite3.Error, zlib.error, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a release folder; `connection` sees its years, parts and names."""

    release: Path
    connection: sqlite3.Connection

    @contextmanager
    def texts(self, year: int, province: str | None) -> Iterator[sqlite3.Connection]:
        """The texts of a province-year."""
        with closing(connected(self.release / texts_path(year, province))) as part:
            yield part


@contextmanager
def opened(release: Path) -> Iterator[Index]:
    """The index of a release, read-only; WarehouseError where there is none, or it is damaged."""
    folder = release.resolve()
    if not (folder / SEARCH).is_file():
        raise WarehouseError(
            f"{release.name} has no {SEARCH}. `nianbao build` makes it, also where nothing else changed."
        )
    with closing(connected(folder / SEARCH)) as connection:
        try:
            connection.execute("ATTACH ? AS names", (address(folder / NAMES),))
            yield Index(folder, connection)
        except DAMAGE as error:
            raise WarehouseError(
                f"{release.name}: {SEARCH} cannot be read ({error}). "
                "Remove it; `nianbao build` makes it anew."
            ) from error
