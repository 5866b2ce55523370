"""What is asked of an archived document, and what is shown of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from warehouse.errors import WarehouseError

Kind = Literal["page", "pictures", "as_read"]
Reason = Literal["unknown_report", "unknown_cell", "archive_absent", "bytes_lost", "not_shown"]
KINDS: dict[Kind, str] = {
    "page": "the archived page, without what could run or reach out",
    "pictures": "the archived pages, drawn",
    "as_read": "the tables and text that the reader found in the file, not its own layout",
}
KINDS_ZH: dict[Kind, str] = {
    "page": "存档网页，已去除可运行和可外联的内容",
    "pictures": "存档文件的页面图像",
    "as_read": "读取器从文件中读出的表格和文字，并非原件版式",
}


class EvidenceError(WarehouseError):
    """A figure that cannot be shown in its source; `reason` is for programs, the text for people.

    The text names no path of this machine.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Target(NamedTuple):
    """A cell to be found again: the id its element gets, its place as a reader told it, its text as read."""

    id: str
    locator: str
    raw: str


class Box(NamedTuple):
    """A rectangle in pixels from the top left corner of a picture; `id` is that of its target."""

    id: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG, undisturbed, and where the cells stand on it."""

    page: int
    width: int
    height: int
    png: bytes
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An archived document made ready to look at.

    html: markup of the body that needs nothing from elsewhere; empty for pictures. anchors: for the id of
    each target that is in it that of its element or boxes: targets that were read from one cell share one, in
    which an empty element has the id of each of the others, so that an address may name it, too.
    agreeing: the targets whose element says what was read; of pictures none, for a picture says nothing to a
    program. is_cut: whether more of the document was left out than what could do harm. member: the file of an
    archive (ZIP) that is shown.
    """

    kind: Kind
    html: str = ""
    pictures: tuple[Picture, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)
    agreeing: frozenset[str] = frozenset()
    is_cut: bool = False
    member: str | None = None
