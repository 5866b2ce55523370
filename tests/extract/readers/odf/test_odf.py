"""OpenDocument texts and sheets: merges, repetitions, hidden rows, looks of styles, tracked changes."""

import io
import zipfile

import pytest

from extract.model.document import Document, Hints, UnreadableError
from extract.readers import read_document, reader_of
from tests.extract.readers.shown_cells import shown

NAMES = ("office", "style", "text", "table", "drawing", "config")
PREFIXES = {"drawing": "draw"}
NAMESPACES = (
    " ".join(
        f'xmlns:{PREFIXES.get(name, name)}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in NAMES
    )
    + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
TYPES = {"odt": "text", "ods": "spreadsheet"}


def package(kind: str, body: str, styles: str = "", **parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{TYPES[kind]}")
        content = (
            f"<office:document-content {NAMESPACES}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{TYPES[kind]}>{body}</office:{TYPES[kind]}></office:body>"
            "</office:document-content>"
        )
        archive.writestr("content.xml", content)
        archive.writestr("Thumbnails/thumbnail.png", b"\x89PNG\r\n")
        for name, part in parts.items():
            archive.writestr(f"{name}.xml", part)
    return file.getvalue()


def style(family: str, name: str, properties: str, parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">'
        f"<style:text-properties {properties}/></style:style>"
    )


def cell(content: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{content}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str) -> str:
    return f'<table:table table:name="表">{"".join(rows)}</table:table>'


def document(kind: str, body: str, styles: str = "", **parts: str) -> Document:
    return read_document(package(kind, body, styles, **parts), Hints())


def texts(read: Document) -> list[list[str]]:
    (grid,) = read.grids
    return [[cell.text for cell in cells] for cells in grid.rows()]


CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
HEAD = row(cell("项"), cell("数量"))
LOOKS = {
    "hidden": ('text:display="none"', "12"),
    "struck": ('style:text-line-through-style="solid"', "129\u0336 (struck)"),
    "raised": ('style:text-position="super 58%"', "12⁹"),
    "lifted": ('style:text-position="33% 58%"', "12⁹"),
    "lowered": ('style:text-position="sub 58%"', "12₉ (lowered)"),
    "white": ('fo:color="#ffffff"', "129 (white)"),
    "tiny": ('fo:font-size="1pt"', "129 (styled)"),
    "small": ('fo:font-size="5pt"', "129"),
    "squeezed": ('style:text-scale="1%"', "129 (styled)"),
    "overlaid": ('fo:letter-spacing="-0.3in"', "129 (styled)"),
    "a little closer": ('fo:letter-spacing="-0.01in"', "129"),
    "in a font of pictures": ('style:font-name="Wingdings 2"', "129 (styled)"),
    "like its ground": ('fo:color="#000080" fo:background-color="#000080"', "129 (like_ground)"),
    "white on a ground": ('fo:color="#ffffff" fo:background-color="#000080"', "129"),
}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("look", LOOKS)
def test_a_look_comes_from_a_style_or_its_parent(kind: str, look: str) -> None:
    properties, wanted = LOOKS[look]
    styles = style("text", "P", properties) + style("text", "S", "", "P")
    for name in "PS":
        figure = f'12<text:span text:style-name="{name}">9</text:span>'
        (grid,) = document(kind, table(HEAD, row(cell("规章"), cell(figure))), styles).grids
        assert shown(grid.cells[-1]) == wanted


@pytest.mark.parametrize("kind", TYPES)
def test_a_style_of_the_cell_is_that_of_its_text(kind: str) -> None:
    styles = style("table-cell", "C", LOOKS["struck"][0])
    figure = cell("9", 'table:style-name="C"')
    (grid,) = document(kind, table(HEAD, row(cell("规章"), figure)), styles).grids
    assert shown(grid.cells[-1]) == "9\u0336 (struck)"


@pytest.mark.parametrize(
    ("properties", "text"), [('fo:color="#ffffff"', "12 (number_format)"), ('fo:color="#ff0000"', "12")]
)
def test_a_cell_that_a_condition_may_hide_is_refused(properties: str, text: str) -> None:
    applied = style("table-cell", "Hides", properties)
    change = '<style:map style:condition="cell-content()&gt;10" style:apply-style-name="Hides"/>'
    own = style("table-cell", "C", "").replace("</style:style>", f"{change}</style:style>")
    figure = cell("12", 'table:style-name="C"')
    (grid,) = document("ods", table(HEAD, row(cell("规章"), figure)), applied + own).grids
    assert shown(grid.cells[-1]) == text


@pytest.mark.parametrize("show", ["true", "false"])
def test_a_figure_that_is_shown_as_a_bar_alone_is_refused(show: str) -> None:
    bar = f'<calcext:data-bar calcext:show-value="{show}"/>'
    at = "calcext:target-range-address=\"'表 1'.B2:'表 1'.B2\""
    conditions = f"<calcext:conditional-format {CALCEXT} {at}>{bar}</calcext:conditional-format>"
    (grid,) = document("ods", table(HEAD, row(cell("规章"), cell("12")), conditions)).grids
    assert shown(grid.cells[-1]) == ("12" if show == "true" else "12 (number_format)")


@pytest.mark.parametrize("kind", TYPES)
def test_merged_and_repeated_cells_keep_their_columns(kind: str) -> None:
    wide = cell("头", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    tall = cell("甲", 'table:number-rows-spanned="2"')
    body = table(
        row(wide, cell("尾")),
        row(tall, cell("7", 'table:number-columns-repeated="2"')),
        row("<table:covered-table-cell/>", cell("8"), cell("9")),
        row(
            '<table:table-cell table:number-columns-repeated="1000"/>',
            attributes='table:number-rows-repeated="9"',
        ),
    )
    (grid,) = document(kind, body).grids
    places = {each.text: (each.row, each.column, each.row_span, each.column_span) for each in grid.cells}
    assert places["头"] == (0, 0, 1, 2)
    assert places["甲"] == (1, 0, 2, 1)
    assert [each.text for each in grid.cells if each.row] == ["甲", "7", "7", "8", "9"]
    assert places["9"] == (2, 2, 1, 1)


def test_the_text_of_a_sheet_counts_not_its_value() -> None:
    def number(value: str, content: str) -> str:
        return cell(content, f'office:value-type="float" office:value="{value}"')

    read = document(
        "ods", table(HEAD, row(cell("规章"), number("88.9132", "89")), row(cell("乙"), number("0", "-")))
    )
    assert texts(read) == [["项", "数量"], ["规章", "89"], ["乙", "-"]]
    assert read.grids[0].locators[-1] == "ods:表!B3"


def test_hidden_rows_and_zeros_that_are_not_shown_are_left_out_and_told() -> None:
    zero = cell("0", 'office:value-type="float" office:value="0"')
    hidden = row(cell("丙"), cell("7"), attributes='table:visibility="collapse"')
    settings = (
        f"<office:document-settings {NAMESPACES}>"
        '<config:config-item config:name="ShowZeroValues">false</config:config-item>'
        "</office:document-settings>"
    )
    read = document(
        "ods", table(HEAD, row(cell("规章"), zero), hidden, row(cell("丁"), cell("8"))), settings=settings
    )
    assert texts(read) == [["项", "数量"], ["规章", ""], ["", ""], ["丁", "8"]]
    assert [note[0] for note in read.notes] == ["hidden_text"]


def test_formulas_that_no_program_computed_are_no_blanks() -> None:
    formula = '<table:table-cell table:formula="of:=1+2"/>'
    (grid,) = document("ods", table(HEAD, row(cell("规章"), formula))).grids
    assert shown(grid.cells[-1]).endswith("(formula)")


def test_deleted_text_notes_and_remarks_are_no_part_of_a_text() -> None:
    changes = "<text:tracked-changes><text:changed-region><text:deletion><text:p>旧</text:p></text:deletion>"
    changes += "</text:changed-region></text:tracked-changes>"
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p>"
    note += "</text:note-body></text:note><office:annotation><text:p>批</text:p></office:annotation>"
    body = f"{changes}<text:p>甲<text:s text:c='2'/>乙<text:line-break/>丙</text:p>"
    read = document("odt", body + table(HEAD, row(cell("规章"), cell(f"12{note}"))))
    assert [paragraph.text for paragraph in read.paragraphs] == ["甲 乙", "丙"]
    assert texts(read)[1] == ["规章", "12¹"]
    assert [note[0] for note in read.notes] == ["hidden_text"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_alone_in_a_cell_is_no_blank(kind: str) -> None:
    (grid,) = document(
        kind, table(HEAD, row(cell("规章"), cell("<draw:frame><draw:image/></draw:frame>")))
    ).grids
    assert grid.cells[-1].refused == "picture"


def test_a_table_in_a_layout_table_is_a_table() -> None:
    inner = table(HEAD, row(cell("规章"), cell("7")))
    outer = table(row(f"<table:table-cell><text:p>前</text:p>{inner}</table:table-cell>"))
    read = document("odt", f"<text:section>{outer}</text:section><text:p>后</text:p>")
    assert texts(read) == [["项", "数量"], ["规章", "7"]]
    assert [paragraph.text for paragraph in read.paragraphs] == ["前", "后"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_locked_file_is_named_so_and_a_thumbnail_is_no_report(kind: str) -> None:
    manifest = {"META-INF/manifest": "<manifest><encryption-data/></manifest>"}
    data = package(kind, "", "", **manifest)
    assert reader_of(data) == kind
    with pytest.raises(UnreadableError) as caught:
        read_document(data, Hints())
    assert caught.value.kind == "encrypted"
