"""The lists of the API: which rows each holds, how it is filtered, and what it is ordered by."""

from warehouse.web.api.columns import filter_model, row_model
from warehouse.web.api.listing import EDITIONS, PLACE, Listing, Paged
from warehouse.web.content import Both


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
    narrowing=("province",),
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
