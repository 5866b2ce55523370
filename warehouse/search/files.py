"""The files of an index beside search.sqlite, which names them."""

from warehouse.release.store import SEARCH_FILES
from warehouse.schema.tables import HIVE_NULL

NAMES = f"{SEARCH_FILES}/names.sqlite"


def texts_path(year: int, province: str | None) -> str:
    """The file of the texts of a province-year."""
    return f"{SEARCH_FILES}/year={year}/province={province or HIVE_NULL}.sqlite"
