"""The command `nianbao`: one front of the three packages."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from spiders import __version__
from spiders.command_line import legible_output

TITLE = "Every figure that China's public bodies publish about open government, in one SQL table."
# The package that runs a command, and the line its own help shows. The lines stand here a second time, for to
# ask the packages would load them all for a list (2 s); tests/warehouse/test_front.py compares.
COMMANDS = {
    "crawl": ("spiders", "fetch the reports of a registry's sites"),
    "discover": ("spiders", "find a site's column and its registry line"),
    "home-pages": ("spiders", "home pages of all divisions, from Wikidata"),
    "status": ("spiders", "how each site is doing; exit code 1 on an alarm"),
    "nightly": ("warehouse", "crawl, read, build even where sites failed, status"),
    "extract": ("extract", "read report files, or what an archive holds, into rows"),
    "build": ("warehouse", "readings → a new immutable release, made current"),
    "check": ("warehouse", "summary and worst offenders of the current release"),
    "sql": ("warehouse", "ask the current release, read-only"),
    "search": ("warehouse", "places, bodies and passages that hold some words, pinyin too"),
    "mcp": ("warehouse", "answer AI programs from the current release, read-only (MCP)"),
    "evidence": ("warehouse", "a figure in its source: the archived page with its cell outlined"),
    "site": ("warehouse", "the page to look at, as a folder for any host or a USB stick"),
    "serve": ("warehouse", "the page to look at, on this machine"),
    "diff": ("warehouse", "reports added, gone, revised, and cells changed"),
    "release": ("warehouse", "write the current release as a folder to hand out"),
    "export": ("warehouse", "tables as CSV, Parquet, Excel, Stata or SQLite"),
    "portable": ("warehouse", "the current release as one database file, for DuckDB 1.2 on"),
    "dictionary": ("warehouse", "every table and column in Markdown"),
    "verify": ("warehouse", "compare every byte of a release with its manifest"),
    "push": ("warehouse", "send archive and readings to a store, what it lacks"),
    "pull": ("warehouse", "take archive and readings over from a store"),
    "prune": ("warehouse", "remove old releases, never one in use"),
    "rebuild-log": ("spiders", "make a batch's log again from its WARC"),
    "verify-archive": ("spiders", "compare an archive with its checksums"),
    "replica": ("spiders", "serve the demo's sites on this machine"),
    "batch": ("spiders", "run one planned batch (crawl does this)"),
}
WITHOUT_COMMANDS = ("extract",)  # packages that are one command themselves


class Entry(Protocol):
    """What starts a package: `python -m NAME` and this front call the same function."""

    def __call__(self, arguments: Sequence[str], prog: str) -> int:
        """Run a command that calls itself `prog` in its help; returns the exit code."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command as its package does; returns its exit code, 2 for a command that there is not.

    Only the package that a command needs is imported, so that help and version answer at once.

    Example: main(["sql", "select count(*) from reports"]) is `nianbao sql "select count(*) from reports"`.
    """
    legible_output()
    command, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if command in ("-h", "--help"):
        print(_help())
        return 0
    if command in ("-V", "--version"):
        print(f"nianbao {__version__}")
        return 0
    if command not in COMMANDS:
        print(f"nianbao: there is no command {command!r}; `nianbao --help` lists them", file=sys.stderr)
        return 2
    package = COMMANDS[command][0]
    run = cast(Entry, import_module(f"{package}.__main__").main)
    if package in WITHOUT_COMMANDS:
        return run(rest, f"nianbao {command}")
    return run([command, *rest], "nianbao")


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = (f"  {name:<{width}}  {line}" for name, (_, line) in COMMANDS.items())
    return "\n".join(
        (
            "usage: nianbao COMMAND [OPTION…]    nianbao COMMAND --help    nianbao --version",
            "",
            TITLE,
            "",
            *lines,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
