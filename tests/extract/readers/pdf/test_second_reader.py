"""Two readings of one table: who is believed, what is refused, and whose mistake a failed sum is."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from reportlab.pdfgen.canvas import Canvas

from extract.checks import identities
from extract.model.document import Hints
from extract.model.reading import Figure
from extract.readers.pdf import second_reader
from extract.readers.pdf.reread.disputed_digits import lied_about
from extract.readers.pdf.second_reader import arbitrate, reread
from extract.report import read
from tests.extract.layout.grid_cases import Plan, Slot, draw_table, needs_font, pdf, plans, shape

REVIEW = [f"disp_review_{name}" for name in ("upheld", "corrected", "other", "pending", "total")]


def review(*values: str) -> list[Figure]:
    """The five reconsideration cells of table four; `?` is unreadable."""
    return [
        Figure(name, None, value, "unreadable", f"pdf:p1/{place}")
        if value == "?"
        else Figure(name, Decimal(value), value, "reported", f"pdf:p1/{place}")
        for place, (name, value) in enumerate(zip(REVIEW, values, strict=True))
    ]


def settled(first: list[Figure], second: list[Figure]) -> tuple[list[str], second_reader.Arbitration]:
    result = arbitrate(first, second, ["T4"], lambda figures: identities.corroborated(figures, "pdf"))
    shown = [str(figure.value) if figure.status == "reported" else "?" for figure in result.figures]
    return shown, result


def test_the_reading_that_adds_up_is_believed() -> None:
    right, wrong = review("3", "1", "0", "0", "4"), review("8", "1", "0", "0", "4")
    shown, result = settled(right, wrong)
    assert shown == ["3", "1", "0", "0", "4"] and {figure.method for figure in result.figures} == {"label"}
    shown, result = settled(wrong, right)
    assert shown == ["3", "1", "0", "0", "4"] and result.refused == ()
    assert [figure.method for figure in result.figures] == ["second_reader", *["label"] * 4]


def test_readings_that_differ_and_prove_nothing_are_refused() -> None:
    shown, result = settled(review("3", "1", "0", "0", "9"), review("8", "1", "0", "0", "7"))
    assert shown == ["?", "1", "0", "0", "?"]
    assert [key[0] for key in result.refused] == [REVIEW[0], REVIEW[4]]


def test_two_readings_that_both_add_up_prove_neither() -> None:
    shown, _ = settled(review("3", "1", "0", "0", "4"), review("1", "3", "0", "0", "4"))
    assert shown == ["?", "?", "0", "0", "4"]


def test_an_unreadable_cell_is_taken_from_the_second_reading_only_if_proved() -> None:
    assert settled(review("?", "1", "0", "0", "4"), review("3", "1", "0", "0", "4"))[0][0] == "3"
    assert settled(review("?", "1", "0", "0", "4"), review("2", "1", "0", "0", "4"))[0][0] == "?"


def test_a_second_reading_without_the_table_changes_nothing() -> None:
    first = review("3", "1", "0", "0", "9")
    result = arbitrate(first, [], ["T4"], lambda figures: identities.corroborated(figures, "pdf"))
    assert result.figures == tuple(first) and not result.agreed and not result.refused


def table_four(values: list[str]) -> Plan:
    """Table four as printed: group, kind and outcome headers over fifteen cells."""
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3
    heads = [Slot(0, 0, 1, 5, "行政复议"), Slot(0, 5, 1, 10, "行政诉讼")]
    heads += [Slot(1, 5, 1, 5, "未经复议直接起诉"), Slot(1, 10, 1, 5, "复议后起诉")]
    names = [
        Slot(1 if place < 5 else 2, place, 2 if place < 5 else 1, 1, name)
        for place, name in enumerate(outcomes)
    ]
    cells = [Slot(3, place, 1, 1, value) for place, value in enumerate(values)]
    return Plan((32.0,) * 15, (24.0, 24.0, 30.0, 24.0), (*heads, *names, *cells))


@needs_font
def test_a_total_printed_wrong_is_kept_and_called_the_sources_own() -> None:
    plan = table_four(["10", "1", "0", "0", "0", *["0"] * 5, "5", "0", "0", "0", "5"])
    reading = read(pdf(lambda canvas: draw_table(canvas, plan, "wps")))
    failed = [(check.rule_id, check.verdict) for check in reading.checks if check.outcome == "failed"]
    assert failed == [("T4.SUM.review", "source_anomaly")]
    values = {figure.key[0]: figure.value for figure in reading.cells}
    assert (values["disp_review_upheld"], values["disp_review_total"]) == (10, 0)


def documents_issued(values: list[str]) -> Plan:
    """The row 行政规范性文件 of table two under its heads."""
    texts = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "行政规范性文件", *values]
    slots = [Slot(place // 4, place % 4, 1, 1, text) for place, text in enumerate(texts)]
    return Plan((100.0,) * 4, (24.0, 24.0), (*slots,))


@needs_font
@pytest.mark.parametrize(
    ("table", "one", "other"),
    [
        (documents_issued, ["12", "3", "21"], ["13", "4", "23"]),
        (table_four, ["2", "1", "0", "0", "3", *["0"] * 10], ["3", "1", "0", "0", "4", *["0"] * 10]),
    ],
)
def test_of_two_tables_that_differ_the_second_reader_takes_neither(
    table: Callable[[list[str]], Plan], one: list[str], other: list[str]
) -> None:
    """Its region holds one of them alone, which then adds up: 1,238 cells of 20 reports were given so."""

    def draw(canvas: Canvas) -> None:
        draw_table(canvas, table(one), "stroked", top=100)
        draw_table(canvas, table(other), "stroked", top=400)

    reading = read(pdf(draw))
    assert {figure.status for figure in reading.cells if figure.raw not in ("0", "")} == {"unreadable"}
    told = {found.kind for found in reading.problems}
    assert told & {"conflicting_tables", "other_period"} and not told & {"text_in_doubt", "unreadable_cell"}


def test_a_font_lies_only_where_both_readings_are_of_one_place() -> None:
    first = [replace(each, locator=f"pdf:p1/0,{n},9,{n + 1}") for n, each in enumerate(review(*"38388"))]
    second = [replace(each, raw="3") for each in first]
    assert lied_about(first, second) == {"8"}
    assert not lied_about(first, [replace(each, locator="pdf:p1/0,50,9,51") for each in second])


def test_a_cell_that_the_second_reader_did_not_find_is_not_contradicted() -> None:
    """It sees the end of a table that began on the page before, and takes a number near a border for cut."""
    first = [replace(each, locator=f"pdf:p1/0,{n},9,{n + 1}") for n, each in enumerate(review(*"38388"))]
    reading = replace(read(b""), reader="pdf", cells=(*first,))
    refused = [replace(each, value=None, status="unreadable") for each in first]
    assert second_reader._opinion(reading, refused) == (*refused,)
    assert not second_reader._opinion(reading, [replace(each, raw=f"{each.raw}…") for each in refused])
    assert not second_reader._opinion(
        reading, [replace(each, locator="pdf:p1/0,50,9,51") for each in refused]
    )


@needs_font
def test_a_misreading_of_ours_is_found_out_and_refused() -> None:
    """A digit changed behind the first reader: both readings fail, so the changed cell may not stand."""
    plan = table_four(["10", "1", "0", "0", "0", *["0"] * 10])
    data = pdf(lambda canvas: draw_table(canvas, plan, "stroked"))
    first = read(data)
    changed = tuple(
        replace(figure, value=Decimal(70), raw="70") if figure.key[0] == "disp_review_upheld" else figure
        for figure in first.cells
    )
    doubted = replace(first, cells=changed, checks=identities.check(changed, "pdf"))
    result = second_reader.settle(doubted, data, Hints())
    assert {figure.key[0] for figure in result.cells if figure.status == "unreadable"} == {
        "disp_review_upheld"
    }
    told = [problem for problem in result.problems if "pdfplumber" in problem.message]
    assert [problem.kind for problem in told] == ["readings_differ"]
    assert [problem.locator for problem in told] == [
        figure.locator for figure in result.cells if figure.status == "unreadable"
    ]


def test_a_file_that_pdfplumber_cannot_open_leaves_the_first_reading_undecided() -> None:
    first = read(b"")
    cells = tuple(review("1", "1", "0", "0", "5"))
    doubted = replace(first, reader="pdf", cells=cells, checks=identities.check(cells, "pdf"))
    assert second_reader.is_needed(doubted)
    result = second_reader.settle(doubted, b"%PDF-1.4 nothing", Hints())
    assert result.cells == cells
    assert "second_reader_failed" in {problem.kind for problem in result.problems}


@needs_font
@given(plan=plans())
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_pdfplumber_finds_the_same_grids(plan: Plan) -> None:
    document = reread(pdf(lambda canvas: draw_table(canvas, plan, "stroked")), Hints())
    expected = [plan.shape()] if len(plan.slots) > 1 else []
    assert [shape(grid) for grid in document.grids] == expected
