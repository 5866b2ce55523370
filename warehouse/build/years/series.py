"""The rows of `series`: every concept of every report, by the best source its form gives."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from warehouse.build.context import BuildContext
from warehouse.build.years import figure_matrix
from warehouse.build.years.figure_matrix import Matrix
from warehouse.schema.crosswalk import Concept, Source, concepts
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.figure_values import ABSENT, BASES, CORRECTED, MICRO, SUMMED, decimals, is_whole
from warehouse.schema.tables import tables

OF_REPORT = ("report_id", "agency_id", "region_code", "province_code", "scope")
FORMS = ("2014", "2019", "2021")
FORM_OF = {"T2": "form_t2", "T3": "form_t3", "T4": "form_t4"}  # block → column of its form; else `form`


@dataclass(frozen=True)
class ConceptValues:
    """A concept over all reports, an element each: `grade` is 0 where no source of it is there."""

    value: np.ndarray
    grade: np.ndarray
    basis: np.ndarray
    form: np.ndarray


def declarations() -> tuple[object, ...]:
    """What decides a row beside the code; labels and notes of the crosswalk do not."""
    sources = [
        (concept.id, concept.block, [(source.form, source.terms, source.grade) for source in concept.sources])
        for concept in concepts().values()
    ]
    return tables()["series"].declaration, figure_matrix.declarations(), sources


def series(context: BuildContext, reports: pa.Table, matrix: Matrix) -> pa.Table:
    """Rows by concept, and within one in the order of `reports`; superseded reports have none."""
    matrix = corrected(context.corrections, reports, matrix)
    forms = {name: _codes(reports[name]) for name in ("form", *FORM_OF.values())}
    valid = _valid(matrix)
    is_current = reports["is_current"].to_numpy()
    found = {}
    for name in sorted(concepts()):
        values = _values(concepts()[name], matrix, valid, forms)
        found[name] = np.flatnonzero((values.grade > 0) & is_current), values
    return _rows(reports, found)


def corrected(corrections: pa.Table, reports: pa.Table, matrix: Matrix) -> Matrix:
    """The figures with the corrections of this registry in them; those given stay as they are."""
    rows = {report: row for row, report in enumerate(reports["report_id"].to_pylist())}
    found = [correction for correction in corrections.to_pylist() if correction["report_id"] in rows]
    if not found:
        return matrix
    mended = Matrix(matrix.micro.copy(), matrix.basis.copy())
    for correction in found:
        at = correction["place"], rows[correction["report_id"]]
        mended.micro[at], mended.basis[at] = int(correction["corrected"] * MICRO), CORRECTED
    return mended


def _rows(reports: pa.Table, found: dict[str, tuple[np.ndarray, ConceptValues]]) -> pa.Table:
    def joined(field: str) -> np.ndarray:
        return np.concatenate([getattr(values, field)[rows] for rows, values in found.values()])

    rows = np.concatenate([rows for rows, _ in found.values()])
    concept = np.repeat(np.arange(len(found)), [len(rows) for rows, _ in found.values()])
    about = reports.select(OF_REPORT).take(pa.array(rows))
    return pa.table(
        dict(zip(about.column_names, about.columns, strict=True))
        | {
            "concept": words(concept, tuple(found)),
            "value": decimals(joined("value"), np.ones(len(rows), bool)),
            "grade": pa.array(joined("grade")),
            "basis": words(joined("basis"), BASES),
            "form": words(joined("form"), FORMS),
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


def _valid(matrix: Matrix) -> np.ndarray:
    columns = wide_columns()
    whole = [is_whole(column, micro) for column, micro in zip(columns, matrix.micro, strict=True)]
    valid: np.ndarray = np.stack(whole) & (matrix.basis != ABSENT)
    return valid


@cache
def _place(name: str) -> int:
    return next(place for place, column in enumerate(wide_columns()) if column.name == name)


def _values(
    concept: Concept, matrix: Matrix, valid: np.ndarray, forms: dict[str, np.ndarray]
) -> ConceptValues:
    """Each value by the first source whose terms are all there."""
    size = matrix.micro.shape[1]
    values = ConceptValues(np.zeros(size, np.int64), *(np.zeros(size, np.int8) for _ in range(3)))
    form = forms[FORM_OF.get(concept.block, "form")]
    for source in concept.sources:
        terms = [_place(name) for _, name in source.terms]
        taken = (values.grade == 0) & valid[terms].all(axis=0)
        if _is_told_by_form(concept, source):
            taken &= form == FORMS.index(source.form)
        signs = np.array([[sign] for sign, _ in source.terms])
        values.value[taken] = (signs * matrix.micro[terms][:, taken]).sum(axis=0)
        values.grade[taken] = source.grade
        added = SUMMED if len(terms) > 1 else 0
        values.basis[taken] = np.maximum(matrix.basis[terms][:, taken].max(axis=0, initial=0), added)
        values.form[taken] = FORMS.index("2014") if source.form == "2014" else form[taken]
    return values


def _is_told_by_form(concept: Concept, source: Source) -> bool:
    """The same terms with another meaning in an older form: only the report's form tells them apart."""
    alike = [other.form for other in concept.sources if other.terms == source.terms]
    return source.form in alike[:-1]
