"""Reasons are codes: each is declared with its words, and no code reads those words back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import spiders
from spiders.archive.reasons import OUTCOMES, REASONS, verdict, words
from spiders.middlewares.failures import _REASONS as OF_EXCEPTIONS
from spiders.policy.response_outcome import BLOCKED
from spiders.policy.titles import _ABOUT, _OTHER

ROOT = Path(spiders.__file__).parents[1]
SOURCES = sorted(path for name in ("spiders", "extract", "warehouse") for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
QUERIES = sorted((ROOT / "warehouse").rglob("*.sql"))
# Frozen: it reads the sentences of logs that were written before codes.
READS_SENTENCES = {"old_logs.py", "test_old_logs.py"}
FIELDS_OF_ATTEMPTS = {"status", "until", "outcome"}
BY_TABLE = {*BLOCKED.values(), *_ABOUT.values(), *_OTHER.values(), *OF_EXCEPTIONS.values()}
BY_TABLE |= {"tls_untrusted", "tls_handshake", "encoding_unknown", "encoding_broken", "request_failed"}
BY_TABLE |= {"headers_over_cap", "page_over_limits"}
BY_TABLE |= {"link_by_script", "link_missing", "link_malformed", "link_not_web"}  # of links.Row


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield path.name, node


def named() -> list[tuple[str, ast.Call]]:
    """The calls of verdict() that name their reason on the spot."""
    return [(file, call) for file, call in calls("verdict") if isinstance(call.args[0], ast.Constant)]


def test_every_reason_in_the_code_is_declared_and_every_declared_one_is_used() -> None:
    used = {call.args[0].value for _, call in named() if isinstance(call.args[0], ast.Constant)}
    used |= {call.args[0].value for _, call in calls("words") if isinstance(call.args[0], ast.Constant)}
    assert len(used) > 15
    assert used | BY_TABLE == REASONS.keys()


def test_every_call_gives_the_details_that_its_template_names() -> None:
    wrong = {}
    for file, call in named():
        assert isinstance(call.args[0], ast.Constant)
        reason = str(call.args[0].value)
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        declared = REASONS[reason]
        in_words = {name for _, name, _, _ in Formatter().parse(declared.words) if name}
        in_detail = {name for _, name, _, _ in Formatter().parse(declared.detail) if name}
        if not in_words <= given or given - FIELDS_OF_ATTEMPTS not in (in_detail, set()):
            wrong[file, reason] = given
    assert not wrong


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_leads_to_an_outcome_and_has_words(reason: str) -> None:
    declared = REASONS[reason]
    assert declared.outcome in OUTCOMES
    assert words(reason, 418, "2026-11-24T00:00Z") and "None" not in words(reason, 418, "2026-11-24T00:00Z")
    details = {name: "x" for _, name, _, _ in Formatter().parse(declared.detail) if name}
    found = verdict(reason, status=418, until="2026-11-24T00:00Z", **details)
    assert (found.outcome, found.reason) == (declared.outcome, reason)
    assert (found.error or "").startswith(words(reason, 418, "2026-11-24T00:00Z"))


def test_a_reason_that_is_not_declared_is_an_error() -> None:
    with pytest.raises(KeyError):
        verdict("weather")


def is_sentence(node: ast.AST) -> bool:
    """Whether an expression is the words of an attempt: `attempt.error`, with or without `or ""`."""
    if isinstance(node, ast.BoolOp):
        return any(is_sentence(value) for value in node.values)
    return isinstance(node, ast.Attribute) and node.attr == "error"


METHODS = {
    "startswith",
    "endswith",
    "partition",
    "rpartition",
    "split",
    "find",
    "removeprefix",
    "removesuffix",
}


def reads_sentence(node: ast.AST) -> bool:
    """Whether a piece of code compares, cuts or searches the words of an attempt."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        texts = [side for side in sides if not (isinstance(side, ast.Constant) and side.value is None)]
        return len(texts) > 1 and any(is_sentence(side) for side in texts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in METHODS:
            return is_sentence(node.func.value)
        is_pattern = node.func.attr in ("match", "search", "fullmatch", "findall", "sub", "split")
        return is_pattern and any(is_sentence(argument) for argument in node.args)
    return False


@pytest.mark.parametrize("text", ['"x" in (a.error or "")', 'a.error.split(" ")', "re.match(p, a.error)"])
def test_the_check_below_can_fail(text: str) -> None:
    assert any(reads_sentence(node) for node in ast.walk(ast.parse(text)))


def test_no_code_compares_words_made_for_people() -> None:
    """Tests may look whether the words name an address or a wall to the person who reads them."""
    wrong = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for path in SOURCES
        if path.name not in READS_SENTENCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if reads_sentence(node)
    ]
    assert not wrong


def test_no_test_or_query_knows_the_sentences() -> None:
    """The words of reasons stand beside their codes alone: a text that repeats them would compare them."""
    sentences = {reason.words.partition("{")[0].rstrip(": ") for reason in REASONS.values()}
    sentences = {text for text in sentences if len(text) > 12}
    assert len(sentences) > 30
    wrong = {}
    for path in (*TESTS, *QUERIES):
        text = path.read_text(encoding="utf-8")
        found = {sentence for sentence in sentences if re.search(rf"[\"'].*{re.escape(sentence)}", text)}
        if found and path.name not in READS_SENTENCES:
            wrong[str(path.relative_to(ROOT))] = found
    assert not wrong
