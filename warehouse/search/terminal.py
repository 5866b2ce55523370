"""Hits as a table for people, or as rows for programs."""

import sys
from pathlib import Path

from warehouse.query.terminal import print_result
from warehouse.search.hit import EVERYWHERE, KINDS, Hit, Within
from warehouse.search.hits import held_years, search

NAMES = ["kind", "id", "name", "where", "year", "found"]


def print_hits(
    release: Path, question: str, limit: int, kind: str | None, form: str, within: Within = EVERYWHERE
) -> None:
    """Print the hits of a question in one of FORMATS, and to standard error what is not in them."""
    hits = search(release, question, limit, (kind,) if kind else KINDS, within)
    print_result(form, NAMES, [_row(hit) for hit in hits])
    _, left_out = held_years(release)
    if not hits:
        print("nothing found: every word must be part of a name, its pinyin or a text", file=sys.stderr)
    if left_out:
        print(f"the index holds no texts of {left_out[0]} and before", file=sys.stderr)


def _row(hit: Hit) -> tuple[object, ...]:
    """A hit as its columns; what was found is marked 【so】."""
    known = {"place": hit.region_code, "body": hit.agency_id, "section": hit.report_id}[hit.kind]
    where = hit.heading if hit.kind == "section" else hit.above
    return hit.kind, known, hit.name, where, hit.year, " ".join(_marked(hit).split())


def _marked(hit: Hit) -> str:
    text, end = "", 0
    for start, stop in hit.marks:
        text += f"{hit.text[end:start]}【{hit.text[start:stop]}】"
        end = stop
    return text + hit.text[end:]
