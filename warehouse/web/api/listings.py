"""The lists of the API: which rows each holds, how it is filtered, and the key that it is ordered by."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from warehouse.web.api.columns import CODE, column, filter_model, row_model, said
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

NARROWING = {"figures": ("province",)}  # what is worked out from the filters, so that less is read


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
    """

    name: str
    question: str
    key: tuple[str, ...]
    row: type[BaseModel]
    filters: type[BaseModel]
    title: Both
    item: str = ""

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
        parameters = {*self.filters.model_fields, *filter(None, [self.item]), *NARROWING.get(self.name, ())}
        nothing = dict.fromkeys(parameters - set(Paged.model_fields))
        return nothing | ({"editions": "current"} if "editions" in parameters else {})


# Filters that come as text and are numbers in the release.
ID_FILTERS = frozenset({"agency_id", "report_id"})


def _columns(table: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{table}.{name}" for name in names)


PLACES = Listing(
    "places",
    "api_places",
    ("regions.region_code",),
    row_model(
        "Place",
        *_columns("regions", "region_code", "region_name", "former_names", "level", "parent_code"),
        *_columns("regions", "province_code", "province_name", "valid_from", "valid_to", "is_invented"),
    ),
    filter_model("PlaceFilters", Paged, place=PLACE, level="regions.level"),
    Both("Divisions of the country", "行政区划"),
    "region_code",
)
BODIES = Listing(
    "bodies",
    "api_bodies",
    ("agencies.agency_id",),
    row_model(
        "Body",
        *_columns("agencies", "agency_id", "agency_name", "aliases", "region_code", "region_name"),
        *_columns("agencies", "province_code", "level", "kind", "function", "is_resolved", "is_invented"),
        *_columns("agencies", "first_year", "last_year", "successor_id", "valid_from", "valid_to"),
        *_columns("agencies", "report_count"),
    ),
    filter_model(
        "BodyFilters",
        Paged,
        place=PLACE,
        level="agencies.level",
        kind="agencies.kind",
        function="agencies.function",
    ),
    Both("Public bodies", "公开主体"),
    "agency_id",
)
REPORTS = Listing(
    "reports",
    "api_reports",
    ("reports.report_id",),
    row_model(
        "Report",
        *_columns("reports", "report_id", "agency_id", "agency_name", "region_code", "region_name"),
        *_columns("reports", "province_code", "year", "scope", "version", "is_current", "change"),
        *_columns("reports", "is_invented", "kind", "function", "form", "form_t2", "form_t3", "form_t4"),
        *_columns("reports", "title", "publisher", "published_date", "index_number", "site_id", "url"),
        *_columns("reports", "batch", "warc_offset", "digest", "content_digest", "reader"),
        *_columns("reports", "extractor_version", "first_seen_at", "last_seen_at", "source_count"),
        *_columns("reports", "cell_count", "unreadable_count", "failed_count", "problem_count"),
    ),
    filter_model(
        "ReportFilters",
        Paged,
        place=PLACE,
        agency_id="agencies.agency_id",
        year="reports.year",
        scope="reports.scope",
        form="reports.form",
        editions=EDITIONS,
    ),
    Both("Reports, an edition a row", "年报，每版一行"),
    "report_id",
)
FIGURES = Listing(
    "figures",
    "api_figures",
    ("cells.report_id", "cells.ord"),
    row_model(
        "Figure",
        *_columns("cells", "report_id", "ord", "is_current", "agency_id"),
        *_columns("reports", "agency_name", "is_invented"),
        *_columns("cells", "region_code", "year"),
        "reports.scope",
        "cells.indicator",
        *_columns("indicators", "label_zh", "label_en"),
        *_columns("cells", "applicant", "item", "value", "raw", "unit", "status", "locator", "method"),
    ),
    filter_model(
        "FigureFilters",
        Paged,
        report_id="reports.report_id",
        agency_id="agencies.agency_id",
        place=PLACE,
        year="cells.year",
        indicator="cells.indicator",
        applicant="cells.applicant",
        status="cells.status",
        editions=EDITIONS,
    ),
    Both("Figures as printed, a cell a row", "照印的数字，每格一行"),
)
SERIES = Listing(
    "series",
    "api_series",
    ("series.report_id", "series.concept"),
    row_model(
        "SeriesValue",
        *_columns("series", "report_id", "concept", "label_zh", "label_en", "agency_id", "agency_name"),
        *_columns("series", "region_code", "region_name", "province_code", "level", "kind", "function"),
        *_columns("series", "year", "scope", "value", "grade", "basis", "form"),
    ),
    filter_model(
        "SeriesFilters",
        Paged,
        concept="series.concept",
        agency_id="agencies.agency_id",
        place=PLACE,
        year="series.year",
        scope="series.scope",
    ),
    Both("Comparable lines over the forms of 2014, 2019 and 2021", "三版表样归一的可比序列"),
)
COVERAGE = Listing(
    "coverage",
    "api_coverage",
    ("coverage.site_id", "coverage.year"),
    row_model(
        "SiteYear",
        "coverage.site_id",
        *_columns("sites", "site_name", "region_code"),
        *_columns("coverage", "year", "status", "reason", "reason_code", "report_count", "attempt_count"),
        "coverage.url",
    ),
    filter_model(
        "CoverageFilters",
        Paged,
        site_id="coverage.site_id",
        place=PLACE,
        year="coverage.year",
        status="coverage.status",
    ),
    Both("What was collected, and why the rest is absent", "采集情况，及缺失的原因"),
)
INDICATORS = Listing(
    "indicators",
    "api_indicators",
    ("indicators.indicator",),
    row_model(
        "Indicator",
        *_columns("indicators", "indicator", "label_zh", "label_en", "block", "forms", "parent", "unit"),
        *_columns("indicators", "definition", "legal_basis"),
    ),
    Paged,
    Both("Figures of the forms: what each counts, and the law", "表样中的各项指标及法律依据"),
    "indicator",
)
LISTINGS = (PLACES, BODIES, REPORTS, FIGURES, SERIES, COVERAGE, INDICATORS)
