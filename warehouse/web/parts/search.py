"""Search: places and bodies by name, sections by text; in a folder, names alone, by a script."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from warehouse.errors import WarehouseError
from warehouse.search.hit import KINDS, Hit, Within
from warehouse.search.hits import Page as Hits
from warehouse.search.hits import held_years, pages
from warehouse.search.names_script import names_script
from warehouse.search.words import LONGEST_QUESTION
from warehouse.web.content import Both, Content, NotFoundError, Page
from warehouse.web.questions import Questions, Row

SLOTS = {"top": "search_box.html"}
NAMES_FILE = "names.js"  # of a folder
FEW, MANY = 10, 20  # hits of each kind beside others, and of one kind alone
MOST_PLACES = 400  # that a list to choose from holds; beyond them districts are left out
LABELS = {
    "place": Both("Places", "地区"),
    "body": Both("Bodies", "公开主体"),
    "section": Both("Passages", "正文"),
}
TOO_LONG = Both(
    f"A search takes at most {LONGEST_QUESTION} characters.", f"检索词最多 {LONGEST_QUESTION} 个字符。"
)


class Asked(NamedTuple):
    """What the query string asks for."""

    q: str
    kind: str
    place: str
    year: str
    after: int

    def link(self, **changed: object) -> str:
        """The query string with some of it changed, what is empty left out."""
        return urlencode({name: value for name, value in {**self._asdict(), **changed}.items() if value})


def build(questions: Questions, _: str, query: Mapping[str, str]) -> Content:
    """The page of what a question in words finds; without one, of how to ask."""
    places = questions.ask("search_places").rows
    why, held, left_out = _years(questions)
    asked = _asked(query, {row["region_code"] for row in places}, [str(year) for year in held])
    found: dict[str, Hits] = {}
    if len(asked.q) > LONGEST_QUESTION:
        why = TOO_LONG
    elif asked.q and not why:
        found = _found(questions, asked)
    title = Both(f"Search: {asked.q}", f"检索：{asked.q}") if asked.q else Both("Search", "检索")
    return Content(
        title,
        {
            "asked": asked,
            "why": why,
            "labels": LABELS,
            "found": [(kind, [_shown(hit) for hit in found[kind].hits]) for kind in KINDS if kind in found],
            "more": {kind: _more(asked, kind, page) for kind, page in found.items()},
            "hit_count": sum(len(page.hits) for page in found.values()),
            "places": _few(places, asked.place),
            "years": [(str(year), year) for year in held],
            "left_out": left_out,
            "names_file": NAMES_FILE,
        },
        made={NAMES_FILE: lambda holds: names_script(questions.path, holds)},
    )


def _years(questions: Questions) -> tuple[Both | None, list[int], list[int]]:
    """Why nothing can be found, and the years whose texts are held, and are not."""
    try:
        return None, *held_years(questions.path)
    except WarehouseError as error:
        return Both(f"{error}", f"检索索引缺失或损坏：{error}"), [], []


def _asked(query: Mapping[str, str], places: set[str], years: Sequence[str]) -> Asked:
    """The query string; NotFoundError for a place, year or kind that there is not."""
    for name, known in {"kind": KINDS, "place": places, "year": years}.items():
        if query.get(name) and query[name] not in known:
            shown = query[name][:40]
            raise NotFoundError(
                Both(f"There is no {name} {shown} to search in.", f"没有可检索的 {name} {shown}。")
            )
    after = query.get("after", "")
    is_number = after.removeprefix("-").isdecimal() and after.isascii() and len(after) < 16
    q = " ".join(query.get("q", "").split())
    kind, place, year = (query.get(name, "") for name in ("kind", "place", "year"))
    return Asked(q, kind, place, year, int(after) if is_number else 0)


def _found(questions: Questions, asked: Asked) -> dict[str, Hits]:
    starts = {asked.kind: asked.after} if asked.kind else dict.fromkeys(KINDS, 0)
    within = Within(asked.place, int(asked.year) if asked.year else None)
    return pages(questions.path, asked.q, starts, MANY if asked.kind else FEW, within)


def _more(asked: Asked, kind: str, page: Hits) -> str:
    """The query string of the hits behind these; of several kinds that of all of one. Empty for no more."""
    if page.next is None:
        return ""
    return asked.link(kind=kind, after=page.next if asked.kind else 0)


def _shown(hit: Hit) -> dict[str, Any]:
    """A hit with the page it leads to, and its text cut where marks begin and end."""
    kind, key, fragment = {
        "place": ("place", hit.region_code, ""),
        "body": ("body", hit.agency_id, ""),
        "section": ("report", hit.report_id, "text-title"),
    }[hit.kind]
    return {"hit": hit, "kind": kind, "key": key, "fragment": fragment, "parts": parts(hit.text, hit.marks)}


def parts(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is marked.

    >>> parts("云栖区教育局", [(0, 2)])
    [('云栖', True), ('区教育局', False)]
    """
    found, end = [], 0
    for start, stop in marks:
        found += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [part for part in [*found, (text[end:], False)] if part[0]]


def _few(places: list[Row], chosen: str) -> dict[str, list[Row]]:
    """The places to choose from by province, as many as a list can hold; the chosen one is always there."""
    if len(places) > MOST_PLACES:
        places = [
            row
            for row in places
            if row["level"] in ("province", "prefecture") or row["region_code"] == chosen
        ]
    found: dict[str, list[Row]] = {}
    for row in places:
        found.setdefault(row["province_name"] or row["region_name"], []).append(row)
    return found


PAGE = Page("search", "search.html", build, takes=Asked._fields)
