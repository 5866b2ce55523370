"""The world of the replica: every report that its bodies published, as of an edition.

Edition 2 is the same world a little later: one report was republished with a changed figure, no other.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from spiders.replica import figures2014, forms, quirks, real
from spiders.replica.bodies import Body, bodies
from spiders.replica.dice import Dice
from spiders.replica.figures import YEARS, Figures, all_figures
from spiders.replica.model import Report, Value

ReportId = tuple[str, int, str]  # body id, year, variant: "" or "corrected"
YEARS_2014 = range(2014, 2019)
CHANGED: Mapping[str, tuple[str, int]] = {
    "republished": ("penalty_decisions", 9),
    "corrected": ("normdoc_made", 1),
}


@cache
def world(edition: int = 1) -> Mapping[ReportId, Report]:
    """All reports by (body, year, variant), real ones last."""
    marks = _quirks()
    found: dict[ReportId, Report] = {}
    for body in bodies().values():
        for year in (*YEARS_2014, *YEARS):
            if body.first_year <= year <= body.last_year:
                found[body.id, year, ""] = report = _report(body, year, marks.get((body.id, year), ()))
                _again(found, report, marks.get((body.id, year), ()), edition)
    for report in real.reports():
        found[report.body, report.year, ""] = report
    return found


def made(body: str, year: int, *marks: str) -> Report:
    """The report of a body and year with these quirks instead of its own, for cases and benches."""
    return _report(bodies()[body], year, marks)


def _quirks() -> dict[tuple[str, int], tuple[str, ...]]:
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for body, year, quirk in quirks.load():
        found[body, year] = (*found.get((body, year), ()), quirk)
    return found


def _again(found: dict[ReportId, Report], report: Report, marks: tuple[str, ...], edition: int) -> None:
    if "republished" in marks and edition >= 2:
        found[report.body, report.year, ""] = _changed(report, "republished")
    if "corrected" in marks:
        later = f"{report.year + 1}-06-18"
        corrected = _changed(report, "corrected")
        note = "本报告为更正后的版本，以此为准。"
        found[report.body, report.year, "corrected"] = replace(corrected, published=later, edition_note=note)


def _changed(report: Report, how: str) -> Report:
    indicator, step = CHANGED[how]
    before = report.cells[indicator, None, None].value or Decimal(0)
    return replace(report, cells={**report.cells, (indicator, None, None): Value.of(before + step)})


def expected_form(year: int, marks: tuple[str, ...]) -> str:
    if year < 2019:
        return "2014"
    return "2019" if year < 2021 or "form_2019" in marks else "2021"


def _report(body: Body, year: int, marks: tuple[str, ...]) -> Report:
    form = expected_form(year, marks)
    traits = quirks.TRAITS & set(marks)
    if body.kind not in (
        "subdistrict",
        "town",
    ):  # towns leave the unit of 采购总金额 out, as several real ones do
        traits |= {"unit_in_head"}
    told = {"n_req_received": _told(body, year)} if "says_otherwise" in marks else {}
    report = Report(
        body=body.id,
        agency=None if "nameless" in marks else body.name,
        year=year,
        form=form,
        cells=_cells(body, year - ("copied_year" in marks), form, frozenset(traits)),
        published=_published(body, year, marks),
        region_name=f"示例省{body.district.name}",
        region_code=body.district.region_code,
        index_number=f"{body.district.region_code}-{body.key}-{year + 1}-00001",
        mentions=told,
        traits=frozenset(traits),
    )
    for quirk in marks:
        report = quirks.apply(report, quirk)
    return report


def _told(body: Body, year: int) -> int:
    return int(all_figures()[body.id, year]["req_new", "total", None]) + 3


def _cells(
    body: Body, year: int, form: str, traits: frozenset[str]
) -> dict[tuple[str, str | None, str | None], Value]:
    figures: Figures = figures2014.one_year(body, year) if form == "2014" else all_figures()[body.id, year]
    return {key: Value.of(figures.get(key, Decimal(0))) for key in forms.keys(form, traits)}


def _published(body: Body, year: int, marks: tuple[str, ...]) -> str:
    """Bureaus publish in January, governments in March, the late one in September."""
    day = 10 + Dice(body.id, year, "published").below(19)
    month = "09" if "late" in marks else "03" if body.kind == "government" else "01"
    return f"{year + 1}-{month}-{day:02d}"
