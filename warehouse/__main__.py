"""python -m warehouse COMMAND: readings to releases, their quality, and questions to them.

Each command imports what it needs when it runs: a question does not wait for the libraries of a build.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from warehouse.errors import WarehouseError
from warehouse.nightly import add_options
from warehouse.query.limits import ASKED, ROWS
from warehouse.query.terminal import FORMATS, print_result, visible
from warehouse.schema.severities import SEVERITIES

if TYPE_CHECKING:
    from warehouse.build.pipeline import Built
    from warehouse.release.store import Store

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: Sequence[str] | None = None, prog: str = "python -m warehouse") -> int:
    """Run one command; 0 done, 1 failed with a message, 2 wrong usage."""
    options = parser(prog).parse_args(arguments)
    try:
        return int(options.run(options))
    except WarehouseError as error:
        print(visible(f"warehouse {options.command}: {error}"), file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has seen enough, as in `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser(prog: str) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog=prog, description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    made = _command(commands, "build", run_build, "readings → a new immutable release, made current")
    made.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="province-years written at a time"
    )
    made.add_argument("--memory", type=int, metavar="MB", help="memory DuckDB may use (default: 5000)")
    checked = _command(commands, "check", run_check, "summary and worst offenders of the current release")
    checked.add_argument("--fail-on", choices=SEVERITIES, help="exit 1 when a check this bad fails")
    queried = _command(commands, "sql", run_sql, "ask the current release, read-only")
    queried.add_argument("query", help='e.g. "SELECT year, count(*) FROM reports GROUP BY year"')
    queried.add_argument("--release", help="id, folder or URL of a release (default: the current one)")
    queried.add_argument("--format", choices=tuple(FORMATS), default="table")
    queried.add_argument("--rows", type=int, default=ROWS, help=f"rows to show at most (default: {ROWS})")
    queried.add_argument(
        "--seconds", type=float, default=ASKED.seconds, help="time it may take (default: 300)"
    )
    queried.add_argument(
        "--memory", type=int, default=ASKED.memory_mb, metavar="MB", help="memory it may use (default: 4000)"
    )
    compared = _command(commands, "diff", run_diff, "reports added, gone, revised, and cells changed")
    compared.add_argument("old", nargs="?", help="release id or folder (default: the one before NEW)")
    compared.add_argument("new", nargs="?", help="release id or folder (default: the current one)")
    compared.add_argument("--what", choices=("both", "reports", "cells"), default="both")
    compared.add_argument("--format", choices=tuple(FORMATS), default="table")
    bundled = _command(commands, "release", run_release, "write the current release as a folder to hand out")
    bundled.add_argument("version", type=_version, help="e.g. 2026.1")
    bundled.add_argument(
        "--out", type=Path, help="folder (default: DATA/REGISTRY/warehouse/handed-out/VERSION)"
    )
    bundled.add_argument(
        "--since", help="release id or folder to tell the changes from (default: the one before)"
    )
    bundled.add_argument("--to", metavar="URL", help="send the folder there too, as s3://bucket/prefix")
    exported = _command(commands, "export", run_export, "tables as CSV for Excel and R")
    exported.add_argument("tables", nargs="*", metavar="TABLE", help="(default: all)")
    exported.add_argument("--out", type=Path, default=Path("csv"))
    exported.add_argument("--raw", action="store_true", help="no apostrophe before what Excel would run")
    _command(commands, "dictionary", run_dictionary, "every table and column in Markdown")
    pruned = _command(commands, "prune", run_prune, "remove old releases, never one in use")
    pruned.add_argument("--keep", type=int, default=5, help="newest releases to keep")
    pruned.add_argument("--days", type=float, default=7, help="days to keep a release after the next one")
    night = _command(commands, "nightly", run_nightly, "crawl, read, build even where sites failed, status")
    add_options(night)
    checked = _command(commands, "verify", run_verify, "compare every byte of a release with its manifest")
    checked.add_argument("folder", nargs="?", help="folder or URL of a release (default: the current one)")
    return top


def _command(commands: Commands, name: str, run: Callable[..., int], summary: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary)
    command.add_argument("--registry", default="demo", help="name, or folder of your own (default: demo)")
    command.add_argument("--data", type=Path, default=Path("data"))
    command.set_defaults(run=run)
    return command


def _version(text: str) -> str:
    from warehouse.release.store import VERSION

    if not VERSION.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no version: letters, digits, '_', '-', single dots")
    return text


def store_of(options: argparse.Namespace) -> "Store":
    from spiders.archive.data_dir import registry_dir
    from warehouse.release.store import Store

    return Store(registry_dir(options.data, options.registry) / "warehouse")


def current(options: argparse.Namespace) -> Path:
    """The current release; raises WarehouseError before the first build."""
    from warehouse.query import locate

    return locate.current(options.registry, options.data)


def run_build(options: argparse.Namespace) -> int:
    from spiders.archive.data_dir import registry_name
    from warehouse.build import pipeline
    from warehouse.build.staging.inputs import gather

    started = time.monotonic()
    inputs = gather(options.registry, options.data)
    memory_mb = options.memory or pipeline.MEMORY_MB
    name = registry_name(options.registry)
    built = pipeline.build(store_of(options), name, inputs, options.workers, memory_mb)
    print(report(built, time.monotonic() - started))
    for fault in built.damaged:
        print(f"the release before was not as published, and this one has it right: {fault}", file=sys.stderr)
    return 0


def report(built: "Built", seconds: float) -> str:
    """The summary of a build."""
    state = "published" if built.is_new else "nothing changed: still"
    rows = ", ".join(f"{name} {count:,}" for name, count in built.rows.items())
    return (
        f"{state} release {built.release.name} in {seconds:.1f} s; "
        f"{built.written} partition files written, {built.kept} kept\n{rows}\n{built.release}"
    )


def run_check(options: argparse.Namespace) -> int:
    from warehouse.query import summary

    release = current(options)
    print(f"release {release.name}")
    for result in summary.summarise(release):
        print(f"\n{result.title}")
        print_result("table", result.names, result.rows)
    if not options.fail_on:
        return 0
    failed = summary.failures(release, options.fail_on)
    print(f"\n{failed} findings of severity {options.fail_on} or worse")
    return 1 if failed else 0


def chosen(options: argparse.Namespace, name: str) -> Path:
    """A release by id or folder."""
    store = store_of(options)
    path = next((path for path in (Path(name), store.releases / name) if path.is_dir()), None)
    if path is None:
        known = ", ".join(release.name for release in store.history())
        raise WarehouseError(f"there is no release {name!r}. The releases are: {known}.")
    return path


def run_diff(options: argparse.Namespace) -> int:
    from warehouse.handout import diff

    new = chosen(options, options.new) if options.new else current(options)
    old = chosen(options, options.old) if options.old else before(options, new)
    if old is None:
        raise WarehouseError("there is only one release; name the one to compare with.")
    reports, cells = diff.compare(old, new)
    wanted = {"both": (reports, cells), "reports": (reports,), "cells": (cells,)}[options.what]
    for result in wanted:
        if options.what == "both":
            print(f"{result.title}: {len(result.rows)}")
        print_result(options.format, result.names, result.rows)
    return 0


def run_release(options: argparse.Namespace) -> int:
    from warehouse.handout import bundle

    out = options.out or store_of(options).root / "handed-out" / options.version
    out.parent.mkdir(parents=True, exist_ok=True)
    release = current(options)
    since = chosen(options, options.since) if options.since else before(options, release)
    if not (options.to and bundle.holds(out, release)):  # else it is sent once more, or was cut short
        bundle.write(release, options.version, out, since)
    print(out)
    if options.to:
        from warehouse.release import remote

        print(remote.send(out, options.to))
    return 0


def before(options: argparse.Namespace, release: Path) -> Path | None:
    """The release published last of all others."""
    return next((path for path in store_of(options).history() if path != release), None)


def run_export(options: argparse.Namespace) -> int:
    from warehouse.query.export import export

    for path in export(current(options), options.tables, options.out, options.raw):
        print(path)
    return 0


def run_dictionary(_: argparse.Namespace) -> int:
    from warehouse.handout import bundle

    print(bundle.dictionary(), end="")
    return 0


def run_prune(options: argparse.Namespace) -> int:
    removed = store_of(options).prune(options.keep, options.days)
    print(f"removed {len(removed)} releases: {', '.join(path.name for path in removed) or 'none to remove'}")
    return 0


def run_nightly(options: argparse.Namespace) -> int:
    from warehouse.nightly import nightly

    return nightly(options)


def run_verify(options: argparse.Namespace) -> int:
    from warehouse.query.locate import is_url
    from warehouse.release.manifest import HEAL

    release = str(options.folder or current(options))
    wrong = _faults(release, is_url(release))
    if not wrong:
        print(f"{release}: every file is as published")
        return 0
    print(visible("\n".join(wrong)))
    print(f"{release}: {len(wrong)} files are not as published. {HEAL}", file=sys.stderr)
    return 1


def _faults(release: str, is_remote: bool) -> list[str]:
    if is_remote:
        from warehouse.release import remote

        return remote.verify(release)
    from warehouse.release.verify import verify

    return verify(Path(release))


def run_sql(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from warehouse.query.process import print_answer

    limits = replace(ASKED, memory_mb=options.memory, seconds=options.seconds)
    remark = print_answer(named_release(options), options.query, limits, options.rows, options.format)
    if remark:
        print(f"warehouse sql: {remark}", file=sys.stderr)
    return 0


def named_release(options: argparse.Namespace) -> Path | str:
    """The release to ask: a URL, an id, a folder, or the current one."""
    from warehouse.query.locate import is_url

    if options.release and is_url(options.release):
        return str(options.release)
    return chosen(options, options.release) if options.release else current(options)


if __name__ == "__main__":
    sys.exit(main())
