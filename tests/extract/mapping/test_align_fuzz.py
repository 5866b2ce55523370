"""Any arrangement of the form's words and of figures is read without an exception, and nothing is made up."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.checks.identities import check
from extract.codebook import applicants, frame_words, indicators
from extract.mapping.align import align
from extract.model.document import Document, Hints, Paragraph
from extract.model.grid import Cell, Grid
from extract.report import interpret

LABELS = sorted(
    {
        label
        for each in indicators().values()
        for label in (*each.row_labels, *each.column_labels, each.context)
    }
    | {label for each in applicants().values() for label in each.labels}
    | set(frame_words())
    | {
        "（六）其他处理",
        "3.其他",
        "本年新",
        "三、本年度办理结果",
        "规章000",
        "某种说明",
        "五、存在的主要问题",
    }
)
FIGURES = ["", "0", "7", "12", "-3", "-", "6 23", "251000元", "22（其中修订16件）", "见附件", "无"]
WORDS = st.one_of(st.sampled_from(LABELS), st.sampled_from(FIGURES), st.text(max_size=6))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """A grid of up to nine rows; spans only to the right and down into empty places."""
    width = draw(st.integers(1, 9))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(draw(st.integers(0, 9))):
        for column in range(width):
            if (row, column) in taken or draw(st.integers(0, 9)) == 0:
                continue
            high, wide = draw(st.sampled_from([(1, 1), (1, 1), (1, 1), (2, 1), (1, 2), (3, 1)]))
            if (row, column + wide - 1) in taken or column + wide > width:
                wide = 1
            taken |= {(row + y, column + x) for y in range(high) for x in range(wide)}
            cells.append(Cell(draw(WORDS), row, column, f"t/r{row}/c{column}", high, wide))
    return Grid.of(tuple(cells), "t", draw(st.booleans()))


@given(st.lists(grids(), max_size=3), st.lists(WORDS, max_size=20))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_arrangement_raises_and_every_figure_is_a_printed_text(
    found: list[Grid], lines: list[str]
) -> None:
    paragraphs = tuple(Paragraph(text, f"text:l{n}", n) for n, text in enumerate(lines))
    orders = tuple(range(len(lines), len(lines) + len(found)))
    document = Document("html", paragraphs, tuple(found), orders)
    alignment = align(document)
    printed = "\n".join([cell.text for grid in found for cell in grid.cells] + lines)
    for figure in alignment.figures:
        assert figure.raw in printed or "".join(figure.raw.split()) in "".join(printed.split())
        assert (figure.value is not None) == (figure.status == "reported")
    check(alignment.figures, "html")
    reading = interpret(document, Hints(), "sha256:0")
    named = {each.locator for each in reading.problems}
    assert {each.locator for each in reading.cells if each.status == "unreadable"} <= named
    assert reading.cells or reading.problems
