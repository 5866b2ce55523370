"""Which form is this table, which label is this cell: the codebook's labels as vocabularies."""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from extract.codebook import Indicator, applicants, frame_words, indicators, periods
from extract.codebook.labels import fold
from extract.codebook.matching import Match, Vocabulary

LONGEST_FRAME = 40  # characters: a longer text that begins so is a sentence


@cache
def block(name: str) -> tuple[Indicator, ...]:
    """The indicators of one table, in the order of the form."""
    return tuple(indicator for indicator in indicators().values() if indicator.block == name)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything a text could be. Each field is the match in one vocabulary.

    `other_column`: the indicators that a head of table two would mean, spoke it not of another time.
    """

    t2_row: Match | None
    t2_column: Match | None
    t3_row: Match | None
    applicant: Match | None
    outcome: Match | None
    group: Match | None
    s14_row: Match | None
    frame: str | None
    other_column: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        return self.frame is not None or any(
            match is not None
            for match in (
                self.t2_row,
                self.t2_column,
                self.t3_row,
                self.applicant,
                self.outcome,
                self.group,
                self.s14_row,
            )
        )


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """One vocabulary an axis of the tables; keys are indicator ids, for applicants applicant ids."""
    groups = dict.fromkeys(indicator.context for indicator in block("T4") if indicator.context)
    return {
        "t2_row": Vocabulary((i.id, i.row_labels, i.row_pattern) for i in block("T2")),
        "t2_column": Vocabulary((i.id, i.column_labels, i.column_pattern) for i in block("T2")),
        "t3_row": Vocabulary((i.id, i.row_labels, i.row_pattern) for i in block("T3")),
        "applicant": Vocabulary((a.id, a.labels, a.pattern) for a in applicants().values()),
        "outcome": Vocabulary((i.id, i.column_labels, i.column_pattern) for i in block("T4")),
        "group": Vocabulary(
            (i.id, (group,), "") for group in groups for i in block("T4") if i.context == group
        ),
        "s14_row": Vocabulary((i.id, i.row_labels, i.row_pattern) for i in block("S14")),
    }


def know_labels() -> None:
    """Look up every label of the forms: each is compared with all the others once, which takes a while."""
    for label in chain(frame_words(), *(words.exact for words in vocabularies().values())):
        meaning(label)


@lru_cache(maxsize=8192)
def meaning(text: str) -> Meaning:
    """Everything that a text could be on any axis of the tables.

    Args:
        text: a label or header as printed, in one piece; line breaks and numbering do no harm.

    Returns:
        A match an axis, None where the text is no label of it. A slip of the printer is matched only where
        one label is clearly nearest; a word for another year, period or sum is never a slip.

    Example:
        >>> sorted(meaning("1.规章").t2_row.keys)[0]
        'rules_disclosed_total'
    """
    found = {axis: words.match(text) for axis, words in vocabularies().items()}
    if periods.others(text) or periods.is_own(text):
        found = {axis: match if _is_timely(axis, match, text) else None for axis, match in found.items()}
    if periods.is_year_alone(text):
        found = {axis: match if match and not match.is_typo else None for axis, match in found.items()}
    other = frozenset[str]() if any(found.values()) else _other_column(text)
    return Meaning(**found, frame=frame(text), other_column=other)


def _is_timely(axis: str, match: Match | None, text: str) -> bool:
    """Whether a label of what was matched speaks of the same time as the text, as far as it has letters."""
    if match is None:
        return False
    named, is_own = periods.others(text), periods.is_own(text)
    return any(
        named <= times and not (is_own and times)
        for times in map(periods.others, _labels_of(axis, match.keys))
    ) or (named == {"cumulative"} and _is_stock(match.keys))


def _labels_of(axis: str, keys: frozenset[str]) -> set[str]:
    """The labels that an axis knows for some keys."""
    return {label for label, found in vocabularies()[axis].exact.items() if found & keys}


def _is_stock(keys: frozenset[str]) -> bool:
    """Whether a figure is a running total by itself: 对外公开总数量."""
    known = indicators()
    return all(key in known and known[key].value_type == "stock_count" for key in keys)


def _other_column(text: str) -> frozenset[str]:
    """What a head of table two for another time would mean in the report's own year."""
    if not periods.others(text):
        return frozenset()
    bare, columns = periods.without_others(text), vocabularies()["t2_column"]
    matches = (columns.match(word) for word in (bare, f"本年{bare}"))
    return next((match.keys for match in matches if match and not match.is_typo), frozenset())


@lru_cache(maxsize=8192)
def frame(text: str) -> str | None:
    """The table whose frame a text belongs to: words that name no figure, over headers or beside rows."""
    label = fold(text)
    short = label.short or label.full.strip("()")
    if len(short) >= LONGEST_FRAME:
        return None
    return next((table for word, table in frame_words().items() if short.startswith(word)), None)


@lru_cache(maxsize=8192)
def is_label(text: str) -> bool:
    """Is this, letter for letter, a whole label of the forms (used to join labels cut over lines)?"""
    full = fold(text).full
    return full in frame_words() or any(full in words.exact for words in vocabularies().values())


def resolve(match: Match, number: str = "", context: frozenset[str] = frozenset()) -> str | None:
    """The one indicator a row label means; where several share it, the group or the number decides."""
    if len(match.keys) == 1:
        return next(iter(match.keys))
    known = indicators()
    by_group = [key for key in match.keys if known[key].context and known[key].context in context]
    if len(by_group) == 1:
        return by_group[0]
    by_number = [key for key in match.keys if number and known[key].number == number]
    return by_number[0] if len(by_number) == 1 else None


@cache
def printed_editions() -> dict[str, frozenset[str]]:
    """Folded column header of table two → the editions that print it so."""
    found: dict[str, set[str]] = {}
    for indicator in block("T2"):
        for edition, label in (("2019", indicator.label_2019), ("2021", indicator.label_2021)):
            if label:
                found.setdefault(fold(label.rpartition(" × ")[2]).short, set()).add(edition)
    return {label: frozenset(editions) for label, editions in found.items()}


@lru_cache(maxsize=4096)
def edition_of_header(texts: tuple[str, ...]) -> str | None:
    """The edition that one header row of table two speaks for; None where its words fit several or none."""
    votes = {"2019": 0, "2021": 0}
    for text in texts:
        match = vocabularies()["t2_column"].match(text)
        editions = printed_editions().get(fold(text).short)
        if editions is None and match is not None:
            editions = frozenset.union(*(frozenset(indicators()[key].forms) for key in match.keys))
        if editions is not None and len(editions) == 1:
            votes[next(iter(editions))] += 1
    best = max(votes, key=lambda edition: votes[edition])
    return best if votes[best] and list(votes.values()).count(votes[best]) == 1 else None


def figure_of(row: str, column: str) -> str | None:
    """The indicator of table two that a row label and a column header mean together."""
    one, other = vocabularies()["t2_row"].match(row), vocabularies()["t2_column"].match(column)
    keys = one.keys & other.keys if one and other else frozenset()
    return next(iter(keys)) if len(keys) == 1 else None
