"""What a question counts: an indicator of the forms, or a comparable line over them, by any of its names."""

from warehouse.mcp.answers import RefusalError, taken
from warehouse.mcp.source import Row, Source
from warehouse.query.suggestions import Candidate, figure_names, meant, nearest

LABELS = """
SELECT indicator, label_zh, label_en, unit FROM indicators WHERE indicator = $name
UNION ALL BY NAME
SELECT concept AS indicator, label_zh, label_en, unit FROM concepts WHERE concept = $name
LIMIT 1"""
LINES_MADE_OF = """
SELECT DISTINCT concept AS indicator, label_zh FROM concepts
WHERE concept = $name OR list_contains(regexp_extract_all(expression, '\\w+'), $name) ORDER BY concept"""


def resolve(source: Source, words: str) -> Row:
    """Indicator, labels and unit; refuses words that name none or several, with the nearest."""
    text = taken(words)
    found = meant(text, figure_names())
    if not found:
        raise RefusalError("indicator_unknown", text, _listed(nearest(text, figure_names())))
    if len(found) > 1:
        raise RefusalError("indicator_ambiguous", text, _listed(found))
    if labels := source.first(LABELS, name=found[0].usage):
        return labels
    raise RefusalError("indicator_unknown", f"{text}: newer than this release")


def resolve_line(source: Source, words: str) -> Row:
    """As `resolve`, for what `series` compares over the forms."""
    row = resolve(source, words)
    lines = lines_made_of(source, str(row["indicator"]))
    if any(line["indicator"] == row["indicator"] for line in lines):
        return row
    raise RefusalError("indicator_unknown", f"{words} is no line over the years, but part of these", lines)


def lines_made_of(source: Source, name: str) -> list[Row]:
    """The lines of `series` that are made of an indicator, itself among them if it is one."""
    return source.rows(LINES_MADE_OF, name=name)


def _listed(found: list[Candidate]) -> list[dict[str, str]]:
    return [{"indicator": one.usage, "label_zh": one.label} for one in found]
