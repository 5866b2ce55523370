"""Table three by applicant: the SQL behind the view `applicants`."""

from extract import codebook
from extract.codebook import Applicant
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.figure_columns import TOTAL

MEASURES = (
    "req_new",
    "req_carried_in",
    "req_granted",
    "req_partial",
    "req_refused",
    "req_unable",
    "req_notproc",
    "req_other",
    "req_result_total",
    "req_carried_out",
)


def applicants_sql() -> str:
    """A list of structs, one a kind of applicant, over the columns of `figures`."""
    kinds = [applicant for applicant in codebook.applicants().values() if applicant.id != TOTAL]
    return ",\n".join(_struct(applicant) for applicant in kinds)


def _struct(applicant: Applicant) -> str:
    measures = ", ".join(f"{measure}: {_measure(measure, applicant.id)}" for measure in MEASURES)
    zh, en = literal(applicant.name_zh), literal(applicant.name_en)
    return f"            {{applicant: '{applicant.id}', label_zh: {zh}, label_en: {en}, {measures}}}"


def _measure(measure: str, applicant: str) -> str:
    """The figure as printed; a subtotal that the form does not print is the sum of its printed parts."""
    parts = [
        f"{row.id}_{applicant}"
        for row in codebook.indicators().values()
        if row.parent_id == measure and row.role == "leaf" and measure != "req_result_total"
    ]
    printed = f"{measure}_{applicant}"
    return f"coalesce({printed}, list_sum([{', '.join(parts)}])::BIGINT)" if parts else printed
