"""What a survey says of each place: an outcome as a code, why, and where the column is."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

from spiders.archive import checksums
from spiders.archive.attempt import Attempt
from spiders.archive.reader import ArchiveError
from spiders.archive.reasons import is_block
from spiders.archive.whole_file import replace_csv
from spiders.content.clean_text import clean_text
from spiders.crawling.column_search import ColumnSearch, Found, NotFound
from spiders.registry import Site
from spiders.survey.places import Place

OUTCOMES = {
    "found": "a column whose lists name reports, one of which was opened",
    "system_unknown": "a page calls itself annual reports, but no list on it could be read",
    "nothing_found": "the site answers, but no page leads to a column",
    "blocked": "robots.txt forbids it, or the host shuts robots out",
    "unreachable": "no answer, or an error in place of the home page",
    "not_asked": "no home page is known, or it is not under gov.cn",
}
MOST_DETAIL = 500  # characters


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the search for one place ended.

    key: as Place.key. outcome: of OUTCOMES; reason: code of the attempt that decided it, as in the archive.
    detail: for people: how the sample report opened, or what was looked at. links: asked for, robots.txt
    aside. site: cells of the registry row that was found; its site_id is given once all are known.
    """

    key: str
    outcome: str
    reason: str = ""
    detail: str = ""
    links: int = 0
    reports: int = 0
    site: dict[str, Any] | None = None


def conclude(
    key: str, result: Found | NotFound, row: Site | None, search: ColumnSearch, tried: Sequence[Attempt]
) -> Outcome:
    """The outcome of a search that gave `result`.

    row: the registry row of what was found. tried: how the links of the search ended.
    """
    if isinstance(result, Found):
        site = asdict(row) if row else None
        detail = clean_text(result.sample, MOST_DETAIL)
        return Outcome(key, "found", "", detail, len(tried), len(result.reports), site)
    detail = clean_text("; ".join(f"{url} {remark}" for url, remark in result.looked), MOST_DETAIL)
    outcome, reason = _without_column(search.named, tried)
    unread = next((found.reason for found in search.unread), None)
    return Outcome(key, outcome, reason or unread or "", detail, len(tried))


def _without_column(named: Sequence[str], tried: Sequence[Attempt]) -> tuple[str, str | None]:
    home = tried[0] if tried else None
    if home is None or not home.has_content:
        is_shut = home is not None and _is_shut(home)
        return "blocked" if is_shut else "unreachable", home.reason if home else None
    columns = [each for each in tried if each.url in named or each.final_url in named]
    shut = [each for each in (*columns, tried[-1]) if _is_shut(each)]
    if shut:
        return "blocked", shut[0].reason
    if any(each.has_content for each in columns):
        return "system_unknown", None
    return "nothing_found", columns[0].reason if columns else None


def _is_shut(attempt: Attempt) -> bool:
    return is_block(attempt.reason) or attempt.reason == "robots_forbid"


class Journal:
    """Outcomes as they come, a line of JSON each, so that a run that is killed goes on with what is left.

    A line says in which run (batch) it was made, and has its checksum. A torn last line is cut off.
    """

    def __init__(self, path: Path, batch: str) -> None:
        """Read what is there: `done` is what the run has, and what an earlier one found.

        Raises ArchiveError, with file, line and remedy, where a line is not as it was written.
        """
        self.batch = batch
        path.parent.mkdir(parents=True, exist_ok=True)
        self.done = {
            outcome.key: outcome
            for run, outcome in _journalled(path)
            if run == batch or outcome.outcome == "found"
        }
        self._stream = path.open("ab")

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome, durably."""
        line = json.dumps({"batch": self.batch} | asdict(outcome), ensure_ascii=False)
        self._stream.write(checksums.with_check(line.encode()) + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.done[outcome.key] = outcome

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()


def _journalled(path: Path) -> Iterator[tuple[str, Outcome]]:
    """The run and the outcome of each line of a journal, after its torn end is cut off."""
    with path.open("ab+") as stream:
        stream.seek(0)
        whole = stream.read().rpartition(b"\n")[0]
        stream.truncate(len(whole) + bool(whole))
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            yield _outcome_of(checksums.load(line))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            what = f"not as it was written ({type(error).__name__}: {error})"
            remedy = "remove this line, and the same command searches its place anew"
            raise ArchiveError(f"{path}:{number}: {what}; {remedy}") from error


def _outcome_of(cells: dict[str, Any]) -> tuple[str, Outcome]:
    """Raises ValueError, LookupError, TypeError or AttributeError for what is no line of a journal."""
    run, outcome = cells.pop("batch"), Outcome(**cells)
    if not isinstance(outcome.key, str) or outcome.outcome not in OUTCOMES:
        raise ValueError(f"{outcome.key!r} has the unknown outcome {outcome.outcome!r}")
    if outcome.site is not None:
        Site(**outcome.site)
    return run, outcome


@dataclass(frozen=True, slots=True)
class Line:
    """A line of outcomes.csv: a place of the file, its outcome, and the registry line where there is one."""

    region_code: str
    place: str
    home_page: str
    outcome: str
    reason: str
    detail: str
    links: int
    reports: int
    site_id: str
    family: str
    column_url: str


def line_of(place: Place, outcome: Outcome, site_id: str) -> Line:
    """The line of a place; `site_id` is empty where no registry row came of it."""
    site = outcome.site or {}
    return Line(
        place.region_code,
        place.place,
        place.home_page,
        outcome.outcome,
        outcome.reason,
        outcome.detail,
        outcome.links,
        outcome.reports,
        site_id,
        site.get("family", ""),
        site.get("column_url", ""),
    )


def write_lines(path: Path, lines: Iterable[Line]) -> None:
    """Write outcomes.csv whole or not at all."""
    replace_csv(path, [field.name for field in fields(Line)], map(astuple, lines))
