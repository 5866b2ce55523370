"""What changed against the release before: the rows of changes.parquet, which lies beside the release."""

from collections.abc import Iterator
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, create_model
from starlette.requests import Request

from warehouse.release.delta import delta_of
from warehouse.release.store import CHANGES
from warehouse.web.api import answers, asking, cursor
from warehouse.web.api.columns import filter_model, output, said
from warehouse.web.api.listing import Paged
from warehouse.web.content import Both
from warehouse.web.questions import Answer, Questions, Row

WHAT: Any = Literal["report", "cell"]
CHANGE: Any = Literal["added", "gone", "revised"]
REASON: Any = Literal["source", "completion", "reader", "correction"]
TOLD = {
    "what": Both("A report, or a printed cell", "年报，或印出的单元格"),
    "change": Both("What became of it since the release before", "较上一版有何变化"),
    "reason": Both(
        "Why: the document changed, came or went (source); a part of it that was missing came (completion); "
        "the same documents were read otherwise (reader); a correction came or went (correction)",
        "原因：source 文件有改动或增减，completion 补上了缺的部分，reader 同样的文件读法不同，"
        "correction 勘误有增减",
    ),
}
NOT_COMPARED = "This release was compared with none before it."
COLUMNS = {
    **{name: f"reports.{name}" for name in ("agency_id", "agency_name", "region_code", "year", "scope")},
    **{f"{side}_report_id": "reports.report_id" for side in ("old", "new")},
    "url": "reports.url",
    **{name: f"cells.{name}" for name in ("indicator", "applicant", "item")},
    **{f"{side}_{name}": f"cells.{name}" for name in ("value", "status") for side in ("old", "new")},
}


KINDS = {"what": WHAT, "change": CHANGE, "reason": REASON}
_fields: dict[str, Any] = {
    **{name: (kind, said(*TOLD[name])) for name, kind in KINDS.items()},
    **{field: output(name, nullable=True) for field, name in COLUMNS.items()},
}
Change: type[BaseModel] = create_model("Change", __config__=ConfigDict(extra="forbid"), **_fields)
_filters: dict[str, Any] = {name: (kind | None, said(*TOLD[name], None)) for name, kind in KINDS.items()}
ChangeFilters = filter_model(
    "ChangeFilters", Paged, **_filters, agency_id="agencies.agency_id", year="reports.year"
)
ChangesPage: type[BaseModel] = create_model(
    "ChangesPage",
    __base__=answers.page_of(Change),
    since=(
        str | None,
        said(
            "The release that this one was compared with; null where none was",
            "与之比较的上一版；没有则为 null",
        ),
    ),
    note=(str | None, said("Why nothing could be compared; else null", "无法比较的原因；否则为 null")),
)


def changed(request: Request, questions: Questions, asked: BaseModel) -> asking.Made:
    """A page of changes, and the address of the next."""
    limit, position = asking.paging(asked)
    told = delta_of(questions.path)
    (start,) = cursor.read(position, questions.release_id, [int]) if position else [0]
    rows = list(_rows(questions, asking.filters_of(asked), int(start or 0), limit + 1)) if told else []
    shown = [row for _, row in rows[:limit]]
    following = rows[limit - 1][0] + 1 if len(rows) > limit else None
    answer = Answer("changes", "", (*KINDS, *COLUMNS), shown)
    return {
        "since": told["since"] if told else None,
        "note": told["note"] if told else NOT_COMPARED,
        "items": answers.rows_of(answer),
        "next": asking.next_page(request, questions, [following]) if following is not None else None,
    }, answer


def _rows(questions: Questions, filters: Row, start: int, count: int) -> Iterator[tuple[int, Row]]:
    """The first rows from a number on that pass the filters, each with its number; a group read at a time."""
    with pq.ParquetFile(questions.path / CHANGES) as file:
        first = 0
        for number in range(file.num_row_groups):
            size = file.metadata.row_group(number).num_rows
            if first + size > start:
                for place, row in _of_group(file.read_row_group(number), filters):
                    if first + place >= start:
                        yield first + place, row
                        count -= 1
                    if not count:
                        return
            first += size


def _of_group(group: pa.Table, filters: Row) -> Iterator[tuple[int, Row]]:
    mask = pa.array([True] * group.num_rows)
    for name, value in filters.items():
        if value is not None:
            mask = pc.and_kleene(mask, pc.equal(group[name], value))
    places = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()
    yield from zip(places, group.take(places).to_pylist(), strict=True)
