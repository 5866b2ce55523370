"""Commands that answer from a release, or write what it holds for others."""

import argparse
import os
import sys

from spiders.command_line import visible
from warehouse.commands.chosen_release import announced, before, chosen, current, named_release
from warehouse.errors import WarehouseError
from warehouse.options import told_extra
from warehouse.query.limits import ASKED
from warehouse.query.terminal import print_result


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


def run_export(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from warehouse.export import formats
    from warehouse.export.export import Choice, export

    form, out = formats.chosen(options.format, options.out)
    limits = replace(ASKED, memory_mb=options.memory, seconds=options.seconds)
    choice = Choice(options.tables, options.where, options.raw, limits)
    done = export(current(options), choice, form, out)
    for path in done.files:
        print(path)
    for remark in done.remarks:
        print(visible(f"warehouse export: {remark}"), file=sys.stderr)
    return 0


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
        # A shell of ASCII hands on the bytes of a text one by one.
        return os.fsencode(options.query).decode(errors="replace")
    return "" if sys.stdin.isatty() else sys.stdin.read()


def run_search(options: argparse.Namespace) -> int:
    from warehouse.search.hit import Within
    from warehouse.search.terminal import print_hits

    within = Within(options.place or "", options.year)
    print_hits(current(options), " ".join(options.words), options.limit, options.kind, options.format, within)
    return 0


def run_mcp(options: argparse.Namespace) -> int:
    from dataclasses import replace

    release = current(options)
    with told_extra("mcp"):
        from warehouse.mcp import server
        from warehouse.mcp.source import Source
    source = Source(release, replace(ASKED, memory_mb=options.memory, seconds=options.seconds))
    if options.http is None:
        server.serve_stdio(source)
    else:
        server.serve_http(source, options.http)
    return 0


def run_evidence(options: argparse.Namespace) -> int:
    from warehouse.evidence.command import run

    return run(current(options), options)


def run_pages(options: argparse.Namespace) -> int:
    release = current(options)
    with told_extra("web"):
        from warehouse.web import command
    return command.run(options, release)
