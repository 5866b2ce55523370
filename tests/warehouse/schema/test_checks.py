"""Each check lets its good table pass and catches its bad one; a check without such a pair fails here."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from extract import codebook
from extract.model.reading import Check
from tests.warehouse.schema.check_pairs import PAIRS, Report
from tests.warehouse.schema.check_tables import Tables
from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.build.years import findings
from warehouse.errors import ContractError
from warehouse.schema.check_queries import all_checks
from warehouse.schema.severities import SEVERITIES, STOP


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connected:
        yield connected


def bad_rows(
    connection: duckdb.DuckDBPyConnection, check_id: str, reports: list[Report]
) -> list[tuple[Any, ...]]:
    Tables(dict(enumerate(reports, 1))).into(connection)
    findings.run(connection, all_checks()[check_id], 2023)
    return connection.execute("SELECT check_id, severity, report_id, place FROM bad").fetchall()


def test_every_check_has_its_pair_and_every_identity_its_check() -> None:
    assert set(PAIRS) == set(all_checks())
    assert set(codebook.identities()) <= set(all_checks())
    assert {check.severity for check in all_checks().values()} <= {STOP, *SEVERITIES}
    assert all(check.why for check in all_checks().values())


@pytest.mark.parametrize("check_id", sorted(all_checks()))
def test_good_passes_and_bad_is_caught(connection: duckdb.DuckDBPyConnection, check_id: str) -> None:
    good, bad = PAIRS[check_id]
    assert bad_rows(connection, check_id, good) == []
    if all_checks()[check_id].severity == "stop":
        with pytest.raises(ContractError, match=check_id):
            bad_rows(connection, check_id, bad)
        return
    found = bad_rows(connection, check_id, bad)
    assert len(found) == 1
    assert found[0][0] == check_id


def test_a_carry_between_aggregates_only_warns(connection: duckdb.DuckDBPyConnection) -> None:
    wide = {"scope": "region_aggregate"}
    reports = [{"year": 2023, "req_carried_in": 2, **wide}, {"year": 2022, "req_carried_out": 3, **wide}]
    assert [row[1] for row in bad_rows(connection, "X.CARRY", reports)] == ["warn"]


def test_a_carry_of_another_applicant_only_warns_while_the_totals_agree(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    given = {"req_carried_out": 3, "req_carried_out_natural_person": 2, "req_carried_out_legal_other": 1}
    taken = {"req_carried_in": 3, "req_carried_in_natural_person": 3, "req_carried_in_legal_other": 0}
    before = {"year": 2022, **given}

    def found(**changed: int) -> set[tuple[str, str]]:
        rows = bad_rows(connection, "X.CARRY", [{"year": 2023, **taken | changed}, before])
        return {(severity, place) for _, severity, _, place in rows}

    assert found() == {("warn", "req_carried_in_natural_person"), ("warn", "req_carried_in_legal_other")}
    assert {severity for severity, _ in found(req_carried_in=4)} == {"error"}


def test_every_finding_says_whose_fault_it_may_be(world: World) -> None:
    broken = Check("T3.FLOW", "total", "failed", "error", verdict="source_anomaly")
    world.add(reading(checks=(broken,)))
    for agency, method in (("云栖区民政局", "label"), ("云栖区财政局", "ocr")):
        head = replace(HEAD, agency=agency, function=None)
        world.add(reading(replace(head, year=2022), figures(req_carried_out=5), checks=()))
        cells = [replace(cell, method=method) for cell in figures(carried_in=4)]
        world.add(reading(head, cells, checks=()))
    world.build()
    assert world.ask(
        "SELECT agency_name, check_id, verdict FROM findings WHERE severity = 'error' ORDER BY ALL"
    ) == [
        ("云栖区教育局", "T3.FLOW", "source_anomaly"),
        ("云栖区民政局", "X.CARRY", "inconclusive"),
        ("云栖区财政局", "X.CARRY", "reading_doubtful"),
    ]
