"""A server process asked over standard input and output: every answer right, every refusal for its reason."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from extract.codebook import applicants
from spiders.command_line import UNSEEN
from tests.warehouse.mcp.conversation import Answer, Question, by_stdio
from tests.warehouse.mcp.questions import ANSWERABLE, UNANSWERABLE, drawn
from tests.warehouse.mcp.transcript import shown, text, without_moving_parts
from warehouse.mcp.answers import LONGEST_WORDS, REASONS
from warehouse.mcp.figures import Applicant, Scope
from warehouse.schema.tables import tables

SEED = 20_261_129
ORDINARY = {"who": "云栖区教育局", "year": 2023, "indicator": "req_new"}
HOSTILE = (
    "云栖区教育局'; DROP VIEW cells; --",
    "' OR 1=1 --",
    "\" UNION SELECT * FROM read_text('/etc/passwd') --",
    "$name",
    "%' ESCAPE '",
    "\x1b[2J\x07云栖区教育局",
    "云栖区\u202e教育局",
    "nul\0",
    "a\nb",
    "",
    " \t ",
    "局" * (LONGEST_WORDS + 1),
    "x" * 100_000,
    "(" * LONGEST_WORDS,
    "😀" * 60,
)


def test_the_tools_offer_the_applicants_and_scopes_that_there_are() -> None:
    """A client's schema needs them as written words; those of the codebook and the tables are meant."""
    scope = next(column for column in tables()["reports"].columns if column.name == "scope")
    assert set(get_args(Applicant)) == set(applicants())
    assert set(get_args(Scope)) == set(scope.allowed)


@pytest.fixture(scope="module")
def release(demo: Path) -> Path:
    return (demo / "demo" / "warehouse" / "current").resolve()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def hostile() -> list[Question]:
    """Each text as a body, a place, an indicator, to tools that differ in what they make of it."""
    asked = [
        *(("figures", {"who": text, "year": 2023}) for text in HOSTILE),
        *(("find_body", {"name": text}) for text in HOSTILE),
        *(("trend", {"indicator": text}) for text in HOSTILE),
        *(("verify_figure", {**ORDINARY, "indicator": text, "value": 4}) for text in HOSTILE),
        *(("coverage", {"who": text}) for text in HOSTILE if text),
    ]
    return [Question("hostile", tool, dict(arguments), None) for tool, arguments in asked]


OUTSIDE = [
    Question("outside", "figures", {**ORDINARY, **changes}, field)
    for field, changes in {
        "year": {"year": 10**30},
        "scope": {"scope": "everybody"},
        "applicant": {"applicant": "x' OR 1=1"},
        "indicator": {"indicator": ["req_new"]},
        "who": {"who": None},
    }.items()
]


@pytest.fixture(scope="module")
def talk(demo: Path, release: Path) -> list[tuple[Question, Answer]]:
    """All questions to one process, with their answers; the release is the same before and after."""
    questions = [
        *drawn(demo, SEED, ANSWERABLE),
        *drawn(demo, SEED, UNANSWERABLE),
        *hostile(),
        *OUTSIDE,
        *shown(),
    ]
    before = digests(release)
    answers = by_stdio(demo, questions)
    assert digests(release) == before
    return list(zip(questions, answers, strict=True))


def of_kind(talk: list[tuple[Question, Answer]], kind: str) -> list[tuple[Question, Answer]]:
    found = [(question, answer) for question, answer in talk if question.kind == kind]
    assert found
    return found


def wrong_in(
    talk: list[tuple[Question, Answer]], kind: str, is_right: Callable[[Question, Answer], bool]
) -> list[tuple[Question, Answer]]:
    return [(question, answer) for question, answer in of_kind(talk, kind) if not is_right(question, answer)]


def test_two_hundred_questions_are_answered_and_sixty_are_not(talk: list[tuple[Question, Answer]]) -> None:
    assert (sum(ANSWERABLE.values()), sum(UNANSWERABLE.values())) == (200, 60)
    drawn_ones = [question for question, _ in talk if question.kind not in ("hostile", "outside", "shown")]
    assert len(drawn_ones) == 260


def test_figures_are_those_of_the_release_with_the_cells_they_rest_on(
    talk: list[tuple[Question, Answer]],
) -> None:
    def is_right(question: Question, answer: Answer) -> bool:
        value, report = question.expected
        (figure,) = answer["figures"]
        (cell,) = figure["cells"]
        return (
            Decimal(str(figure["value"])) == value
            and cell["report_id"] == answer["report"]["report_id"] == str(report["report_id"])
            and bool(cell["locator"])
            and answer["is_invented"] is report["is_invented"]
        )

    assert not wrong_in(talk, "figure", is_right)


def test_a_claim_gets_its_verdict(talk: list[tuple[Question, Answer]]) -> None:
    def is_right(question: Question, answer: Answer) -> bool:
        return bool(answer["verdict"] == question.expected)

    assert not wrong_in(talk, "verdict", is_right)


def test_a_verdict_shows_what_is_printed_and_where_the_claimed_value_stands(
    talk: list[tuple[Question, Answer]],
) -> None:
    for question, answer in of_kind(talk, "verdict"):
        if question.expected in ("other_year", "other_scope"):
            assert answer["elsewhere"] and all(row["report_id"] for row in answer["elsewhere"])
        if question.expected in ("match", "contradicts", "other_year", "other_scope"):
            assert answer["printed"]["cells"][0]["locator"]
        else:
            assert answer["message"].startswith(REASONS[answer["reason"]])


def test_trends_and_sums_are_those_of_the_release(talk: list[tuple[Question, Answer]]) -> None:
    def is_line(question: Question, answer: Answer) -> bool:
        line = {row["year"]: Decimal(str(row["value"])) for row in answer["years"]}
        return line == question.expected and bool(answer["cells"])

    def is_sum(question: Question, answer: Answer) -> bool:
        (figure,) = answer["figures"]
        return Decimal(str(figure["value"])) == question.expected and bool(figure["cells"])

    assert not wrong_in(talk, "trend", is_line)
    assert not wrong_in(talk, "place", is_sum)


def test_a_figure_tells_where_it_is_from(talk: list[tuple[Question, Answer]]) -> None:
    def is_right(question: Question, answer: Answer) -> bool:
        (cell,), capture = answer["figure"]["cells"], answer["capture"]
        told = (cell["raw"], cell["locator"], *(capture[name] for name in ("url", "fetched_at", "digest")))
        return (*told, capture["warc_offset"]) == question.expected

    assert not wrong_in(talk, "provenance", is_right)


def test_a_body_is_found_by_a_part_of_its_name(talk: list[tuple[Question, Answer]]) -> None:
    def is_right(question: Question, answer: Answer) -> bool:
        return question.expected in [body["agency_id"] for body in answer["bodies"]]

    assert not wrong_in(talk, "body", is_right)


def test_what_cannot_be_answered_is_refused_for_its_reason(talk: list[tuple[Question, Answer]]) -> None:
    def is_right(question: Question, answer: Answer) -> bool:
        return (answer["status"], answer.get("reason")) == ("refused", question.expected)

    assert not wrong_in(talk, "refused", is_right)


def test_a_refusal_says_what_was_nearest(talk: list[tuple[Question, Answer]]) -> None:
    without = {answer["reason"] for _, answer in of_kind(talk, "refused") if not answer["nearest"]}
    assert without <= {"indicator_unknown"}, "nothing is like 绿化面积"


def test_every_answer_names_its_release(talk: list[tuple[Question, Answer]], release: Path) -> None:
    answers = [answer for question, answer in talk if question.kind != "outside"]
    assert {answer["release"] for answer in answers} == {release.name}
    assert all(answer["notice"].startswith("Invented") for answer in answers)


def test_hostile_words_are_refused_as_words(talk: list[tuple[Question, Answer]]) -> None:
    """None is run, none breaks the server, none comes back as something that steers a terminal."""
    expected = {"body_unknown", "body_ambiguous", "indicator_unknown", "words_not_taken"}
    for question, answer in of_kind(talk, "hostile"):
        assert answer["status"] == "refused", question
        assert answer["reason"] in expected, question
        assert not UNSEEN.search(str(answer)) and len(str(answer)) < 10_000


def test_arguments_outside_the_schema_are_refused_by_name(talk: list[tuple[Question, Answer]]) -> None:
    for question, answer in of_kind(talk, "outside"):
        assert answer["status"] == "error"
        assert question.expected in answer["message"]


def test_the_conversation_of_the_page_is_of_today(talk: list[tuple[Question, Answer]]) -> None:
    for question, answer in of_kind(talk, "shown"):
        told = without_moving_parts(text(answer))
        assert told == without_moving_parts(question.expected), (
            "run: python -m tests.warehouse.mcp.transcript"
        )
