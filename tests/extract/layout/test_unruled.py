"""Tables without rules: labels of several lines find their rows, whatever the rows' heights."""

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.layout.geometry import Word
from extract.layout.unruled import find_flat_tables, looks_tabular

SIZE, PITCH = 10.0, 13.0
COLUMNS = (200.0, 250.0, 300.0, 350.0)


def line(text: str, x: float, middle: float) -> list[Word]:
    """Glyphs of one line: Chinese ones as wide as high, digits half as wide."""
    words = []
    for letter in text:
        width = SIZE / 2 if letter.isascii() else SIZE
        words.append(Word(letter, x, middle - SIZE / 2, x + width, middle + SIZE / 2))
        x += width
    return words


def draw(rows: list[tuple[list[str], list[str]]], is_centred: bool) -> list[Word]:
    """Rows of label lines and numbers, each row as high as its label and 6 points more."""
    words, top = [], 100.0
    for labels, numbers in rows:
        height = PITCH * len(labels) + 6
        level = top + height / 2 if is_centred else top + 3 + PITCH / 2
        for number, text in enumerate(labels):
            words += line(text, 40, top + 3 + PITCH * (number + 0.5))
        for x, text in zip(COLUMNS, numbers, strict=True):
            words += line(text, x, level)
        top += height
    return words


@st.composite
def numbered_rows(draw_one: st.DrawFn) -> list[tuple[list[str], list[str]]]:
    """Rows as the form has them: a numbered label of one to five lines, four numbers."""
    count = draw_one(st.integers(2, 9))
    lines = st.lists(st.text("申请公开信息处理", min_size=4, max_size=9), min_size=1, max_size=5)
    numbers = st.lists(st.integers(0, 9999).map(str), min_size=4, max_size=4)
    rows = [(draw_one(lines), draw_one(numbers)) for _ in range(count)]
    return [([f"{place}.{labels[0]}", *labels[1:]], found) for place, (labels, found) in enumerate(rows, 1)]


@given(numbered_rows(), st.booleans())
@settings(deadline=None, max_examples=150)
def test_labels_of_any_height_find_their_rows(
    rows: list[tuple[list[str], list[str]]], is_centred: bool
) -> None:
    tables, rest = find_flat_tables(draw(rows, is_centred))
    found = [[cell.text for cell in row] for table in tables for row in table.rows]
    assert found == [["".join(labels), *numbers] for labels, numbers in rows]
    assert rest == []


def test_a_missing_number_leaves_its_own_column_blank() -> None:
    rows = [
        (["1.甲事项"], ["1", "2", "3", "4"]),
        (["2.乙事项"], ["5", "6", "", "8"]),
        (["3.丙事项"], ["0", "0", "0", "0"]),
    ]
    tables, _ = find_flat_tables(draw(rows, is_centred=True))
    assert [[cell.text for cell in row] for row in tables[0].rows][1] == ["2.乙事项", "5", "6", "", "8"]


def test_a_group_label_left_of_the_row_labels_is_not_theirs() -> None:
    words = [*line("（三）不予", 40, 120), *line("公开", 40, 133)]
    for place, middle in enumerate((105, 126, 147), 1):
        words += line(f"{place}.属于某事项", 110, middle)
        for x in COLUMNS:
            words += line(str(place), x, middle)
    tables, _ = find_flat_tables(words)
    rows = [[cell.text for cell in row] for row in tables[0].rows if len(row) > 1]
    assert rows == [[f"{place}.属于某事项", *[str(place)] * 4] for place in (1, 2, 3)]


def test_header_words_of_several_lines_stack_over_their_columns() -> None:
    words = []
    for x, text in zip(COLUMNS, ("甲", "乙", "丙", "丁"), strict=True):
        words += [*line(text, x, 90), *line("类", x, 101)]
    words += draw([(["1.某事项"], list("1234")), (["2.某事项"], list("5678"))], is_centred=True)
    tables, _ = find_flat_tables(words)
    assert [cell.text for cell in tables[0].rows[0]] == ["甲类", "乙类", "丙类", "丁类"]


def test_a_heading_between_two_tables_stays_text_and_parts_them() -> None:
    first = draw([(["1.某事项"], list("1234")), (["2.某事项"], list("5678"))], is_centred=True)
    below = [word._replace(y0=word.y0 + 120, y1=word.y1 + 120) for word in first]
    heading = line("四、另一部分", 40, 180)
    tables, rest = find_flat_tables([*first, *heading, *below])
    assert [len(table.rows) for table in tables] == [2, 2]
    assert [piece.text for piece in rest] == ["四、另一部分"]


def test_running_text_with_years_and_counts_is_no_table() -> None:
    texts = ["2023 年，本机关收到申请 21 件，均按期答复。", "全年发布信息 1136 条。"]
    assert not looks_tabular(texts)
    words = [word for number, text in enumerate(texts) for word in line(text, 40, 100 + 20 * number)]
    assert find_flat_tables(words)[0] == []
