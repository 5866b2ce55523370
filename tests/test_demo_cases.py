"""The demo holds every case that the warehouse must get right: each asked in SQL, with its answer."""

from pathlib import Path
from typing import Any

import pytest

from tests.demo import ask

VERSIONS = """
    select r.version, r.is_current, r.change, c.value::int, parse_filename(r.url)
    from reports r join cells c using (report_id)
    where r.agency_name = '石塘区市场监督管理局' and r.year = 2023 and c.indicator = 'normdoc_made'
    order by r.version
"""
CURRENT_ONLY = """
    select s.value::int from series s join reports r using (report_id)
    where r.agency_name = '石塘区市场监督管理局' and s.year = 2023 and s.concept = 'normdoc_made'
"""
SOURCES = """
    select r.agency_name, r.year, r.site_id, r.source_count, list(d.site_id order by d.site_id)
    from reports r join documents d using (report_id)
    where r.is_current
    group by r.report_id, r.agency_name, r.year, r.site_id, r.source_count
    having count(distinct d.site_id) > 1 and r.agency_name = '石塘区人民政府'
    order by r.year
"""
SUCCESSION = """
    select old.agency_name, old.valid_to, heir.agency_name, heir.valid_from
    from agencies old join agencies heir on heir.agency_id = old.successor_id
    order by old.agency_name
"""
LINES = """
    select agency_name, min(year), max(year) from own_series
    where concept = 'req_new' and agency_name in ('云栖区工商行政管理局', '云栖区市场监督管理局')
    group by agency_name order by min(year)
"""
BLANK = """
    select r.agency_name, r.year, count(*) = r.cell_count, count(c.value), count(distinct c.status)
    from reports r join cells c using (report_id)
    where r.report_id in (select report_id from cells group by report_id having bool_and(status = 'blank'))
    group by r.report_id, r.agency_name, r.year, r.cell_count
    order by r.year, r.agency_name
"""
BLANK_IN_SERIES = """
    select count(*) from series s join reports r using (report_id)
    where r.agency_name = '南屏县青竹镇人民政府' and r.year = 2022
"""
BLANK_IN_CHECKS = """
    select k.outcome, count(*) > 0 from checks k join reports r using (report_id)
    where r.agency_name = '南屏县青竹镇人民政府' and r.year = 2022
    group by k.outcome
"""
BROKEN = """
    select r.agency_name, f.year, f.check_id, f.place, f.left_value::int, f.right_value::int, f.verdict
    from findings f join reports r using (report_id)
    where f.check_id in ('T3.ROWSUM', 'T3.FLOW') and f.severity = 'error'
    order by f.check_id
"""
CORRECTED = """
    select k.agency_name, k.indicator, c.raw, c.value::int, s.value::int, s.basis
    from corrections k
    join cells c on c.report_id = k.report_id and c.indicator = k.indicator
    join series s on s.report_id = k.report_id and s.concept = k.indicator
    order by k.indicator
"""
UNRESOLVED = """
    select a.agency_name, a.kind, a.function, a.aliases, count(distinct r.report_id)
    from agencies a join reports r using (agency_id)
    where not a.is_resolved
    group by all
"""
FORM_2014 = """
    select r.agency_name, min(r.year), max(r.year), count(distinct r.report_id), bool_and(s.grade is not null)
    from reports r join series s using (report_id)
    where r.form = '2014' and s.concept = 'req_new'
    group by r.agency_name
    order by min(r.year)
"""

CASES: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "versions of a republished report": (
        VERSIONS,
        [(1, False, "first", 2, "t20240120_1006.html"), (2, True, "figures", 3, "t20240618_1013.html")],
    ),
    "only the current version in series": (CURRENT_ONLY, [(3,)]),
    "one report on two sites, with both sources and the body's own first": (
        SOURCES,
        [
            ("石塘区人民政府", year, "demo-shitang", 2, ["demo-agg-shili", "demo-shitang"])
            for year in (2022, 2023, 2024)
        ],
    ),
    "a body succeeded by a reform": (
        SUCCESSION,
        [
            ("云栖区乡村振兴局", 2023, "云栖区农业农村局", None),
            ("云栖区工商行政管理局", 2018, "云栖区市场监督管理局", 2019),
        ],
    ),
    "a body and its successor stay two": (
        LINES,
        [("云栖区工商行政管理局", 2017, 2018), ("云栖区市场监督管理局", 2019, 2025)],
    ),
    "a blank report holds cells without values": (
        BLANK,
        [("南屏县城南街道办事处", 2020, True, 0, 1), ("南屏县青竹镇人民政府", 2022, True, 0, 1)],
    ),
    "a blank report is not zero in series": (BLANK_IN_SERIES, [(0,)]),
    "a blank report breaks no identity": (BLANK_IN_CHECKS, [("not_applicable", True)]),
    "a broken identity is flagged": (
        BROKEN,
        [
            ("石塘区自然资源和规划局", 2020, "T3.FLOW", "natural_person", 59, 60, "source_anomaly"),
            ("石塘区自然资源和规划局", 2020, "T3.ROWSUM", "req_result_total", 67, 68, "source_anomaly"),
        ],
    ),
    "a correction changes series, never the cell": (
        CORRECTED,
        [
            ("洪泽区人民政府", "disp_lit_after_total", "0", 0, 5, "corrected"),
            ("洪泽区人民政府", "disp_review_total", "0", 0, 11, "corrected"),
        ],
    ),
    "an unresolved body keeps its printed name": (
        UNRESOLVED,
        [("湖畔区河湖保护工作专班", None, None, ["湖畔区河湖保护工作专班"], 2)],
    ),
    "reports on the form of 2014 join the series": (
        FORM_2014,
        [("云栖区人民政府办公室", 2014, 2018, 5, True), ("云栖区工商行政管理局", 2017, 2018, 2, True)],
    ),
}


@pytest.mark.parametrize(("query", "answer"), CASES.values(), ids=CASES)
def test_demo_holds(query: str, answer: list[tuple[Any, ...]], demo: Path) -> None:
    assert ask(demo, query) == answer
