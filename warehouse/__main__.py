"""python -m warehouse COMMAND: readings to releases, their quality, and questions to them.

Each command imports what it needs when it runs: a question does not wait for the libraries of a build.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spiders.command_line import ended_in_words, tell_exit_codes, visible
from warehouse.errors import WarehouseError
from warehouse.options import parser
from warehouse.query.limits import ASKED
from warehouse.query.terminal import print_result

if TYPE_CHECKING:
    from warehouse.build.pipeline import Built
    from warehouse.release.store import Store

ADVICE = "`verify` tells what is wrong with the files of a release, and `build` puts them right"
EXIT_CODES = "Exit code: 0 done, 1 it failed or found what is wrong, 2 wrong usage, 130 interrupted."


def main(arguments: Sequence[str] | None = None, prog: str = "python -m warehouse") -> int:
    """Run one command; 0 done, 1 failed with a message, 2 wrong usage."""
    top = parser(prog, __doc__)
    tell_exit_codes(top, EXIT_CODES)
    options = top.parse_args(arguments)
    return ended_in_words(f"warehouse {options.command}", 1, lambda: RUN[options.command](options), ADVICE)


def store_of(options: argparse.Namespace) -> "Store":
    from spiders.archive.data_dir import registry_dir
    from warehouse.release.store import Store

    return Store(registry_dir(options.data, options.registry) / "warehouse")


def current(options: argparse.Namespace) -> Path:
    """The current release; raises WarehouseError before the first build."""
    from warehouse.query import locate

    return announced(locate.current(options.registry, options.data))


def announced(release: Path) -> Path:
    """The release, after a line on standard error where its world is invented."""
    from warehouse.release.manifest import read_manifest
    from warehouse.release.notice import notice

    if line := notice(read_manifest(release)):
        print(line, file=sys.stderr)
    return release


def run_build(options: argparse.Namespace) -> int:
    from spiders.archive.data_dir import registry_name
    from warehouse.build import pipeline
    from warehouse.build.staging.inputs import gather

    started = time.monotonic()
    inputs = gather(options.registry, options.data)
    memory_mb = options.memory or pipeline.MEMORY_MB
    name = registry_name(options.registry)
    built = pipeline.build(store_of(options), name, inputs, options.workers, memory_mb, True)
    print(report(built, time.monotonic() - started))
    announced(built.release)
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

    new = announced(chosen(options, options.new)) if options.new else current(options)
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
        bundle.write(release, options.version, out, since, options.doi)
    print(out)
    if options.to:
        from warehouse.release import remote

        print(remote.send(out, options.to))
    return 0


def before(options: argparse.Namespace, release: Path) -> Path | None:
    """The release published last of all others."""
    found = store_of(options).before(release)
    return found.path if found else None


def run_export(options: argparse.Namespace) -> int:
    from warehouse.query.export import export

    for path in export(current(options), options.tables, options.out, options.raw):
        print(path)
    return 0


def run_portable(options: argparse.Namespace) -> int:
    from warehouse.release.database_file import write_portable
    from warehouse.release.store import PORTABLE

    out = options.out or Path(PORTABLE)
    print(write_portable(current(options), out, out.parent, options.province))
    return 0


def run_dictionary(_: argparse.Namespace) -> int:
    from warehouse.handout import texts

    print(texts.dictionary(), end="")
    return 0


def run_prune(options: argparse.Namespace) -> int:
    from warehouse.release import feed

    store = store_of(options)
    removed = store.prune(options.keep, options.days)
    feed.renew(store)
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

    question = asked(options)
    limits = replace(ASKED, memory_mb=options.memory, seconds=options.seconds)
    remark = print_answer(named_release(options), question, limits, options.rows, options.format)
    if remark:
        print(f"warehouse sql: {remark}", file=sys.stderr)
    return 0


def asked(options: argparse.Namespace) -> str:
    """The question: an argument, a file, or what comes through a pipe."""
    question = _question(options)
    if not question.strip():
        raise WarehouseError(
            'there is no question: `nianbao sql "from reports limit 5"`, --file FILE, or a pipe.'
        )
    return question


def _question(options: argparse.Namespace) -> str:
    if options.file:
        try:
            return str(options.file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise WarehouseError(f"{options.file} is no text that can be read: {error}") from error
    if options.query is not None:
        return str(options.query)
    return "" if sys.stdin.isatty() else sys.stdin.read()


def named_release(options: argparse.Namespace) -> Path | str:
    """The release to ask: a URL, an id, a folder, or the current one."""
    from warehouse.query.locate import is_url

    if options.release and is_url(options.release):
        return str(options.release)
    return announced(chosen(options, options.release)) if options.release else current(options)


def run_mcp(options: argparse.Namespace) -> int:
    from dataclasses import replace

    release = current(options)
    try:
        from warehouse.mcp import server
        from warehouse.mcp.source import Source
    except ImportError as error:
        raise WarehouseError(f"{error}. It comes with the extra `mcp`: make setup EXTRAS=mcp") from error
    source = Source(release, replace(ASKED, memory_mb=options.memory, seconds=options.seconds))
    if options.http is None:
        server.serve_stdio(source)
    else:
        server.serve_http(source, options.http)
    return 0


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": run_build,
    "check": run_check,
    "diff": run_diff,
    "release": run_release,
    "export": run_export,
    "portable": run_portable,
    "dictionary": run_dictionary,
    "prune": run_prune,
    "nightly": run_nightly,
    "verify": run_verify,
    "sql": run_sql,
    "mcp": run_mcp,
}

if __name__ == "__main__":
    sys.exit(main())
