"""Collect: `python -m spiders crawl` fills the archive from a registry of sites."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from spiders import crawl
from spiders.archive.data_dir import archive_dir as archive_of
from spiders.archive.reader import log_path, warc_path
from spiders.archive.recovery import rebuild_log
from spiders.command_line import ended_in_words, legible_output, tell_exit_codes
from spiders.crawling import site_cache
from spiders.health.status import status
from spiders.health.status_page import as_html, as_json, show
from spiders.health.verify_archive import HEAL, verify
from spiders.policy.settings import CONTACT_ENV
from spiders.registry import LEVELS, load, names
from spiders.registry.edit import move

EXIT_CODES = "Exit code: 0 all well, 1 something failed, 2 it could not start or go on, 130 interrupted."


def main(arguments: Sequence[str] | None = None, prog: str = "python -m spiders") -> int:
    """Run a command; 0 all well, 1 something failed, 2 it could not start, 3 no site answered."""
    legible_output()
    args = _parser(prog).parse_args(arguments)
    return ended_in_words("spiders", 2, lambda: int(args.run(args)))


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_crawl(commands.add_parser("crawl", help="fetch the reports of a registry's sites"))
    _add_discover(commands.add_parser("discover", help="find a site's column and its registry line"))
    _add_home_pages(commands.add_parser("home-pages", help="home pages of all divisions, from Wikidata"))
    _add_status(commands.add_parser("status", help="how each site is doing; exit code 1 on an alarm"))
    _add_rebuild_log(commands.add_parser("rebuild-log", help="make a batch's log again from its WARC"))
    _add_verify(commands.add_parser("verify-archive", help="compare an archive with its checksums"))
    _add_batch(commands.add_parser("batch", help="run one planned batch (crawl does this)"))
    _add_replica(commands.add_parser("replica", help="serve the demo's sites on this machine"))
    tell_exit_codes(parser, EXIT_CODES)
    return parser


def _add_crawl(parser: argparse.ArgumentParser) -> None:
    _add_registry(parser, crawl.DEMO)
    parser.add_argument("--sites", default="*", help="patterns of ids, comma-separated: 'bj-*,sh-pudong'")
    parser.add_argument("--years", type=_years, help="report years, 2019-2025 or 2024; all by default")
    _add_replay(parser)
    parser.add_argument("--batches", type=int, default=1, help="processes at once; a host is never in two")
    parser.add_argument("--dask", metavar="ADDRESS", help="a cluster for them: tcp://HOST:PORT, or local")
    _add_contact(parser)
    parser.add_argument("--night", action="store_true", help="ask only from 00:00 to 06:00, Asia/Shanghai")
    parser.add_argument(
        "--browser", action="store_true", help="run the scripts of list pages without rows (extra `browser`)"
    )
    parser.epilog = (
        "Exit code: 0 every site was read, 1 some site failed (the archive has the others), 2 it could not "
        "start, 3 no site answered, 130 interrupted. The same command goes on with what was cut short."
    )
    parser.set_defaults(run=_crawl)


def _add_registry(parser: argparse.ArgumentParser, default: str) -> None:
    known = " or ".join(names())
    parser.add_argument(
        "--registry", default=default, help=f"{known}, or a folder of your own with a sites.csv"
    )


def _add_contact(parser: argparse.ArgumentParser) -> None:
    known = os.environ.get(CONTACT_ENV, "")
    parser.add_argument("--contact", default=known, help=f"mail or URL, or {CONTACT_ENV}")


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="the data folder: data, and with --replay data/replay")
    parser.add_argument(
        "--replay",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="answer from this WARC or WACZ file alone, and open no socket; may be given again",
    )


def _data(args: argparse.Namespace) -> Path:
    return args.data or (Path("data") / "replay" if args.replay else Path("data"))


def _add_discover(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", nargs="?", help="a home page, a disclosure page or the column itself")
    parser.add_argument(
        "--from",
        dest="places",
        type=Path,
        metavar="FILE",
        help="search every place of a CSV file (region_code, place, home_page) into --registry DIR",
    )
    parser.add_argument("--add", action="store_true", help="append the line to the registry")
    _add_registry(parser, "china")
    _add_replay(parser)
    parser.add_argument("--id", dest="site_id", help="cells of the line that you know better:")
    parser.add_argument("--name", help="of the place")
    parser.add_argument("--region", dest="region_code", help="six digits")
    parser.add_argument("--level", choices=LEVELS, help="of the place")
    parser.add_argument("--proxy", help=argparse.SUPPRESS)  # of a replica that serves the places of --from
    _add_contact(parser)
    parser.epilog = (
        "Exit code: 0 a column was found (with --from: every place has an outcome), 1 none, 2 it could not "
        "start, 3 no site answered, 130 interrupted."
    )
    parser.set_defaults(run=_discover)


def _add_home_pages(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Write region_code, place and home_page of every division of today into a CSV file for "
        "`discover --from`. The pages are Wikidata's (CC0); where it has none the cell is empty."
    )
    parser.add_argument("out", type=Path, metavar="FILE", help="the CSV file to write")
    _add_contact(parser)
    parser.add_argument("--endpoint", help="another SPARQL service with Wikidata's data")
    parser.set_defaults(run=_home_pages)


def _add_status(parser: argparse.ArgumentParser) -> None:
    _add_registry(parser, crawl.DEMO)
    parser.add_argument("--sites", default="*", help="patterns of site ids, comma-separated")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data folder (default: data)")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="(default: table)")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a static page as well")
    parser.add_argument("--stale-days", type=float, default=45, help="alarm where the last crawl is older")
    parser.add_argument(
        "--accept-moves", action="store_true", help="write the new addresses of columns into the registry"
    )
    parser.epilog = "Exit code: 0 no alarm, 1 an alarm, 2 it could not start or go on, 130 interrupted."
    parser.set_defaults(run=_status)


def _add_rebuild_log(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Write ARCHIVE/BATCH.jsonl again from ARCHIVE/BATCH.warc.gz alone: for a log that is lost or cannot "
        "be read. The old log is replaced once the new one is whole. Exit code 2 where there is no such WARC."
    )
    parser.add_argument("archive", type=Path, help="the folder of a registry's archive: data/demo/archive")
    parser.add_argument("batch", help="its id: 20261123T080000Z-000")
    parser.set_defaults(run=_rebuild_log)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Read all WARCs and logs of an archive, and name every record and line that is damaged, cut or gone. "
        "Exit code 1 where any is."
    )
    _add_registry(parser, crawl.DEMO)
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data folder (default: data)")
    parser.set_defaults(run=_verify)


def _add_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, help="the folder of a registry's archive: data/demo/archive")
    parser.add_argument("batch", help="id of a plan there: 20261123T080000Z-000")
    parser.add_argument("--registry", default="", help="name or folder; by default what the plan says")
    parser.add_argument("--proxy", help="where every request goes to: the replica, or WARC files replayed")
    parser.add_argument("--watched", action="store_true", help="stop when the standard input closes")
    parser.set_defaults(run=_batch)


def _add_replica(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, help="to listen on (default: a free one)")
    parser.add_argument(
        "--edition", type=int, default=1, help="2: a report of it was republished (default: 1)"
    )
    parser.set_defaults(run=_replica)


def _crawl(args: argparse.Namespace) -> int:
    options = crawl.Options(
        registry=args.registry,
        sites=args.sites,
        years=args.years,
        data=_data(args),
        batches=args.batches,
        contact=args.contact,
        night_only=args.night,
        browser=args.browser,
        replay=tuple(args.replay),
        dask=args.dask,
    )
    return crawl.crawl(options, Console())


def _status(args: argparse.Namespace) -> int:
    chosen = crawl.choose(load(args.registry), args.sites)
    archive_dir = archive_of(args.data, args.registry)
    found = status(archive_dir, chosen, datetime.now(UTC), args.stale_days)
    if args.html:
        args.html.write_text(as_html(found, f"Sites of the registry {args.registry}"), encoding="utf-8")
    if args.accept_moves and (moves := {each.site_id: each.moved_to for each in found if each.moved_to}):
        print(f"{move(args.registry, moves)}: {len(moves)} columns moved", file=sys.stderr)
    if args.format == "json":
        print(as_json(found))
    else:
        show(found, Console())
    return int(any(health.alarms for health in found))


def _discover(args: argparse.Namespace) -> int:
    if bool(args.url) == bool(args.places):
        raise crawl.CrawlError("give the URL of one site, or a file of places with --from FILE")
    return _survey(args) if args.places else _search(args)


def _search(args: argparse.Namespace) -> int:
    from spiders.discover import Options, discover  # Scrapy takes a second to load

    cells = ("site_id", "name", "region_code", "level")
    options = Options(
        url=args.url,
        registry=args.registry,
        data=_data(args),
        contact=args.contact,
        is_added=args.add,
        given={name: getattr(args, name) for name in cells if getattr(args, name)},
        replay=tuple(args.replay),
    )
    return discover(options, Console())


def _survey(args: argparse.Namespace) -> int:
    from spiders.survey.run import Options, survey  # Scrapy takes a second to load

    replay = tuple(args.replay)
    options = Options(args.places, args.registry, _data(args), args.contact, args.proxy, replay)
    return survey(options, Console())


def _home_pages(args: argparse.Namespace) -> int:
    from spiders.survey import home_pages

    options = home_pages.Options(args.out, args.contact, args.endpoint or home_pages.ENDPOINT)
    return home_pages.home_pages(options, Console())


def _rebuild_log(args: argparse.Namespace) -> int:
    rebuilt = rebuild_log(args.archive, args.batch)
    site_cache.clear(args.archive)  # what it gathered from the old log may not be in the new one
    print(f"{log_path(args.archive, args.batch)}: {rebuilt.lines} attempts")
    if rebuilt.lost_bytes:
        print(f"{warc_path(args.archive, args.batch)}: {rebuilt.lost_bytes} bytes are no whole record")
    if rebuilt.goes_on:
        print("some attempts are lost: the next crawl goes on with this batch and asks for them again")
    return 0


def _verify(args: argparse.Namespace) -> int:
    archive_dir = archive_of(args.data, args.registry)
    found = verify(archive_dir)
    for text in found.faults:
        print(text)
    for text in found.remarks:
        print(f"note: {text}")
    if not found.faults:
        print(f"{archive_dir}: {found.records} records and {found.lines} log lines are as they were written")
        return 0
    print(f"{archive_dir}: {len(found.faults)} faults. {HEAL}", file=sys.stderr)
    return 1


def _batch(args: argparse.Namespace) -> int:
    from spiders.crawling.batch import run  # Scrapy takes a second to load; only this command needs it

    return run(args.archive, args.batch, args.proxy, args.watched, args.registry)


def _replica(args: argparse.Namespace) -> int:
    from spiders.replica.server import serve

    serve(args.port, args.edition)
    return 0


def _years(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(20\d\d)(?:-(20\d\d))?", text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise argparse.ArgumentTypeError(f"{text!r} should be a year or a span such as 2019-2025")
    return int(found[1]), int(found[2] or found[1])


if __name__ == "__main__":
    sys.exit(main())
