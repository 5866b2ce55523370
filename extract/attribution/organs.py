"""What kind of organ a name is, and what it does: by the words it ends with (codebook/organ_*.csv)."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_NO_NAME = re.compile(r"[。；;，,!！?？>:：《》、/]|^(?:我|本)")
_CODEBOOK = Path(__file__).parents[1] / "codebook"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of organ; `scope` is whom its report speaks for unless its text says otherwise."""

    kind: str
    label_zh: str
    label_en: str
    scope: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Function:
    """A field of government, and the names its organs have borne."""

    function: str
    label_zh: str
    label_en: str
    synonyms: tuple[str, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds in the order they are tried: the first whose pattern is found is the kind."""
    with (_CODEBOOK / "organ_kinds.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return tuple(
            Kind(row["kind"], row["label_zh"], row["label_en"], row["scope"], re.compile(row["pattern"]))
            for row in rows
        )


@cache
def functions() -> tuple[Function, ...]:
    with (_CODEBOOK / "organ_functions.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return tuple(
            Function(row["function"], row["label_zh"], row["label_en"], tuple(row["synonyms"].split("|")))
            for row in rows
        )


@cache
def _synonyms() -> dict[str, str]:
    return {name: each.function for each in functions() for name in each.synonyms}


@cache
def _synonym_pattern() -> re.Pattern[str]:
    longest_first = sorted(_synonyms(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind | None:
    """The kind of organ a name says it is, or None where its words tell nothing."""
    if len(name) > 60:
        return None
    return next((each for each in kinds() if each.pattern.search(name)), None)


@lru_cache(maxsize=4096)
def function_of(name: str) -> str | None:
    """What the organ does: the last name of the synonym table in it (区公安局消防大队 is fire)."""
    found = _synonym_pattern().findall(name)
    return _synonyms()[found[-1]] if found else None


def looks_like_agency(name: str) -> bool:
    """Whether a short line can be the name of a body: an organ's last words and no sentence."""
    return 3 <= len(name) <= 40 and not _NO_NAME.search(name) and kind_of(name) is not None
