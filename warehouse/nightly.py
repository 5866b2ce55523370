"""One night: crawl, read, send, build even where sites failed, and the status of the sites as a page."""

import shlex
import subprocess
import sys
from argparse import ArgumentParser, Namespace

from spiders.archive.data_dir import registry_dir

CODES = """Exit code: 0 all well, 1 a site failed or has an alarm (the release has what came), 2 something
could not be done and what follows it was left out, 3 no site answered, so that nothing was built."""
WELL, FAILED, IMPOSSIBLE, NO_ANSWER = range(4)


def nightly(options: Namespace) -> int:
    """Run the commands of a night one after the other; returns the exit code as CODES tells.

    Each is a process of its own and may be killed at any moment: the next night goes on. A site that failed
    stops nothing. Where no site answered nothing is built, and the release of the night before stays current.
    """
    where = ["--registry", options.registry, "--data", str(options.data)]
    page = registry_dir(options.data, options.registry) / "status.html"
    crawl = ["spiders", "crawl", *where, "--sites", options.sites, "--batches", str(options.batches)]
    for name in ("years", "contact"):
        crawl += [f"--{name}", value] if (value := getattr(options, name)) else []
    crawl += ["--night"] if options.night else []
    crawled = _run(crawl)
    if crawled not in (WELL, FAILED):
        return NO_ANSWER if crawled == NO_ANSWER else IMPOSSIBLE
    for command in (
        ["extract", *where, "--workers", str(options.workers)],
        *([["warehouse", "push", options.push, *where]] if options.push else []),
        ["warehouse", "build", *where],
    ):
        if _run(command):
            return IMPOSSIBLE
    alarmed = _run(["spiders", "status", *where, "--sites", options.sites, "--html", str(page)])
    print(f"{page}: every site, its alarms and its reports")
    return IMPOSSIBLE if alarmed not in (WELL, FAILED) else max(crawled, alarmed)


def _run(words: list[str]) -> int:
    """Run a package's command and say which; its exit code, IMPOSSIBLE where a signal ended it."""
    print(f"nightly: {shlex.join(words)}", flush=True)
    code = subprocess.run([sys.executable, "-m", *words], check=False).returncode
    return code if code >= 0 else IMPOSSIBLE


def add_options(command: ArgumentParser) -> None:
    """The options of the command, those of a crawl among them."""
    command.add_argument("--sites", default="*", help="patterns of site ids, comma-separated")
    command.add_argument("--years", help="report years, 2019-2025 or 2024; all by default")
    command.add_argument("--contact", default="", help="mail or URL, or NIANBAO_CONTACT")
    command.add_argument("--night", action="store_true", help="ask only from 00:00 to 06:00, Asia/Shanghai")
    command.add_argument("--batches", type=int, default=1, help="processes that crawl")
    command.add_argument("--workers", type=int, default=2, help="processes that read")
    command.add_argument("--push", metavar="URL", help="send archive and readings there before the build")
    command.epilog = CODES
