"""The status of a registry's sites, for eyes: a table in the terminal, JSON, one static HTML page."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from html import escape

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table

from spiders.command_line import say
from spiders.health.status import Health

_HEADINGS = ["site", "name", "last run", "listed", "before", "new", "failed", "bodies", "years", "alarms"]
_CLASSES = dict.fromkeys(("listed", "before", "new", "failed", "bodies"), "number")
_REMARKS = "alarms, reasons of what was not taken, and the reports"
_LEGEND = (
    "Of the last run: <b>listed</b> links to reports, <b>new</b> bytes, <b>failed</b> links; <b>before</b>: "
    "listed by the run before. <b>bodies</b>: the most reports archived of one year. Times are UTC."
)
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2rem; }
table { border-collapse: collapse; }
td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td { white-space: nowrap; } th { position: sticky; top: 0; background: #fff; }
.number { text-align: right; font-variant-numeric: tabular-nums; } tr.alarm { background: #fff0e6; }
td.words { white-space: normal; overflow-wrap: anywhere; } td.words b { color: #a02000; }
"""


def show(sites: Sequence[Health], console: Console) -> None:
    """A table of the sites that were crawled, then a line an alarm."""
    crawled = [health for health in sites if health.last_run]
    texts = ("site", "last run", "years")
    columns = (
        Column(name, no_wrap=True, justify="left" if name in texts else "right")
        for name in _HEADINGS[:-1]
        if name != "name"
    )
    table = Table(*columns, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for health in crawled:
        site_id, _, last, *cells, _ = _cells(health)
        table.add_row(site_id, last[:10], *cells, style="red" if health.alarms else None)
    console.print(table)
    for health in sites:
        for alarm in health.alarms:
            say(console, f"{health.site_id} ALARM {alarm}", "red")
    if len(crawled) < len(sites):
        say(console, f"{len(sites) - len(crawled)} of {len(sites)} sites were never crawled")


def as_json(sites: Sequence[Health]) -> str:
    """A JSON list of objects, one a site; of the reports their year, title and address."""
    objects = [asdict(health) for health in sites]
    for each in objects:
        each["reports"] = [held._asdict() for held in each["reports"]]
    return json.dumps(objects, ensure_ascii=False, indent=1)


def as_html(sites: Sequence[Health], title: str) -> str:
    """A page that needs nothing from elsewhere, sites with an alarm first."""
    headings = "".join(f"<th{_class(name)}>{name}</th>" for name in [*_HEADINGS[:-1], _REMARKS])
    rows = "\n".join(_row(health) for health in sorted(sites, key=lambda health: not health.alarms))
    count = sum(bool(health.alarms) for health in sites)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<p>{len(sites)} sites, {count} with an alarm. {_LEGEND}</p>"
        f"<table><thead><tr>{headings}</tr></thead><tbody>\n{rows}\n</tbody></table></body></html>\n"
    )


def _row(health: Health) -> str:
    cells = zip(_HEADINGS[:-1], _cells(health)[:-1], strict=True)
    plain = "".join(f"<td{_class(name)}>{_shown(name, text, health)}</td>" for name, text in cells)
    remarks = [f"<b>{escape(alarm)}</b>" for alarm in health.alarms]
    remarks += [escape(f"{count} × {reason}") for reason, count in health.reasons.items()]
    last = f'<td class="words">{"<br>".join(remarks)}{_reports(health)}</td>'
    return f"<tr{' class=alarm' if health.alarms else ''}>{plain}{last}</tr>"


def _shown(name: str, text: str, health: Health) -> str:
    """The cell of a site's name leads to its column."""
    return _link(health.column_url, text) if name == "name" else escape(text)


def _reports(health: Health) -> str:
    """The reports that the archive holds, folded up, each a link to where it was published."""
    if not health.reports:
        return ""
    lines = (f"<li>{held.year} {_link(held.url, held.title)}</li>" for held in health.reports)
    return f"<details><summary>{len(health.reports)} reports</summary><ul>{''.join(lines)}</ul></details>"


def _link(url: str, text: str) -> str:
    """A link to an address of the web; the text alone for any other."""
    is_web = url.startswith(("http://", "https://"))
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(text)}</a>' if is_web else escape(text)


def _class(name: str) -> str:
    return f' class="{_CLASSES[name]}"' if name in _CLASSES else ""


def _cells(health: Health) -> tuple[str, ...]:
    """One text a column of the table."""
    numbers = (
        health.listed,
        "" if health.expected is None else health.expected,
        health.new,
        health.failed,
        health.bodies,
    )
    years = f"{min(health.years)}-{max(health.years)}" if health.years else ""
    last = (health.last_run or "never")[:16].replace("T", " ")
    return (
        health.site_id,
        health.name,
        last,
        *(str(number) for number in numbers),
        years,
        "; ".join(health.alarms),
    )
