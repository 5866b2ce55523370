"""Cells of many reports as a matrix: what is printed, and what a blank may be taken for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract import codebook
from warehouse.schema import nested_lists
from warehouse.schema.figure_columns import TOTAL, wide_columns
from warehouse.schema.figure_values import ABSENT, BLANK_AS_ZERO, IMPUTED_TOTAL, PRINTED, micros

BLANK = pa.array(["blank", "dash"])


@dataclass(frozen=True)
class Matrix:
    """Figures of reports: a row a column of the wide table, a column a report (both arrays have that shape).

    `micro` is the value in millionths wherever `basis` says how it was come by. A blank or dash is zero
    if figures are printed beside it and no identity of its table fails; a blank total of table three is the
    sum of its applicants (上海市人民政府办公厅 2019 leaves 总计 blank on the result rows).
    """

    micro: np.ndarray
    basis: np.ndarray


def declarations() -> tuple[object, ...]:
    """What of the codebook decides a matrix: its rows, their blocks and totals, the block of each rule."""
    return row_declarations(), blocks(), _totals(), rule_blocks()


def row_declarations() -> list[tuple[object, ...]]:
    """What a row of a matrix stands for; the labels of its column decide nothing."""
    return [(column.name, column.indicator, column.applicant, column.is_money) for column in wide_columns()]


def matrix(cells: pa.Table, owner: np.ndarray, broken: np.ndarray) -> Matrix:
    """Cells (`owner`: which report) → matrix. `broken` (block × report): an identity of that block fails."""
    place = places(cells)
    shape = (len(wide_columns()), broken.shape[1])
    micro, basis = np.zeros(shape, np.int64), np.full(shape, ABSENT, np.int8)
    values, is_number = micros(cells["value"])
    printed = (place >= 0) & is_number
    at = place[printed], owner[printed]
    micro[at], basis[at] = values[printed], PRINTED
    is_blank = np.zeros(shape, bool)
    blank = (place >= 0) & pc.is_in(cells["status"].cast(pa.string()), BLANK).to_numpy()
    is_blank[place[blank], owner[blank]] = True
    _fill(micro, basis, is_blank, broken)
    return Matrix(micro, basis)


def places(cells: pa.Table) -> np.ndarray:
    """The row of each cell in the matrix; -1 for sub-rows and for what the wide table does not hold."""
    (indicator, indicators), (applicant, applicants) = (
        nested_lists.codes(cells["indicator"]),
        nested_lists.codes(cells["applicant"]),
    )
    known: dict[tuple[str | None, str | None], int] = {
        (column.indicator, column.applicant): place for place, column in enumerate(wide_columns())
    }
    named = [[*_dictionary(cells[name]), None] for name in ("indicator", "applicant")]
    table = np.array([[known.get((row, column), -1) for column in named[1]] for row in named[0]])
    found: np.ndarray = table.reshape(indicators, applicants)[indicator, applicant]
    return np.where(pc.is_null(cells["item"]).to_numpy(), found, -1)


def _dictionary(column: pa.ChunkedArray) -> list[str]:
    words: list[str] = column.combine_chunks().dictionary.to_pylist()
    return words


def _fill(micro: np.ndarray, basis: np.ndarray, is_blank: np.ndarray, broken: np.ndarray) -> None:
    """Give blanks their value, where they have one."""
    is_printed = basis == PRINTED
    holds = np.stack([is_printed[rows].any(axis=0) for rows in blocks().values()]) & ~broken
    basis[is_blank & holds[block_of()]] = BLANK_AS_ZERO
    for total, parts in _totals():
        has_parts = is_blank[total] & is_printed[parts].any(axis=0)
        micro[total, has_parts] = np.where(is_printed[parts], micro[parts], 0).sum(axis=0)[has_parts]
        basis[total, has_parts] = IMPUTED_TOTAL


@cache
def blocks() -> dict[str, slice]:
    """Block of the forms → its rows in the matrix."""
    indicators, found, start = codebook.indicators(), {}, 0
    for block, columns in groupby(wide_columns(), key=lambda column: indicators[column.indicator].block):
        end = start + len(list(columns))
        found[block] = slice(start, end)
        start = end
    return found


@cache
def block_of() -> np.ndarray:
    """The number of the block of each row of the matrix."""
    sizes = [rows.stop - rows.start for rows in blocks().values()]
    return np.repeat(np.arange(len(sizes)), sizes)


@cache
def _totals() -> tuple[tuple[int, slice], ...]:
    """(total, applicants) of each row of table three."""
    parts = len(codebook.applicants()) - 1
    starts = [place for place, column in enumerate(wide_columns()) if column.applicant == TOTAL]
    return tuple((place, slice(place + 1, place + 1 + parts)) for place in starts)


@cache
def rule_blocks() -> dict[str, int]:
    """Identity → the number of the block whose figures it tests; rules across blocks are left out."""
    numbers = {block: number for number, block in enumerate(blocks())}
    rules = codebook.identities().values()
    return {rule.id: numbers[rule.block] for rule in rules if rule.block in numbers}


def broken_blocks(rules: Iterable[str | None], owner: np.ndarray, reports: int) -> np.ndarray:
    """block × report: where one of the failed `rules` (`owner`: of which report) belongs to the block."""
    found = np.zeros((len(blocks()), reports), bool)
    for rule, report in zip(rules, owner, strict=True):
        if rule in rule_blocks():
            found[rule_blocks()[rule], report] = True
    return found
