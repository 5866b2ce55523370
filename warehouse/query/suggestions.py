"""What was meant by a name that a release does not have: by the dictionary's labels and the form's own words.

People ask in the words of the form (`select 本年新收 from figures`, `from 年报`) or in English of their own.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import chain

from extract import codebook
from warehouse.schema import FOLDER
from warehouse.schema.crosswalk import concepts
from warehouse.schema.tables import tables
from warehouse.schema.view_parts.macros import macros

# How DuckDB names what it misses.
MISSING = re.compile(
    r"(?P<kind>Table with name|Referenced column|(?:Table|Scalar) Function with name|a column named) "
    r'"?(?P<name>.+?)"?(?: not found| does not exist|!|$)',
    re.M,
)
SHOWN = 3
LABELS = 3  # the names of a figure begin with its id, its Chinese and its English label
ALIKE = 0.72  # of SequenceMatcher: agency_nam and agency_name, not fee and free text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name of the release: how to ask for it, and what people call it."""

    usage: str
    names: tuple[str, ...]
    label: str


def suggest(error: str, sql: str = "") -> str:
    """The names that DuckDB's error over a question may have meant, on one line; empty where nothing is near.

    Of equally near columns those of the tables that the question names come first.

    >>> suggest('Binder Error: Referenced column "本年新收" not found in FROM clause!')
    "Did you mean: figures.req_new (本年新收); figures.req_new_legal_other (本年新收（其他）); ..."
    """
    found = MISSING.search(error)
    if not found:
        return ""
    asked = {word for word in re.findall(r"\w+", sql.lower()) if word in tables()}
    near = _nearest(found["name"].lower(), chain(*_wanted(found["kind"], found["name"], sql, asked)))
    return f"Did you mean: {_listed(near)}?{_join(near[0], asked)}" if near else ""


def _wanted(kind: str, name: str, sql: str, asked: Collection[str]) -> tuple[Iterable[Candidate], ...]:
    """What may stand where the name stands, the likeliest first."""
    if kind == "Table with name":
        return _tables(), _columns(), _concepts()
    if kind.endswith("Function with name"):
        return _macros(), _columns(), _concepts()
    if re.search(rf"\b(trend|league|changes|panel)\(\s*\"?{re.escape(name)}", sql):
        return (_concepts(),)
    columns = sorted(_columns(), key=lambda one: one.usage.split(".")[0] not in asked)
    return columns, _values(), _concepts()


def _join(best: Candidate, asked: Collection[str]) -> str:
    """How to reach a column of another table that has a row a report."""
    table = best.usage.split(".")[0]
    if table not in ("reports", "figures", "rates") or table in asked or len(asked) != 1:
        return ""
    (own,) = asked
    if "report_id" not in {column.name for column in tables()[own].columns}:
        return ""
    return f" From {own} you reach it by: join {table} using (report_id)"


def _listed(near: Sequence[Candidate]) -> str:
    return "; ".join(f"{one.usage} ({one.label})" for one in near[:SHOWN])


def concepts_near(words: str) -> str:
    """The concepts that people may call so, on one line, best first; empty where none is near."""
    return "; ".join(
        f"'{one.names[0]}' ({one.label})" for one in _nearest(words.lower(), _concepts())[:SHOWN]
    )


@cache
def known_names() -> frozenset[str]:
    """Every name of a table or column."""
    return frozenset({*tables(), *(column.name for table in tables().values() for column in table.columns)})


def meant(words: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that are called just so, all of them equally meant.

    An id goes before a Chinese label, that before an English one, and these before all other names: `规章` of
    five rows is meant only where it is nobody's label.
    """
    ranks: dict[int, list[Candidate]] = {}
    for one in candidates:
        names = [name.lower() for name in one.names]
        if words.lower() in names:
            ranks.setdefault(min(names.index(words.lower()), LABELS), []).append(one)
    return ranks[min(ranks)] if ranks else []


def nearest(words: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The few candidates whose names are most like `words`, the nearest first; none where none is."""
    return _nearest(words.lower(), candidates)[:SHOWN]


def _nearest(word: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The nearest first; of equally near ones the first, and a column of many tables once."""
    scored = [(_nearness(word, candidate), candidate) for candidate in candidates]
    near: dict[str, Candidate] = {}
    for score, candidate in sorted(scored, key=lambda item: -item[0]):
        if score:
            near.setdefault(candidate.usage.rpartition(".")[2], candidate)
    return list(near.values())


def _nearness(word: str, candidate: Candidate) -> float:
    """From 0 (nothing in common) to 1 (the same name)."""
    return max(_alike(word, name.lower()) for name in candidate.names)


def _alike(word: str, name: str) -> float:
    if word == name:
        return 1
    shorter, longer = sorted((word, name), key=len)
    if len(shorter) > 1 and shorter in longer:
        return 0.5 + len(shorter) / len(longer) / 2
    if not word.isascii() or not name.isascii():
        return 0
    ratio = SequenceMatcher(None, word, name).ratio()
    return ratio if ratio >= ALIKE else 0


def figure_names() -> Iterator[Candidate]:
    """Every indicator of the forms, then the concepts that are none, under all that they are called."""
    rows = codebook.indicators()
    for row in rows.values():
        words = (*row.row_labels, *_synonyms().get(row.id, ()))
        yield Candidate(row.id, (row.id, row.name_zh, row.name_en, *words), row.name_zh)
    for concept in concepts().values():
        if concept.id not in rows:
            yield Candidate(concept.id, (concept.id, concept.zh, concept.en), concept.zh)


def _tables() -> Iterator[Candidate]:
    for table in tables().values():
        zh = re.split("[：:]", table.zh)[0]
        singular = re.sub("s$", "", re.sub("ies$", "y", table.name))
        yield Candidate(table.name, (table.name, singular, zh), zh)


def _columns() -> Iterator[Candidate]:
    """Columns of tables, the figures under every label that the form was seen to print."""
    printed = {row.id: row.row_labels for row in codebook.indicators().values()}
    for table in tables().values():
        for column in table.columns:
            words = (*printed.get(column.name, ()), *_synonyms().get(column.name, ()))
            yield Candidate(f"{table.name}.{column.name}", (column.name, column.zh, *words), column.zh)


def _concepts() -> Iterator[Candidate]:
    for concept in concepts().values():
        names = (concept.id, concept.zh, concept.en, *_synonyms().get(concept.id, ()))
        yield Candidate(f"trend('{concept.id}')", names, concept.zh)


def _macros() -> Iterator[Candidate]:
    for macro in macros().values():
        yield Candidate(macro.call, (macro.name,), macro.zh)


def _values() -> Iterator[Candidate]:
    """Kinds of applicant, which are values of a column."""
    for row in codebook.applicants().values():
        yield Candidate(f"applicant = '{row.id}'", (row.id, row.name_zh, row.name_en), row.name_zh)


@cache
def _synonyms() -> dict[str, list[str]]:
    """Column → what people call it that neither its name nor its label says."""
    words: dict[str, list[str]] = {}
    with (FOLDER / "synonyms.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            words.setdefault(row["column"], []).append(row["word"])
    return words
