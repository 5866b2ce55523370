"""What a list of the API is: its rows, its filters, and the key that its pages go on by."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from warehouse.web.api.columns import CODE, column, said
from warehouse.web.api.cursor import TAKEN
from warehouse.web.content import Both

MOST_ROWS = 1000  # of a page of a list


class Paged(BaseModel):
    """What every list takes. Nothing else is taken: a misspelt filter would else be no filter."""

    model_config = ConfigDict(extra="forbid")
    limit: int = said("Rows of an answer at most", "一次答复最多的行数", 100, ge=1, le=MOST_ROWS)
    cursor: Annotated[str, Field(pattern=TAKEN)] | None = said(
        "Where to go on: as the link `next` of an answer has it", "从何处继续：取自答复中的 next 链接", None
    )


PLACE = (
    Annotated[str, Field(pattern=CODE)] | None,
    said(
        "A division by its code of GB/T 2260: its own rows, and those of all that lies in it",
        "行政区划代码：本级及其下辖各地",
        None,
    ),
)
EDITIONS = (
    Literal["current", "all"],
    said(
        "Only what is current, or superseded editions too; never add up both",
        "仅现行版本，或含已被取代的版本；两者不可相加",
        "current",
    ),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, and its items by id where `item` is set.

    Attributes:
        name: The last part of its address.
        question: The file of queries/ that answers it.
        key: TABLE.COLUMN of what its rows are ordered by, which no two rows share.
        row: A row of it.
        filters: Its query string.
        title: What it holds.
        item: The filter that names one row, and by which it has an address of its own.
        narrowing: Parameters of the question that follow from its filters, so that fewer files are read.
    """

    name: str
    question: str
    key: tuple[str, ...]
    row: type[BaseModel]
    filters: type[BaseModel]
    title: Both
    item: str = ""
    narrowing: tuple[str, ...] = ()

    @property
    def key_names(self) -> list[str]:
        return [column(each).name for each in self.key]

    @property
    def key_types(self) -> list[type]:
        """Of the key's values in a cursor."""
        return [str if column(each).type == "VARCHAR" else int for each in self.key]

    @property
    def unasked(self) -> dict[str, Any]:
        """A value for every parameter of its question that no filter gives: no filter, current editions."""
        parameters = {*self.filters.model_fields, *filter(None, [self.item]), *self.narrowing}
        nothing = dict.fromkeys(parameters - set(Paged.model_fields))
        return nothing | ({"editions": "current"} if "editions" in parameters else {})


# Filters that come as text and are numbers in the release.
ID_FILTERS = frozenset({"agency_id", "report_id"})
