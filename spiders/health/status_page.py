"""The status of a registry's sites, for eyes: a table in the terminal, JSON, one static HTML page."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from html import escape

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table

from spiders.health.status import Health

_HEADS = ["site", "name", "last run", "listed", "before", "new", "failed", "bodies", "years", "alarms"]
_CLASSES = dict.fromkeys(("listed", "before", "new", "failed", "bodies"), "number")
_REMARKS = "alarms, and reasons of what was not taken"
_LEGEND = (
    "Of the last run: <b>listed</b> links to reports, <b>new</b> bytes, <b>failed</b> links; <b>before</b>: "
    "listed by the run before. <b>bodies</b>: the most reports held of one year. Times are UTC."
)
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2rem; }
table { border-collapse: collapse; }
td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td { white-space: nowrap; } th { position: sticky; top: 0; background: #fff; }
.number { text-align: right; font-variant-numeric: tabular-nums; } tr.alarm { background: #fff0e6; }
td.words { white-space: normal; overflow-wrap: anywhere; } td.words b { color: #a02000; }
"""


def show(lines: Sequence[Health], console: Console) -> None:
    """A table of the sites that were crawled, then a line an alarm."""
    crawled = [line for line in lines if line.last_run]
    texts = ("site", "last run", "years")
    heads = (
        Column(head, no_wrap=True, justify="left" if head in texts else "right")
        for head in _HEADS[:-1]
        if head != "name"
    )
    table = Table(*heads, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for line in crawled:
        site_id, _, last, *cells, _ = _cells(line)
        table.add_row(site_id, last[:10], *cells, style="red" if line.alarms else None)
    console.print(table)
    for line in lines:
        for alarm in line.alarms:
            text = f"{line.site_id} ALARM {alarm}"
            console.print(text, style="red", highlight=False, markup=False, soft_wrap=True)
    if len(crawled) < len(lines):
        console.print(
            f"{len(lines) - len(crawled)} of {len(lines)} sites were never crawled", highlight=False
        )


def as_json(lines: Sequence[Health]) -> str:
    """A list of objects, a site each."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)


def as_html(lines: Sequence[Health], title: str) -> str:
    """A page that needs nothing from elsewhere, sites with an alarm first."""
    heads = "".join(f"<th{_class(head)}>{head}</th>" for head in [*_HEADS[:-1], _REMARKS])
    rows = "\n".join(_row(line) for line in sorted(lines, key=lambda line: not line.alarms))
    count = sum(bool(line.alarms) for line in lines)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<p>{len(lines)} sites, {count} with an alarm. {_LEGEND}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></body></html>\n"
    )


def _row(line: Health) -> str:
    cells = zip(_HEADS[:-1], _cells(line)[:-1], strict=True)
    plain = "".join(f"<td{_class(head)}>{escape(text)}</td>" for head, text in cells)
    remarks = [f"<b>{escape(alarm)}</b>" for alarm in line.alarms]
    remarks += [escape(f"{count} × {reason}") for reason, count in line.reasons.items()]
    last = f'<td class="words">{"<br>".join(remarks)}</td>'
    return f"<tr{' class=alarm' if line.alarms else ''}>{plain}{last}</tr>"


def _class(head: str) -> str:
    return f' class="{_CLASSES[head]}"' if head in _CLASSES else ""


def _cells(line: Health) -> tuple[str, ...]:
    """One text a head of the table."""
    numbers = (
        line.listed,
        "" if line.expected is None else line.expected,
        line.new,
        line.failed,
        line.bodies,
    )
    years = f"{min(line.years)}-{max(line.years)}" if line.years else ""
    last = (line.last_run or "never")[:16].replace("T", " ")
    return line.site_id, line.name, last, *(str(number) for number in numbers), years, "; ".join(line.alarms)
