"""The forms as data: ids, labels, expressions and crosswalk hold together."""

import re

import pytest

from extract.codebook import Indicator, applicants, crosswalk, identities, indicators, narrative_patterns
from extract.codebook.expression import parse
from extract.codebook.labels import fold
from extract.codebook.vocabulary import block, figure_of, meaning, resolve, vocabularies


def test_the_national_forms_are_complete() -> None:
    counts = {name: len(block(name)) for name in ("T2", "T3", "T4", "S14")}
    assert counts == {"T2": 27, "T3": 29, "T4": 16, "S14": 59}
    assert [applicant.id for applicant in applicants().values()][-1] == "total"
    assert len(applicants()) == 7


@pytest.mark.parametrize("identity", identities().values(), ids=lambda each: each.id)
def test_every_expression_parses_and_names_known_ids(identity) -> None:
    instances = identity.instances()
    assert bool(instances) != bool(identity.procedure)
    for _, left, right, requires in instances:
        assert left.indicators
        assert left.indicators | right.indicators <= indicators().keys()
        assert {re.sub(r"\[.*|^!", "", each) for each in requires} <= indicators().keys()


@pytest.mark.parametrize("text", ["", "+", "a b", "req_new+", "3*", "{row}_made"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


def _own_row_labels(indicator: Indicator) -> list[str]:
    return [label for label in indicator.row_labels if label]


@pytest.mark.parametrize("table", ["T2", "T3", "S14"])
def test_a_row_pattern_matches_its_own_labels_and_no_other_row(table: str) -> None:
    for one in block(table):
        if not one.row_pattern:
            continue
        pattern = re.compile(one.row_pattern)
        for other in block(table):
            folded = [fold(label).short for label in _own_row_labels(other)]
            same_row = other.row_labels == one.row_labels
            hits = [label for label in folded if pattern.search(label)]
            if same_row:
                assert hits, (one.id, folded)
            elif hits:
                assert one.context != other.context or one.number != other.number, (one.id, other.id, hits)


def test_shared_labels_are_told_apart_by_group_or_number() -> None:
    match = meaning("其他").t3_row
    assert match is not None and match.keys == {"req_other", "req_other_misc"}
    assert resolve(match) is None
    assert resolve(match, number="六") == "req_other"
    assert resolve(match, context=frozenset({"其他处理"})) == "req_other_misc"
    rest = meaning("（三）其他情形数").s14_row
    assert rest is not None
    assert resolve(rest, "三", frozenset({"行政诉讼"})) == "s14_lit_other"


def test_row_and_column_of_table_two_meet_in_one_indicator() -> None:
    for indicator in block("T2"):
        for row in indicator.row_labels:
            for column in indicator.column_labels:
                if column != "本年新":
                    assert figure_of(row, column) == indicator.id, (row, column)


def test_headers_of_table_four_meet_in_one_indicator() -> None:
    words = vocabularies()
    for indicator in block("T4"):
        for label in indicator.column_labels:
            group, outcome = words["group"].match(indicator.context), words["outcome"].match(label)
            assert group is not None and outcome is not None
            assert group.keys & outcome.keys == {indicator.id}


def test_every_crosswalk_end_exists() -> None:
    known = indicators()
    for line in crosswalk():
        assert {*line.from_ids, *line.to_ids} <= known.keys(), line
        assert 1 <= line.comparability <= 4
        for edition, ids in ((line.from_form, line.from_ids), (line.to_form, line.to_ids)):
            assert all(edition in known[key].forms for key in ids), line


def test_narrative_patterns_compile_and_name_a_group() -> None:
    for each in narrative_patterns():
        assert "n" in re.compile(each.pattern).groupindex, each.id


def test_every_indicator_has_both_names_a_unit_and_a_grade() -> None:
    for each in indicators().values():
        assert each.name_zh and each.name_en and each.unit, each.id
        assert each.evidence_grade in {"E1", "E2", "H", "G", "derived"}
