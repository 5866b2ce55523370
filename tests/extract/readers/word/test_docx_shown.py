"""What of a DOCX is shown: styles with their inheritance, alternates, chunks, fields in fields, pictures."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model.document import Document, Hints
from extract.readers.word import word_xml
from extract.readers.word.docx.reader import read
from tests.extract.readers.shown_cells import shown

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLD_WORD = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHUNK = '<w:altChunk r:id="a"/>'
MARKS = {"vanish": "<w:vanish/>", "strike": "<w:strike/>", "raised": '<w:vertAlign w:val="superscript"/>'}


def package(body: str, styles: str = "", **chunks: bytes) -> bytes:
    file = io.BytesIO()
    related = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/aFChunk" Target="{name}.bin"/>' for name in chunks
    )
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {WORD} {OTHERS}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/styles.xml", f"<w:styles {WORD}>{styles}</w:styles>")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{related}</Relationships>")
        for name, content in chunks.items():
            archive.writestr(f"word/{name}.bin", content)
    return file.getvalue()


def style(kind: str, name: str, properties: str, base: str = "", default: bool = False) -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    usual = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{usual}>{based}<w:rPr>{properties}</w:rPr></w:style>'


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def table(figure: str, paragraph: str = "", of_table: str = "") -> str:
    """Two rows: 规章 and its figure."""
    head = row(f"<w:p>{run('项')}</w:p>", f"<w:p>{run('数量')}</w:p>")
    cells = row(f"<w:p>{run('规章')}</w:p>", f"<w:p><w:pPr>{paragraph}</w:pPr>{figure}</w:p>")
    return f"<w:tbl><w:tblPr>{of_table}</w:tblPr>{head}{cells}</w:tbl>"


def figure(data: bytes) -> str:
    return shown(read(data, Hints()).grids[0].cells[-1])


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(
    ("mark", "wanted"), [("vanish", "12"), ("strike", "129\u0336 (struck)"), ("raised", "12⁹")]
)
def test_a_look_comes_from_a_style_or_its_base(mark: str, wanted: str) -> None:
    look = MARKS[mark]
    for styles in (
        style("character", "S", look),
        style("character", "B", look) + style("character", "S", "", "B"),
    ):
        data = package(table(run("12") + run("9", '<w:rStyle w:val="S"/>')), styles)
        assert figure(data) == wanted
    of_paragraph = package(
        table(run("9"), '<w:pStyle w:val="S"/>'),
        style("paragraph", "B", look) + style("paragraph", "S", "", "B"),
    )
    of_default = package(table(run("9")), style("paragraph", "S", look, default=True))
    of_table = package(table(run("9"), "", '<w:tblStyle w:val="S"/>'), style("table", "S", look))
    for data in (of_paragraph, of_default, of_table):
        assert figure(data) == {"vanish": "", "strike": "9\u0336 (struck)", "raised": "⁹"}[mark]


def test_a_run_and_a_nearer_style_undo_what_a_base_states() -> None:
    base = style("character", "B", MARKS["vanish"] + MARKS["raised"])
    plain = '<w:vanish w:val="0"/><w:vertAlign w:val="baseline"/>'
    styles = base + style("character", "S", plain, "B")
    assert figure(package(table(run("12", '<w:rStyle w:val="S"/>')), styles)) == "12"
    assert figure(package(table(run("12", f'<w:rStyle w:val="B"/>{plain}')), styles)) == "12"


@given(st.booleans(), st.booleans(), st.booleans(), st.sampled_from(("", "0", "1")))
def test_a_toggle_is_on_where_an_odd_number_of_styles_turn_it_on(
    of_table: bool, of_paragraph: bool, of_character: bool, own: str
) -> None:
    kinds = {"table": of_table, "paragraph": of_paragraph, "character": of_character}
    styles = "".join(style(kind, kind, MARKS["strike"] if is_on else "") for kind, is_on in kinds.items())
    direct = f'<w:strike w:val="{own}"/>' if own else ""
    body = table(
        run("12", f'<w:rStyle w:val="character"/>{direct}'),
        '<w:pStyle w:val="paragraph"/>',
        '<w:tblStyle w:val="table"/>',
    )
    is_struck = own == "1" if own else sum(kinds.values()) % 2 == 1
    assert figure(package(body, styles)).endswith("(struck)") == is_struck


def test_styles_of_word_2003_are_read() -> None:
    styles = style("character", "S", MARKS["raised"])
    body = table(run("12") + run("1", '<w:rStyle w:val="S"/>'))
    source = (
        f"<w:wordDocument {OLD_WORD}><w:styles>{styles}</w:styles><w:body>{body}</w:body></w:wordDocument>"
    )
    assert shown(word_xml.read(source.encode(), Hints()).grids[0].cells[-1]) == "12¹"


@pytest.mark.parametrize(("requires", "wanted"), [("w14", "甲"), ("unheard", "乙"), ("w14 unheard", "乙")])
def test_exactly_one_of_the_alternates_is_shown(requires: str, wanted: str) -> None:
    choice, fallback = (table(run("12")).replace("规章", name) for name in "甲乙")
    body = (
        f'<mc:AlternateContent><mc:Choice Requires="{requires}">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )
    (grid,) = read(package(body), Hints()).grids
    assert grid.texts[2:] == (wanted, "12")


def test_a_chunk_is_read_in_its_place() -> None:
    page = "<html><body><p>中</p><table><tr><td>规章<td>7</table></body></html>".encode()
    body = f'<w:p>{run("前")}</w:p><w:altChunk r:id="a"/><w:p>{run("后")}</w:p>{table(run("8"))}'
    for chunk in (page, package(f"<w:p>{run('中')}</w:p>{table(run('7'))}")):
        document = read(package(body, a=chunk), Hints())
        assert texts(document) == ["前", "中", "后"]
        assert [grid.texts[-1] for grid in document.grids] == ["7", "8"]
        assert document.grids[0].locator.startswith("docx:chunk1!")
        orders = [paragraph.order for paragraph in document.paragraphs]
        assert orders[1] < document.grid_orders[0] < orders[2] < document.grid_orders[1]


def test_a_chunk_that_cannot_be_read_is_told() -> None:
    body = f'<w:p>{run("前")}</w:p><w:altChunk r:id="a"/><w:altChunk r:id="gone"/>{table(run("8"))}'
    document = read(package(body, a=package('<w:altChunk r:id="a"/>')), Hints())
    assert [note[:2] for note in document.notes] == [
        ("part_unread", "docx:chunk1"),
        ("part_unread", "docx:chunk2"),
    ]


def test_another_report_that_is_set_in_is_told_and_not_mixed() -> None:
    page = (
        "<html><body><p>乙局2023年政府信息公开工作年度报告</p><table><tr><td>规章<td>7</table></body></html>"
    )
    title = f"<w:p>{run('甲局2023年政府信息公开工作年度报告')}</w:p>"
    document = read(package(f'{title}<w:altChunk r:id="a"/>{table(run("8"))}', a=page.encode()), Hints())
    assert [grid.texts[-1] for grid in document.grids] == ["8"]
    assert [note[0] for note in document.notes] == ["part_unread"]


def test_a_chunk_in_a_cell_refuses_it() -> None:
    label = f"<w:p>{run('规章')}</w:p>"
    body = f"<w:tbl>{row(label, CHUNK)}</w:tbl>"
    cell = read(package(body, a=b"7"), Hints()).grids[0].cells[-1]
    assert cell.refused == "embedded"


def field(code: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    middle = f"{mark.format('separate')}{result}" if result else ""
    return f"{mark.format('begin')}{code}{middle}{mark.format('end')}"


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_of_a_field_in_a_field_the_outer_result_is_shown() -> None:
    inner = field(code(" MERGEFIELD n "), run("7"))
    assert figure(package(table(field(code(" IF ") + inner + code(' = 7 "31" "0" '), run("31"))))) == "31"
    assert figure(package(table(field(code(" REF n "), field(code(" SEQ x "), run("31")))))) == "31"
    open_field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + code(" IF ")
    assert figure(package(table(open_field + run("31")))) == "31"


def test_a_field_whose_figure_the_program_makes_is_no_blank() -> None:
    assert figure(package(table(field(code(" =SUM(ABOVE) "), "")))).endswith("(formula)")


def test_a_floating_picture_alone_in_a_cell_is_no_blank() -> None:
    floating = "<w:r><w:drawing><wp:anchor/></w:drawing></w:r>"
    assert figure(package(table(floating))).endswith("(picture)")
    assert figure(package(table(floating + run("12")))) == "12"


@pytest.mark.parametrize(
    "drawing",
    [
        "<w:pict><v:shape><v:textpath string='12'/></v:shape></w:pict>",
        "<w:object><v:shape/><o:OLEObject ProgID='Excel.Sheet.12'/></w:object>",
        "<w:contentPart r:id='a'/>",
    ],
)
def test_a_text_that_is_drawn_is_no_blank(drawing: str) -> None:
    assert figure(package(table(f"<w:r>{drawing}</w:r>"))).endswith("(picture)")


@pytest.mark.parametrize(("side", "wanted"), [(90_000, "12 (picture)"), (9_525, "12")])
def test_a_picture_in_the_line_may_be_a_digit_unless_it_keeps_room(side: int, wanted: str) -> None:
    extent = f'<wp:extent cx="{side}" cy="{side}"/>'
    picture = f"<w:r><w:drawing><wp:inline>{extent}</wp:inline></w:drawing></w:r>"
    assert figure(package(table(picture + run("12")))) == wanted
    assert figure(package(table(picture + run("无")))) == "无"


SHRUNK = '<w:trPr><w:trHeight w:val="{}" w:hRule="{}"/></w:trPr><w:tc>'


@pytest.mark.parametrize(
    ("height", "rule", "wanted"), [(1, "exact", "12 (styled)"), (1, "atLeast", "12"), (400, "exact", "12")]
)
def test_a_row_lower_than_its_digits_is_refused(height: int, rule: str, wanted: str) -> None:
    rows = table(run("12")).rpartition("<w:tr><w:tc>")
    assert figure(package(f"{rows[0]}<w:tr>{SHRUNK.format(height, rule)}{rows[2]}")) == wanted


def test_a_line_lower_than_its_digits_is_refused() -> None:
    exact = '<w:spacing w:line="{}" w:lineRule="exact"/>'
    assert figure(package(table(run("12"), exact.format(1)))) == "12 (styled)"
    assert figure(package(table(run("12"), exact.format(300)))) == "12"


def test_a_note_with_a_mark_of_its_own_is_no_part_of_the_figure() -> None:
    mark = '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>9</w:t></w:r>'
    assert figure(package(table(run("12") + mark))) == "12⁹"
    assert figure(package(table(run("12") + '<w:r><w:footnoteReference w:id="2"/></w:r>'))) == "12"


FILL = "<w14:textFill>{}</w14:textFill>"
SOLID = FILL.format('<w14:solidFill><w14:{}="{}">{}</w14:{}></w14:solidFill>')


@pytest.mark.parametrize(
    ("mark", "wanted"),
    [
        (FILL.format("<w14:noFill/>"), "129 (styled)"),
        (SOLID.format("schemeClr w14:val", "bg1", "", "schemeClr"), "129 (styled)"),
        (SOLID.format("schemeClr w14:val", "tx1", "", "schemeClr"), "129"),  # as office programs write black
        (
            SOLID.format("srgbClr w14:val", "000000", '<w14:alpha w14:val="100000"/>', "srgbClr"),
            "129 (styled)",
        ),
        ('<w:spacing w:val="-400"/>', "129 (styled)"),
        ('<w:spacing w:val="-6"/>', "129"),
        ('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>', "129 (styled)"),
        ('<w:rFonts w:ascii="Times New Roman"/>', "129"),
    ],
)
def test_what_fills_spaces_and_fonts_do_to_a_digit(mark: str, wanted: str) -> None:
    assert figure(package(table(run("12") + run("9", mark)))) == wanted


TABLE_STYLE = '<w:tblStyle w:val="S"/>'


def table_style(properties: str, of_cells: str = "") -> str:
    stated = f"<w:rPr>{properties}</w:rPr><w:tcPr>{of_cells}</w:tcPr>"
    part = f'<w:tblStylePr w:type="lastCol">{stated}</w:tblStylePr>'
    return f'<w:style w:type="table" w:styleId="S">{part}</w:style>'


@pytest.mark.parametrize("properties", [*MARKS.values(), '<w:color w:val="FFFFFF"/>'])
def test_a_table_style_that_hides_strikes_or_moves_a_part_refuses_the_figures(properties: str) -> None:
    body = table(run("12"), of_table=TABLE_STYLE)
    assert figure(package(body, table_style(properties))) == "12 (styled)"
    assert figure(package(body, table_style("<w:b/>"))) == "12"
    white_on_navy = table_style('<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="000080"/>')
    assert figure(package(body, white_on_navy)) == "12"


@pytest.mark.parametrize(
    ("mark", "wanted"),
    [
        ('<w:position w:val="-8"/>', "12₉ (lowered)"),
        ('<w:position w:val="4pt"/>', "12⁹"),
        ('<w:position w:val="-2"/>', "129"),
        ('<w:sz w:val="2"/>', "129 (styled)"),
        ('<w:sz w:val="10"/>', "129"),
        ('<w:w w:val="1"/>', "129 (styled)"),
        ('<w:color w:val="auto" w:themeColor="background1"/>', "129 (white)"),
        ('<w:color w:val="auto" w:themeColor="background1" w:themeShade="80"/>', "129"),
        ("<w:webHidden/>", "129"),
    ],
)
def test_what_properties_do_to_a_digit(mark: str, wanted: str) -> None:
    assert figure(package(table(run("12") + run("9", mark)))) == wanted
    if "sz" not in mark and "w:w " not in mark:
        styles = style("character", "c", mark)
        assert figure(package(table(run("12") + run("9", '<w:rStyle w:val="c"/>')), styles)) in (
            wanted,
            "129",
        )


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (f'<w:bdo w:val="rtl">{run("12")}</w:bdo>', "12 (styled)"),
        (f'<w:bdo w:val="ltr">{run("12")}</w:bdo>', "12"),
        (f'<w:dir w:val="rtl">{run("12")}</w:dir>', "12"),
        ("<w:r><w:t>12</w:t><w:ptab/><w:t>9</w:t></w:r>", "12 9"),
        ('<w:fldSimple w:instr=" =SUM(ABOVE) "/>', "=SUM(ABOVE) (formula)"),
        (f'<w:fldSimple w:instr=" =SUM(ABOVE) ">{run("12")}</w:fldSimple>', "12"),
    ],
)
def test_what_stands_around_a_figure(content: str, wanted: str) -> None:
    assert figure(package(table(content))) == wanted


def test_an_equation_without_a_result_is_no_blank() -> None:
    assert figure(package(table(field(code(" EQ \\f(1,2) "), "")))) == "EQ \\f(1,2) (formula)"
    assert figure(package(table(field(code(" EQ \\f(1,2) "), run(""))))) == "EQ \\f(1,2) (formula)"


@pytest.mark.parametrize(
    "kind", ["AUTONUM", "LISTNUM", "QUOTE 12", "MACROBUTTON x 12", "REF n", "ADVANCE \\l 9"]
)
def test_a_field_without_a_result_is_no_blank_unless_it_prints_nothing(kind: str) -> None:
    assert figure(package(table(field(code(f" {kind} "), "")))) == "\ufffc (formula)"
    assert figure(package(table(field(code(f" {kind} "), "") + run("12")))).endswith("12 (formula)")
    assert read(package(f"<w:p>{field(code(kind), '')}</w:p>"), Hints()).paragraphs == ()
    for silent in ("TC 1", "XE 1", "SET n 1", "FORMTEXT", "FORMCHECKBOX", "HYPERLINK a"):
        assert figure(package(table(field(code(f" {silent} "), "") + run("12")))) == "12"


@pytest.mark.parametrize("value", ["true", "1"])
def test_a_result_that_is_to_be_computed_again_is_refused(value: str) -> None:
    stale = field(code(" =SUM(ABOVE) "), run("12")).replace(
        'fldCharType="begin"', f'fldCharType="begin" w:dirty="{value}"'
    )
    assert figure(package(table(stale))) == "12 (formula)"
    simple = f'<w:fldSimple w:instr=" =SUM(ABOVE) " w:dirty="{value}">{run("12")}</w:fldSimple>'
    assert figure(package(table(simple))) == "12 (formula)"
