"""Labels with one letter lost, added or swapped: found where one row is meant, refused where two."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.codebook import applicants, indicators
from extract.codebook.matching import Vocabulary, is_one_letter_away
from extract.codebook.vocabulary import meaning, vocabularies

# A slip may be of two rows (予公开: 予以公开 or 不予公开), or leave a letter alone.
LEAST_FOUND = 0.98


def printed_labels() -> Iterator[tuple[str, str]]:
    """(axis, label) of every label as the form prints it."""
    for indicator in indicators().values():
        for label in filter(None, (indicator.label_2019, indicator.label_2021)):
            if indicator.block == "T2":
                row, _, column = label.rpartition(" × ")
                yield from (("t2_row", row), ("t2_column", column))
            elif indicator.block == "T3":
                yield "t3_row", label.rpartition(" / ")[2]
        if indicator.block == "T4" and indicator.context:
            yield "group", indicator.context
            yield from (("outcome", label) for label in indicator.column_labels)
        if indicator.block == "S14":
            yield "s14_row", indicator.row_labels[0]
            yield "s14_row", f"其中：{indicator.row_labels[0]}"
    yield from (("applicant", label) for applicant in applicants().values() for label in applicant.labels)


LABELS = [*dict.fromkeys(printed_labels())]


def slips(label: str, letter: str = "城") -> Iterator[str]:
    for at, own in enumerate(label):
        yield label[:at] + label[at + 1 :]
        yield label[:at] + letter + label[at:]
        if label[at + 1 : at + 2] not in ("", own):
            yield label[:at] + label[at + 1] + own + label[at + 2 :]


def test_a_label_with_one_slip_is_found_and_never_another() -> None:
    found = total = 0
    for axis, label in LABELS:
        meant = vocabularies()[axis].match(label)
        assert meant is not None
        for slip in slips(label):
            match = vocabularies()[axis].match(slip)
            is_other_label = match is not None and not match.is_typo  # 不同意公开 without its 不
            assert match is None or is_other_label or match.keys == meant.keys, (label, slip)
            found, total = found + (match is not None), total + 1
    assert found / total >= LEAST_FOUND


@given(st.sampled_from(LABELS), st.characters(categories=["Lo"]), st.data())
def test_whatever_letter_is_added(entry: tuple[str, str], letter: str, data: st.DataObject) -> None:
    axis, label = entry
    slip = data.draw(st.sampled_from([*slips(label, letter)]))
    match, meant = vocabularies()[axis].match(slip), vocabularies()[axis].match(label)
    exact = {keys for text, keys in vocabularies()[axis].exact.items() if text in slip}
    assert match is None or meant is None or match.keys == meant.keys or match.keys in exact


@pytest.mark.parametrize("slip", ["（一）予公开", "（六）其他理", "计", "3.其"])
def test_a_slip_of_two_rows_or_of_none_is_refused(slip: str) -> None:
    assert meaning(slip).t3_row is None


@pytest.mark.parametrize(
    ("slip", "label"),
    [
        ("（二）部公开（区分处理的，只计这一情形）", "部分公开"),
        ("（二部分公开", "部分公开"),
        ("复议后诉起", "复议后起诉"),
        ("结果纠", "结果纠正"),
        ("其其中：主动公开规范性文件数", "主动公开规范性文件数"),
        ("中其：主动公开规范性文件数", "主动公开规范性文件数"),
    ],
)
def test_slips_seen(slip: str, label: str) -> None:
    one, other = meaning(slip), meaning(label)
    found, meant = (
        [match.keys for match in (what.t3_row, what.group, what.outcome, what.s14_row) if match]
        for what in (one, other)
    )
    assert found == meant != []


@given(st.text("甲乙丙", max_size=5), st.data())
def test_one_letter_away_is_the_edit_it_says(label: str, data: st.DataObject) -> None:
    for slip in slips(label, data.draw(st.sampled_from("甲乙丙"))):
        assert is_one_letter_away(slip, label)
        assert is_one_letter_away(label, slip)
    assert not is_one_letter_away(label, label)


def test_a_text_between_two_labels_is_neither() -> None:
    words = Vocabulary([("one", ["甲乙丙丁"], ""), ("other", ["甲乙丙戊"], "")])
    assert words.match("甲乙丙") is None
    assert words.match("甲乙丁") == words.match("乙甲丙丁")
