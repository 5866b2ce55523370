"""The commands of `python -m warehouse` and their options."""

import argparse
import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from warehouse.errors import WarehouseError
from warehouse.export.formats import FORMATS as EXPORTS
from warehouse.nightly import add_options
from warehouse.query.limits import ASKED, ROWS
from warehouse.query.terminal import FORMATS
from warehouse.schema.severities import SEVERITIES
from warehouse.search.hit import KINDS
from warehouse.search.hits import LIMIT

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser(prog: str, description: str | None) -> argparse.ArgumentParser:
    """The parser of every command; `command` is the one chosen."""
    top = argparse.ArgumentParser(prog=prog, description=description)
    commands = top.add_subparsers(dest="command", required=True)
    made = _command(commands, "build", "readings → a new immutable release, made current")
    made.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="province-years written at a time"
    )
    made.add_argument(
        "--memory", type=int, metavar="MB", help="memory a build is meant to use (default: 2000)"
    )
    checked = _command(commands, "check", "summary and worst offenders of the current release")
    checked.add_argument("--fail-on", choices=SEVERITIES, help="exit 1 when a check this bad fails")
    queried = _command(commands, "sql", "ask the current release, read-only")
    queried.add_argument(
        "query",
        nargs="?",
        help='e.g. "SELECT year, count(*) FROM reports GROUP BY year" (default: from standard input)',
    )
    queried.add_argument("--file", type=Path, metavar="FILE", help="a file that holds the question")
    queried.add_argument("--release", help="id, folder or URL of a release (default: the current one)")
    queried.add_argument("--format", choices=tuple(FORMATS), default="table", help="(default: table)")
    queried.add_argument("--rows", type=int, default=ROWS, help=f"rows to show at most (default: {ROWS})")
    queried.add_argument(
        "--seconds", type=float, default=ASKED.seconds, help="time it may take (default: 300)"
    )
    queried.add_argument(
        "--memory", type=int, default=ASKED.memory_mb, metavar="MB", help="memory it may use (default: 4000)"
    )
    searched = _command(commands, "search", "places, bodies and passages that hold some words, pinyin too")
    searched.add_argument("words", nargs="+", help="all must be there: 朝阳 园林, chaoyang, cyq")
    searched.add_argument(
        "--limit", type=int, default=LIMIT, help=f"hits of each kind at most (default: {LIMIT})"
    )
    searched.add_argument("--kind", choices=KINDS, help="(default: all)")
    searched.add_argument(
        "--place",
        type=_place,
        metavar="CODE",
        help="what lies in it alone, as 110105 (default: all)",
    )
    searched.add_argument("--year", type=int, help="passages of reports for that year alone (default: all)")
    searched.add_argument("--format", choices=tuple(FORMATS), default="table", help="(default: table)")
    served = _command(commands, "mcp", "answer AI programs from the current release, read-only (MCP)")
    served.add_argument(
        "--http",
        type=int,
        metavar="PORT",
        help="listen on 127.0.0.1, 0 for a free port (default: standard input and output)",
    )
    served.add_argument("--seconds", type=float, default=30, help="time a question may take (default: 30)")
    served.add_argument(
        "--memory", type=int, default=2000, metavar="MB", help="memory it may use (default: 2000)"
    )
    shown = _command(commands, "evidence", "a figure in its source: the archived page with its cell outlined")
    shown.add_argument("report", type=int, metavar="REPORT_ID", help="the report (cells.report_id)")
    shown.add_argument("indicator", metavar="INDICATOR", help="the figure (cells.indicator), e.g. req_new")
    shown.add_argument("--applicant", help="whose column of table three (default: total)")
    shown.add_argument("--item", help="a printed sub-row")
    shown.add_argument("--out", type=Path, metavar="FILE", help=".html, or .png of a PDF or scan")
    shown.add_argument("--bytes", type=Path, metavar="FILE", help="a file for the archived bytes themselves")
    site = _command(commands, "site", "the page to look at, as a folder for any host or a USB stick")
    site.add_argument("--out", type=Path, default=Path("site"), help="folder (default: site)")
    site.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes that write pages side by side"
    )
    site.add_argument(
        "--place", default="", metavar="CODE", help="a place's pages alone, as 110105 (default: all)"
    )
    looked = _command(commands, "serve", "the page to look at, on this machine")
    looked.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    looked.add_argument("--port", type=int, default=8000, help="0 for a free one (default: 8000)")
    looked.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="a name beside this machine's own that browsers may reach it by (repeat it)",
    )
    looked.add_argument(
        "--allow-origin",
        type=_origin,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let pages of another site, as https://example.org, read the API, which the page /api tells of; "
        "'*': of any (repeat it)",
    )
    compared = _command(commands, "diff", "reports added, gone, revised, and cells changed")
    compared.add_argument("old", nargs="?", help="release id or folder (default: the one before NEW)")
    compared.add_argument("new", nargs="?", help="release id or folder (default: the current one)")
    compared.add_argument(
        "--what", choices=("both", "reports", "cells"), default="both", help="which changes (default: both)"
    )
    compared.add_argument("--format", choices=tuple(FORMATS), default="table", help="(default: table)")
    bundled = _command(commands, "release", "write the current release as a folder to hand out")
    bundled.add_argument("version", type=_version, help="e.g. 2026.1")
    bundled.add_argument(
        "--out", type=Path, help="folder (default: DATA/REGISTRY/warehouse/handed-out/VERSION)"
    )
    bundled.add_argument(
        "--since", help="release id or folder to tell the changes from (default: the one before)"
    )
    bundled.add_argument("--doi", help="DOI of this version, for its CITATION.cff: 10.5281/zenodo.1234567")
    bundled.add_argument("--to", metavar="URL", help="send the folder there too, as s3://bucket/prefix")
    exported = _command(commands, "export", "tables as CSV, Parquet, Excel, Stata or SQLite")
    exported.add_argument("tables", nargs="*", metavar="TABLE", help="(default: all)")
    exported.add_argument(
        "--format", choices=tuple(EXPORTS), help="(default: what the ending of OUT names, else csv)"
    )
    exported.add_argument(
        "--out",
        type=Path,
        help="folder for csv, parquet and dta; file for xlsx and sqlite "
        f"(default: {', '.join(one.out for one in EXPORTS.values())})",
    )
    exported.add_argument(
        "--where",
        metavar="SQL",
        help="only the rows for which this is true, e.g. \"year >= 2020 AND region_name = '北京市'\"",
    )
    exported.add_argument("--raw", action="store_true", help="csv: no apostrophe before what Excel would run")
    exported.add_argument(
        "--seconds", type=float, default=ASKED.seconds, help="time --where may take (default: 300)"
    )
    exported.add_argument(
        "--memory", type=int, default=ASKED.memory_mb, metavar="MB", help="memory it may use (default: 4000)"
    )
    moved = _command(commands, "portable", "the current release as one database file, for DuckDB 1.2 on")
    moved.add_argument("--out", type=Path, help="the file (default: nianbao-portable.duckdb)")
    moved.add_argument(
        "--province",
        action="append",
        default=[],
        metavar="CODE",
        help="of a large release, this province's cells, checks, figures and texts, too (110000; repeat it)",
    )
    described = _command(commands, "dictionary", "every table and column in Markdown")
    described.add_argument(
        "--language", choices=("en", "zh"), default="en", help="zh: in Chinese (default: en)"
    )
    pruned = _command(commands, "prune", "remove old releases, never one in use")
    pruned.add_argument("--keep", type=int, default=5, help="newest releases to keep")
    pruned.add_argument("--days", type=float, default=7, help="days to keep a release after the next one")
    add_options(_command(commands, "nightly", "crawl, read, build even where sites failed, status"))
    checked = _command(commands, "verify", "compare every byte of a release with its manifest")
    checked.add_argument("folder", nargs="?", help="folder or URL of a release (default: the current one)")
    for name, summary in (
        ("push", "send archive and readings to a store, what it lacks"),
        ("pull", "take archive and readings over from a store"),
    ):
        mirrored = _command(commands, name, summary)
        mirrored.add_argument("url", help="any that fsspec knows, as s3://bucket/prefix")
    return top


def _command(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary)
    command.add_argument("--registry", default="demo", help="name, or folder of your own (default: demo)")
    command.add_argument("--data", type=Path, default=Path("data"), help="the data folder (default: data)")
    return command


def _version(text: str) -> str:
    from warehouse.release.store import VERSION

    if not VERSION.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no version: letters, digits, '_', '-', single dots")
    return text


def _place(text: str) -> str:
    if not re.fullmatch("[0-9]{6}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no place: six digits of GB/T 2260, as 110105")
    return text


def _origin(text: str) -> str:
    if text != "*" and not re.fullmatch(r"https?://[^/?#@\s]+", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no origin: scheme and host alone, as https://example.org"
        )
    return text


@contextlib.contextmanager
def told_extra(extra: str) -> Iterator[None]:
    """Say in one line which extra a command needs, where an import finds it not installed."""
    try:
        yield
    except ImportError as error:
        raise WarehouseError(
            f"{error}. It comes with the extra `{extra}`: make setup EXTRAS={extra}"
        ) from error
