"""What a check declares to look at: it finds the same in each province alone as in the whole country."""

from collections import Counter
from dataclasses import replace
from itertools import chain
from random import Random

import duckdb
import pytest

from tests.warehouse.schema.check_pairs import PAIRS, Report
from tests.warehouse.schema.check_tables import Tables
from warehouse.build.years import findings
from warehouse.schema.check_queries import COUNTRY, PROVINCE, Check, all_checks

PROVINCES = ("99", "11", "35")
BODIES = 40  # of a province: some have several reports of a year
LARGEST = "SELECT report_id, 'req_new' AS place FROM now WHERE req_new = (SELECT max(req_new) FROM now)"
Found = dict[str, list[tuple[object, ...]]]


def drawn(seed: int) -> dict[int, Report]:
    """Good and bad reports of every check, some of them twice, of bodies all over the country."""
    random = Random(seed)
    cases = [case for pair in PAIRS.values() for case in pair]
    reports: list[Report] = []
    for case in [*cases, *random.choices(cases, k=len(cases))]:
        reports += placed(case, random.choice(PROVINCES), random.randrange(BODIES))
    return dict(enumerate(reports, 1))


def placed(case: list[Report], province: str, body: int) -> list[Report]:
    """The reports of a case in a province; ids of bodies there are no other province's."""
    first = int(province) * 1000 + body
    made = []
    for report in case:
        about = {"region_code": "990101", "agency_id": 1} | report | {"province_code": f"{province}0000"}
        if about["region_code"] is not None:
            about["region_code"] = province + about["region_code"][2:]
        for name in ("agency_id", "successor_id"):
            if name in about:
                about[name] += first
        made.append(about)
    return made


def found(connection: duckdb.DuckDBPyConnection, checks: list[Check], reports: dict[int, Report]) -> Found:
    """Check → what it finds; of those that stop a build, too."""
    Tables(reports).into(connection)
    for check in checks:
        findings.run(connection, replace(check, severity="error"), 2023)
    rows: Found = {check.id: [] for check in checks}
    for name, *row in connection.execute("FROM bad").fetchall():
        rows[name].append(tuple(row))
    return rows


def too_narrow(checks: list[Check], reports: dict[int, Report]) -> set[str]:
    """The checks that find something else in the provinces, each alone, than in the whole country."""
    by_province: dict[str, dict[int, Report]] = {}
    for report_id, report in reports.items():
        by_province.setdefault(report["province_code"], {})[report_id] = report
    with duckdb.connect(config={"threads": 1}) as connection:
        whole = found(connection, checks, reports)
        parts = [found(connection, checks, own) for own in by_province.values()]
    assert all(whole.values()), "a check that finds nothing shows nothing"
    return {
        name for name, rows in whole.items() if Counter(rows) != Counter(chain(*(p[name] for p in parts)))
    }


@pytest.mark.parametrize("seed", range(3))
def test_a_check_finds_in_a_province_what_it_finds_there_in_the_country(seed: int) -> None:
    declared = [check for check in all_checks().values() if check.looks_at == PROVINCE]
    assert too_narrow(declared, drawn(seed)) == set()


def test_a_check_that_declares_too_little_is_found_out() -> None:
    narrow = Check("LARGEST", "warn", "no body has the most requests", LARGEST, PROVINCE)
    assert too_narrow([narrow, all_checks()["X.FORM"]], drawn(0)) == {"LARGEST"}


def test_a_check_that_declares_nothing_looks_at_the_country() -> None:
    assert {check.looks_at for check in all_checks().values()} == {PROVINCE, COUNTRY}
    assert Check("X", "warn", "why", "FROM now").looks_at == COUNTRY
    assert all_checks()["A.DROP"].looks_at == COUNTRY  # reads the coverage, which no province has
