"""The element that is marked is the very cell that was read: for every golden case, and at random."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from extract.model.document import Hints
from extract.readers import READERS, read_document, reader_of
from extract.report import read
from tests.warehouse.evidence.contained import harm
from warehouse.evidence.archived_page import squeezed
from warehouse.evidence.documents import CONTENT_SECURITY_POLICY, document
from warehouse.evidence.grids import MOST_BLOCKS, MOST_SLOTS
from warehouse.evidence.locators import holder, page_boxes
from warehouse.evidence.model import Shown, Target
from warehouse.evidence.show import show

CASES = Path(__file__).parents[2] / "cases"
FILES = sorted(CASES.glob("*/document.*"))
SCANS = {"scan-pdf", "picture-png"}  # tests/warehouse/evidence/test_pictures.py
KIND = {**dict.fromkeys(READERS, "as_read"), **dict.fromkeys(("html", "mhtml"), "page")}
KIND |= dict.fromkeys(("pdf", "scan"), "pictures")


def targets_of(data: bytes) -> list[Target]:
    return [
        Target(f"cell-{number}", cell.locator, cell.raw) for number, cell in enumerate(read(data).cells, 1)
    ]


def said(shown: Shown, target: Target) -> str:
    """What stands in the one element that is marked for a target."""
    (element,) = LexborHTMLParser(document(shown)).css(f"#{shown.anchors[target.id]}")
    return squeezed(element.text())


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name not in SCANS], ids=lambda path: path.parent.name
)
def test_every_cell_of_every_case_is_found_again(path: Path) -> None:
    data = path.read_bytes()
    targets = targets_of(data)
    shown = show(data, targets)
    assert shown.anchors.keys() == {target.id for target in targets}
    assert shown.kind == KIND[reader_of(data)]
    if shown.kind == "pictures":
        assert not shown.agreeing
        return
    text = document(shown)
    assert not harm(text)
    assert shown.agreeing == {target.id for target in targets}
    texts = {node.attributes["id"]: squeezed(node.text()) for node in LexborHTMLParser(text).css("main [id]")}
    assert texts.keys() == shown.anchors.keys(), "each can be named by an address"
    for target in targets:
        assert squeezed(target.raw) in texts[shown.anchors[target.id]]
        if shown.kind == "page":
            assert squeezed(target.raw) == texts[shown.anchors[target.id]]


def test_every_reader_is_among_them() -> None:
    assert {reader_of(path.read_bytes()) for path in FILES} >= READERS.keys()


CELL = st.sampled_from(
    [
        *(
            "<td>{}</td>",
            "<td>{}",
            "<th>{}</th>",
            "<td rowspan=2>{}</td>",
            "<td colspan=2>{}",
            "<td rowspan=0>{}",
        ),
        *("<td colspan=1000>{}</td>", "<td><p><b>{}</b></p></td>", "<td style='display:none'>{}</td>"),
        *("<td><table><tr><td>{}</td></tr></table></td>", "<td><input value={}></td>", "<td><s>{}</s></td>"),
        *("<td><table><tr><td>a<td>{}</table></td>", "{}", "<td><span hidden>8</span>{}</td>"),
        *(
            "<td><script>9</script>{}</td>",
            "</tr>{}<tr>",
            "<td id=cell-1>{}<br></td>",
            "<td>{}<svg>5</svg></td>",
        ),
    ]
)
PART = st.sampled_from(
    [
        "<tr>",
        "</tr>",
        "<tbody>",
        "<thead>",
        "</table><table>",
        "<caption>c</caption>",
        "<tr style='display:none'>",
        "<p>",
        "</div>",
        "<div style='display:none'>",
        "<!-- ",
        "-->",
        "<table>",
        "</table>",
        "<select>",
        "<textarea>",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.one_of(CELL, CELL, CELL, PART), max_size=25))
def test_whatever_the_tables_the_marked_element_is_the_cell_that_the_reader_read(pieces: list[str]) -> None:
    """Each text is unlike all others, so that a cell beside the right one cannot pass for it."""
    texts = (piece.replace("{}", f"{number}xy", 1) for number, piece in enumerate(pieces, 100))
    data = f"<html><body><p>0</p><table><tr>{''.join(texts)}</table></body></html>".encode()
    cells = [cell for grid in read_document(data, Hints()).grids for cell in grid.cells]
    targets = [Target(f"cell-{n}", cell.locator, cell.text) for n, cell in enumerate(cells, 1)]
    shown = show(data, targets)
    assert not harm(document(shown))
    if targets:
        assert shown.anchors == {target.id: target.id for target in targets}
    for target, cell in zip(targets, cells, strict=True):
        if not cell.refused:
            assert target.id in shown.agreeing
            assert said(shown, target) == squeezed(target.raw)


def test_a_page_that_came_as_json_is_shown_as_the_page_it_holds() -> None:
    page = (CASES / "html-clean" / "document.html").read_text(encoding="utf-8")
    data = json.dumps({"data": {"title": "年度报告", "content": page}}).encode()
    targets = targets_of(data)
    shown = show(data, targets)
    assert len(targets) == 200
    assert (shown.kind, shown.agreeing) == ("page", {target.id for target in targets})


def test_a_file_of_an_archive_is_shown_as_itself() -> None:
    page = (CASES / "html-clean" / "document.html").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("年度报告!a.html", page)
        archive.writestr("年度报告", "")
    targets = targets_of(out.getvalue())
    shown = show(out.getvalue(), targets)
    assert targets[0].locator.startswith("zip:年度报告!a.html!html:t1/")
    assert (shown.kind, shown.member, len(shown.agreeing)) == ("page", "年度报告!a.html", 200)


def test_a_figure_kept_in_a_line_of_text_is_shown_there() -> None:
    data = "<p>本年新收12件</p><div><p>上年结转3件</p><p>其他</p></div><p>其他</p>".encode()
    lines = {each.text: each.locator for each in read_document(data, Hints()).paragraphs}
    alone, twice = (Target(f"cell-{n}", lines[text], text) for n, text in ((1, "上年结转3件"), (2, "其他")))
    shown = show(data, [alone])
    assert (shown.kind, said(shown, alone)) == ("page", "上年结转3件")
    assert "其他" in shown.html
    assert show(data, [twice]).kind == "as_read"  # the page cannot tell which of the two; the reader can
    assert said(show(data, [twice]), twice) == "其他"


def test_figures_read_from_one_cell_share_its_element() -> None:
    data = b"<table><tr><td>a</td><td>1 / 2</td></tr></table>"
    targets = [Target("cell-1", "html:t1/r1/c2", "1"), Target("cell-2", "html:t1/r1/c2", "2")]
    shown = show(data, targets)
    assert dict(shown.anchors) == {"cell-1": "cell-1", "cell-2": "cell-1"}
    assert shown.agreeing == {"cell-1", "cell-2"}
    assert '<span id="cell-2"></span></td>' in shown.html, "an address can name the other, too"


def test_an_element_that_says_otherwise_does_not_agree() -> None:
    shown = show(b"<table><tr><td>a</td><td>17</td></tr></table>", [Target("cell-1", "html:t1/r1/c2", "16")])
    assert (dict(shown.anchors), shown.agreeing) == ({"cell-1": "cell-1"}, frozenset())


def test_what_a_page_hides_is_hidden_and_panes_with_tables_are_not() -> None:
    data = (
        "<p hidden>甲</p><p style='display:none'>乙</p><div style='DISPLAY : none'><p>丙</p>"
        "<table><tr><td>a<td>1<span style='visibility:hidden'>丁</span></table></div>"
        "<div hidden><b hidden>戊</b></div><td hidden>己</td>"
    ).encode()
    shown = show(data, [Target("cell-1", "html:t1/r1/c2", "1")])
    assert (shown.kind, shown.agreeing) == ("page", {"cell-1"})
    assert not {"甲", "乙", "丁", "戊"} & set(shown.html)
    assert "丙" in shown.html


def test_what_no_reader_finds_is_no_anchor() -> None:
    shown = show(b"<table><tr><td>a</td><td>1</td></tr></table>", [Target("cell-1", "html:t9/r1/c2", "1")])
    assert not shown.anchors
    assert "cell-1" not in shown.html


def test_a_long_document_is_cut_around_its_cells() -> None:
    rows = MOST_SLOTS // 2 + 10
    text = "\n".join(f"|{number}|x{number}|" for number in range(rows)).encode()
    wanted = rows - 5
    shown = show(text, [Target("cell-1", f"text:l{wanted}", f"x{wanted - 1}")])
    assert (shown.kind, shown.is_cut, shown.agreeing) == ("as_read", True, {"cell-1"})
    assert len(shown.html) < 10_000
    lines = "\n\n".join(f"第{number}行" for number in range(MOST_BLOCKS + 10)).encode()
    shown = show(lines, [Target("cell-1", "text:l21", "第10行")])
    assert (shown.is_cut, shown.agreeing) == (True, {"cell-1"})
    assert len(shown.html) < 10_000


def test_spans_and_gaps_of_a_grid_are_shown_where_they_are() -> None:
    """A browser lays the table out as the reader had it: each cell in its row and column."""
    data = (CASES / "xlsx-numbers" / "document.xlsx").read_bytes()
    targets = targets_of(data)
    html = show(data, targets).html
    again = read_document(f"<html>{html}</html>".encode(), Hints()).grids
    first = [grid for grid in read_document(data, Hints()).grids if grid.column_count > 1]
    assert len(again) == len(first)
    for one, other in zip(first, again, strict=True):
        places = {(cell.row, cell.column, cell.text) for cell in one.cells if cell.text}
        assert places <= {(cell.row, cell.column, cell.text) for cell in other.cells}


def test_places_are_taken_apart() -> None:
    assert page_boxes("pdf:p1/1.0,2.0,3.0,4.0+pdf:p2/-1.5,0.0,3.0,4.0")[1] == (2, -1.5, 0.0, 3.0, 4.0)
    for other in (
        "html:t1/r1/c1",
        "pdf:p1",
        "pdf:p1/1,2,3",
        "pdf:p1/1.0,2.0,3.0,4.0+",
        "file",
        "",
        "scan:p1/a,b,c,d",
    ):
        assert page_boxes(other) == ()
    assert holder("part:http://a/!b!html:t1/r1/c1", "part:", ["http://a/", "http://a/!b"]) == "http://a/!b"
    assert holder("html:t1/r1/c1", "part:", ["http://a/"]) is None


def test_a_document_by_itself_is_as_shut_in_as_in_its_frame() -> None:
    shown = show(b"<table><tr><td>a</td><td>1</td></tr></table>", [Target("cell-1", "html:t1/r1/c2", "1")])
    text = document(shown, "cell-1", title="<script>")
    assert not harm(text)
    assert "&lt;script&gt;" in text
    assert CONTENT_SECURITY_POLICY.endswith("; sandbox")
    assert all(part.strip() in text for part in CONTENT_SECURITY_POLICY.split(";")[:-1])
    with pytest.raises(ValueError, match="no id of a cell"):
        document(shown, "x{}*")
