"""Tables within running text whose cells have run together: that they are printed, and cannot be read.

Seen in text copies of a whole zone's reports: 规章000规范性文件898989 in one line of 9,000 characters.
"""

import re
from collections.abc import Iterator
from functools import cache

from extract.codebook import Indicator, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import block, vocabularies
from extract.mapping.collector import Collector
from extract.mapping.flat.lines import LONGEST_CELL
from extract.model.document import Document
from extract.model.grid import Cell

_BODIES = "商业企业科研机构社会公益组织法律服务机构其他"
_OUTCOMES = "结果维持结果纠正其他结果尚未审结总计"
_MARKS = ("信息内容", "申请人情况", "自然人", "结果维持")
_ROW_OF_THREE = 7  # cells, so at least as many digits


def refuse_run_together(collector: Collector, document: Document, wanted: set[str]) -> None:
    """Refuse the figures of the wanted tables that stand in running text without borders between cells."""
    for paragraph in document.paragraphs:
        if len(paragraph.text) <= LONGEST_CELL or not any(mark in paragraph.text for mark in _MARKS):
            continue
        text, cell = fold(paragraph.text).full, Cell("", 0, 0, paragraph.locator)
        if "T2" in wanted:
            _refuse(collector, "two", cell, list(_of_two(collector, text)))
        if "T3" in wanted and _BODIES in text:
            _refuse(collector, "three", cell, list(_of_three(text)))
        if "T4" in wanted and _OUTCOMES in text:
            _refuse(collector, "four", cell, [row for row in block("T4") if row.context])


def _refuse(collector: Collector, table: str, cell: Cell, found: list[Indicator]) -> None:
    """Mark figures unreadable; one problem a table says why."""
    if found:
        message = f"table {table} stands in running text, its cells run together"
        collector.refuse_row(found, cell, "cell_boundaries_lost", message)


def _of_two(collector: Collector, text: str) -> Iterator[Indicator]:
    """The figures of table two whose row labels have digits behind them, under the headers before."""
    heads = list(_header_of_two().finditer(text))
    for index, head in enumerate(heads):
        columns = _column_of_two().findall(head[1])
        collector.vote_for_edition(columns)
        axes = vocabularies()
        under = frozenset[str]().union(*(axes["t2_column"].exact[column] for column in columns))
        end = heads[index + 1].start() if index + 1 < len(heads) else head.end() + LONGEST_CELL
        for row in _digits_behind("t2_row", 1).finditer(text, head.end(), end):
            keys = axes["t2_row"].exact[row[1]] & under
            yield from (indicators()[key] for key in sorted(keys))


def _of_three(text: str) -> Iterator[Indicator]:
    """The rows of table three whose labels mean one row and have seven digits or more behind them."""
    exact = vocabularies()["t3_row"].exact
    for row in _digits_behind("t3_row", _ROW_OF_THREE).finditer(text):
        keys = exact[row[1]]
        if len(keys) == 1:
            yield indicators()[next(iter(keys))]


@cache
def _column_of_two() -> re.Pattern[str]:
    return re.compile(_any_of("t2_column"))


@cache
def _header_of_two() -> re.Pattern[str]:
    return re.compile(rf"信息内容((?:{_any_of('t2_column')}(?:\([^()]*\))?)+)")


@cache
def _digits_behind(axis: str, count: int) -> re.Pattern[str]:
    return re.compile(rf"({_any_of(axis)})(?=(?:\([^()]*\))?\d{{{count}}})")


def _any_of(axis: str) -> str:
    return "|".join(map(re.escape, sorted(vocabularies()[axis].exact, key=len, reverse=True)))
