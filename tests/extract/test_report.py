"""Whole reports: the corpus, bad input, determinism."""

import gc
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from extract.codebook import applicants
from extract.model.document import Hints
from extract.model.reading import Reading
from extract.report import read
from tests.extract.checks.test_identities import report
from tests.extract.mapping.form_grids import four, rows_of_three, three, two

SHARED = Path(os.environ.get("NIANBAO_SHARED", Path(__file__).parents[2].parent / "shared"))
TRUTHS = sorted((SHARED / "corpus").glob("*.truth.json"))


@pytest.mark.skipif(not TRUTHS, reason="the corpus of real reports is not beside this checkout")
@pytest.mark.parametrize("name", ["chaoyang-landscape-2020.txt", "shanghai-office-2019.html"])
def test_every_cell_of_a_real_report_is_right(name: str) -> None:
    source = SHARED / "corpus" / name
    truth = json.loads((source.parent / f"{name}.truth.json").read_text())
    reading = read(source.read_bytes(), Hints(file_name=name))
    found = {cell.key: (cell.value, cell.status) for cell in reading.cells}
    wanted = {(i, a, item): (None if v is None else Decimal(v), s) for i, a, item, v, s in truth["cells"]}
    assert found == wanted
    head = reading.head
    assert (head.agency, head.year, head.form) == (truth["agency"], truth["year"], truth["form"])


@pytest.mark.parametrize(
    "data", [b"", b"\n\n \t", b"\x00\x01\x02" * 500, b"<html><body>404</body></html>", b"hello"]
)
def test_what_is_no_report_ends_as_a_named_problem(data: bytes) -> None:
    reading = read(data)
    assert reading.cells == ()
    assert any(problem.severity == "error" for problem in reading.problems)
    assert all(problem.message and problem.advice and problem.locator for problem in reading.problems)


def test_the_garbage_collector_is_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    for switch in ("enable", "disable", "freeze", "collect"):
        monkeypatch.setattr(gc, switch, lambda: pytest.fail("the garbage collector was touched"))
    read(b"<html><body>404</body></html>")


# What each excerpt of the corpus prints beside zeros, seen by eye: figures, and the cells of other status.
EXCERPTS: dict[str, tuple[int, str]] = {
    "bjtzh-yllhj-2019": (
        18,
        "license_items_prev_year=2 license_decisions=1175 penalty_items_prev_year=1 penalty_decisions=3",
    ),
    "changtu-qijiazi-2023": (24, "penalty_decisions=30"),
    "cqqj-yongxin-2020": (9, "normdoc_made=3 normdoc_newly_disclosed=3 normdoc_disclosed_total=3"),
    "edu-bureau-2021-hybrid": (52, "license_decisions=5 fee_amount_wan=282.1"),
    "haidian-jd-a": (
        115,
        "normdoc_repealed=1 normdoc_in_force=4 license_decisions=15 penalty_decisions=46 "
        "req_new/natural_person=79 req_new/legal_business=4 req_new/total=83 "
        "req_carried_in/natural_person=6 req_carried_in/total=6 "
        "req_granted/natural_person=27 req_granted/legal_business=2 req_granted/total=29 "
        "req_partial/natural_person=1 req_partial/total=1 "
        "req_unable_not_held/natural_person=53 req_unable_not_held/legal_business=2 "
        "req_unable_not_held/total=55",
    ),
    "hc-erlang-2019": (
        43,
        "normdoc_made=19 normdoc_newly_disclosed=1 normdoc_disclosed_total=20 other_mgmt_items_prev_year=6 "
        "other_mgmt_items_change=6 other_mgmt_decisions=122 penalty_items_change=1 penalty_decisions=2 "
        "procurement_items=9 procurement_amount_wan=153103.83",
    ),
    "jiangjin-dushi-2019": (
        22,
        "license_items_prev_year=2 license_decisions=79 penalty_items_prev_year=3 penalty_decisions=50 "
        "fee_items_prev_year=1",
    ),
    "lianhu-canlian-2020-blank": (0, ""),
    "nilka-zhen-2023": (73, "rules_in_force=6"),
    "rongchang-hebao-2020": (20, ""),
    "tjbc-jixianli-2023": (10, "license_decisions=9000 penalty_decisions=55"),
    "wuhan-sthjj-2020-hant": (
        17,
        "normdoc_made=2 normdoc_newly_disclosed=2 normdoc_disclosed_total=19 license_items_prev_year=8 "
        "license_items_change=5 license_decisions=93 other_mgmt_items_prev_year=117 other_mgmt_decisions=165 "
        "penalty_items_prev_year=90 penalty_decisions=22 coercion_items_prev_year=4 coercion_items_change=4",
    ),
    "yc-dsj-2019": (43, ""),
    "yuncheng-kfq-2020": (
        12,
        "license_items_prev_year=34 license_items_change=16 license_decisions=773 "
        "other_mgmt_items_prev_year=9 other_mgmt_items_change=25 other_mgmt_decisions=1011",
    ),
}


@pytest.mark.skipif(not TRUTHS, reason="the corpus of real reports is not beside this checkout")
@pytest.mark.parametrize("name", EXCERPTS)
def test_excerpts_yield_no_wrong_cell(name: str) -> None:
    count, printed = EXCERPTS[name]
    reading = read((SHARED / "corpus" / "excerpts" / f"{name}.txt").read_bytes())
    figures = {"/".join(filter(None, cell.key)): cell.value for cell in reading.cells if cell.value}
    assert figures == {key: Decimal(value) for key, value in (each.split("=") for each in printed.split())}
    assert sum(cell.status == "reported" for cell in reading.cells) == count


@pytest.mark.skipif(not TRUTHS, reason="the corpus of real reports is not beside this checkout")
def test_a_copy_torn_apart_is_read_where_arithmetic_proves_it() -> None:
    source = SHARED / "corpus" / "kewei-2024.md"
    truth = json.loads((source.parent / "kewei-2024.md.truth.json").read_text())
    wanted = {(i, a, item): (None if v is None else Decimal(v), s) for i, a, item, v, s in truth["cells"]}
    reading = read(source.read_bytes(), Hints(file_name=source.name))
    read_cells = {
        cell.key: (cell.value, cell.status) for cell in reading.cells if cell.status != "unreadable"
    }
    assert read_cells.items() <= wanted.items()
    assert len(read_cells) >= 199
    assert all(cell.method == "order_proved" for cell in reading.cells if cell.indicator.startswith("req_"))


def markdown(
    seed: int, torn: set[str], edit: Callable[[str, str, str], str] = lambda *cell: cell[2]
) -> Reading:
    """A 2021 report as Markdown whose rows in `torn` have lost their labels; `edit` changes single cells."""
    figures = {figure.key: str(figure.value) for figure in report(seed)}
    lines = ["2024年某县商务局政府信息公开工作年度报告", "收到和处理政府信息公开申请情况"]
    grid = three(lambda key, applicant: key)
    labels = {row[-1].text: row[-8].text for row in grid.rows() if row[-1].text.startswith("req_")}
    for key in rows_of_three("2021"):
        cells = [edit(key, applicant, figures[key, applicant, None]) for applicant in applicants()]
        lines.append("| " + " | ".join([*([] if key in torn else [labels[key]]), *cells]) + " |")
    return read("\n".join(lines).encode())


def test_rows_without_labels_are_placed_only_where_every_identity_then_holds() -> None:
    torn = {"req_partial", "req_refused_process", "req_notproc_confirm"}
    reading = markdown(1, torn)
    assert {cell.method for cell in reading.cells} == {"order_proved"}
    assert {cell.key: cell.value for cell in reading.cells} == {
        f.key: f.value for f in report(1) if f.indicator.startswith("req_")
    }
    assert "order_proved" in {problem.kind for problem in reading.problems}


def test_rows_without_labels_are_unreadable_where_an_identity_fails() -> None:
    wrong = {("req_partial", "natural_person"): "77"}
    reading = markdown(1, {"req_partial"}, lambda key, who, text: wrong.get((key, who), text))
    assert {cell.status for cell in reading.cells} == {"unreadable"}


def test_a_blank_in_a_torn_copy_is_unreadable() -> None:
    reading = markdown(
        1, {"req_partial"}, lambda key, who, text: "" if (key, who) == ("req_carried_out", "total") else text
    )
    status = {cell.key: cell.status for cell in reading.cells}
    assert status["req_carried_out", "total", None] == "unreadable"
    assert list(status.values()).count("unreadable") == 1


def test_rows_without_labels_that_fit_no_gap_are_told() -> None:
    figures = {figure.key: str(figure.value) for figure in report(1)}
    rows = [key for key in rows_of_three("2021") if key != "req_notproc_repeat"]
    grid = three(lambda key, applicant: key)
    labels = {row[-1].text: row[-8].text for row in grid.rows() if row[-1].text.startswith("req_")}
    lines = ["2024年某县商务局政府信息公开工作年度报告"]
    for key in rows:
        cells = [figures[key, applicant, None] for applicant in applicants()]
        lines.append("| " + " | ".join([*([] if key == "req_partial" else [labels[key]]), *cells]) + " |")
    reading = read("\n".join(lines).encode())
    assert "torn_rows" in {problem.kind for problem in reading.problems}
    assert not any(cell.indicator == "req_partial" and cell.status == "reported" for cell in reading.cells)


def html(*grids: object) -> bytes:
    """The grids as a page with the title of an invented body."""
    tables = []
    for grid in grids:
        rows: dict[int, list[str]] = {}
        for cell in grid.cells:  # type: ignore[attr-defined]
            tag = f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">{cell.text}</td>'
            rows.setdefault(cell.row, []).append(tag)
        tables.append(
            "<table>" + "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows.values()) + "</table>"
        )
    title = "云岭县商务局2023年政府信息公开工作年度报告"
    return f"<html><body><h1>{title}</h1><p>一、总体情况</p>{''.join(tables)}</body></html>".encode()


def test_a_whole_page_is_read_from_bytes_to_checked_cells() -> None:
    figures = {figure.key: str(figure.value) for figure in report(2)}

    def value(key: str, applicant: str | None) -> str:
        return figures.get((key, applicant, None), "12.5" if key == "fee_amount_wan" else "4")

    reading = read(html(two(value), three(value), four(value)))
    assert (reading.head.agency, reading.head.year, reading.head.form) == ("云岭县商务局", 2023, "2021")
    assert len(reading.cells) == 10 + 25 * 7 + 15
    assert {check.outcome for check in reading.checks} == {"passed"}
    assert all(cell.locator.startswith("html:t") for cell in reading.cells)
    again = read(html(two(value), three(value), four(value)))
    assert again == reading
    assert again.content_digest == reading.content_digest


def test_missing_tables_are_named() -> None:
    reading = read(html(three(lambda key, applicant: "0")))
    assert [p.message for p in reading.problems if p.kind == "table_missing"] == [
        "table two was not found",
        "table four was not found",
    ]
    words = "云岭县商务局2023年政府信息公开工作年度报告。一、总体情况。全年未收到政府信息公开申请。" * 5
    assert "narrative_only" in {
        p.kind for p in read(f"<html><body><p>{words}</p></body></html>".encode()).problems
    }
