"""The rows of `series`: every concept of every report, by the best source its form gives."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from warehouse.build.figure_matrix import Matrix
from warehouse.schema.crosswalk import Concept, Source, concepts
from warehouse.schema.figure_columns import ABSENT, BASES, SUMMED, decimals, is_usable, wide_columns

HEADS = ("report_id", "agency_id", "region_code", "province_code", "scope")
FORMS = ("2014", "2019", "2021")
FORM_OF = {"T2": "form_t2", "T3": "form_t3", "T4": "form_t4"}  # block → column of its form; else `form`


@dataclass(frozen=True)
class Line:
    """A concept over all reports: `grade` is 0 where no source of it is there."""

    value: np.ndarray
    grade: np.ndarray
    basis: np.ndarray
    form: np.ndarray


def series(heads: pa.Table, usable: Matrix) -> pa.Table:
    """Rows by concept, and within one in the order of `heads`; superseded reports have none."""
    forms = {name: _codes(heads[name]) for name in ("form", *FORM_OF.values())}
    valid = _valid(usable)
    is_current = heads["is_current"].to_numpy()
    found = {}
    for name in sorted(concepts()):
        line = _line(concepts()[name], usable, valid, forms)
        found[name] = np.flatnonzero((line.grade > 0) & is_current), line
    return _rows(heads, found)


def _rows(heads: pa.Table, found: dict[str, tuple[np.ndarray, Line]]) -> pa.Table:
    def joined(field: str) -> np.ndarray:
        return np.concatenate([getattr(line, field)[rows] for rows, line in found.values()])

    rows = np.concatenate([rows for rows, _ in found.values()])
    concept = np.repeat(np.arange(len(found)), [len(rows) for rows, _ in found.values()])
    form = joined("form")
    about = heads.select(HEADS).take(pa.array(rows))
    return pa.table(
        dict(zip(about.column_names, about.columns, strict=True))
        | {
            "concept": words(concept, tuple(found)),
            "value": decimals(joined("value"), np.ones(len(rows), bool)),
            "grade": pa.array(joined("grade")),
            "basis": words(joined("basis"), BASES),
            "form": words(form, FORMS),
        }
    )


def words(codes: np.ndarray, known: tuple[str, ...]) -> pa.Array:
    """Numbers of words as the words; a negative number is NULL."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(known))


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    """The number of the form each report follows; -1 for none."""
    numbers = {form: number for number, form in enumerate(FORMS)}
    return np.array([numbers.get(form, -1) for form in column.to_pylist()], np.int8)


def _valid(usable: Matrix) -> np.ndarray:
    columns = wide_columns()
    whole = [is_usable(column, micro) for column, micro in zip(columns, usable.micro, strict=True)]
    valid: np.ndarray = np.stack(whole) & (usable.basis != ABSENT)
    return valid


@cache
def _place(name: str) -> int:
    return next(place for place, column in enumerate(wide_columns()) if column.name == name)


def _line(concept: Concept, usable: Matrix, valid: np.ndarray, forms: dict[str, np.ndarray]) -> Line:
    """The first source whose terms are all there says it."""
    size = usable.micro.shape[1]
    line = Line(np.zeros(size, np.int64), *(np.zeros(size, np.int8) for _ in range(3)))
    form = forms[FORM_OF.get(concept.block, "form")]
    for source in concept.sources:
        terms = [_place(name) for _, name in source.terms]
        taken = (line.grade == 0) & valid[terms].all(axis=0)
        if _is_told_by_form(concept, source):
            taken &= form == FORMS.index(source.form)
        signs = np.array([[sign] for sign, _ in source.terms])
        line.value[taken] = (signs * usable.micro[terms][:, taken]).sum(axis=0)
        line.grade[taken] = source.grade
        added = SUMMED if len(terms) > 1 else 0
        line.basis[taken] = np.maximum(usable.basis[terms][:, taken].max(axis=0, initial=0), added)
        line.form[taken] = FORMS.index("2014") if source.form == "2014" else form[taken]
    return line


def _is_told_by_form(concept: Concept, source: Source) -> bool:
    """The same terms with another meaning in an older form: only the report's form tells them apart."""
    alike = [other.form for other in concept.sources if other.terms == source.terms]
    return source.form in alike[:-1]
