"""`python -m spiders crawl`: choose sites, plan batches, run them, report what came."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from rich.console import Console

from spiders import batches, registry
from spiders.archive.data_dir import archive_dir as archive_of
from spiders.archive.data_dir import locked, registry_name
from spiders.command_line import say
from spiders.crawling import plan
from spiders.crawling.browser import chromium, sandbox
from spiders.crawling.crawl_report import report
from spiders.crawling.plan import Plan
from spiders.errors import ToldError
from spiders.registry import Site

DEMO = "demo"


class CrawlError(ToldError):
    """The crawl cannot start or go on; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for.

    registry: name or folder of a registry. sites: patterns of site ids, comma-separated.
    years: report years, both ends included; None for all. data: the folder of all registries.
    batches: processes at once. contact: a mail address or URL for the user agent.
    night_only: ask from 00:00 to 06:00 Shanghai. browser: run page scripts.
    replay: WARC files that answer instead of the web. dask: the scheduler of a cluster that runs the batches.
    """

    registry: str
    sites: str
    years: tuple[int, int] | None
    data: Path
    batches: int
    contact: str
    night_only: bool
    browser: bool = False
    replay: tuple[Path, ...] = ()
    dask: str | None = None


def crawl(options: Options, console: Console) -> int:
    """Run a crawl to its end and print what came; batches that were cut short go on first.

    Returns 0, 1 where a site failed or a batch did not reach its end, or 3 where no site answered.
    Raises CrawlError, RegistryError, ArchiveError or BrowserError where it cannot start.

        python -m spiders crawl                                            # the demo, on this machine
        python -m spiders crawl --registry china --sites 'bj-*' --contact you@example.org
    """
    chosen = choose(registry.load(options.registry), options.sites)
    if not (options.replay or options.contact or _is_demo(chosen)):
        raise CrawlError(
            "real sites may ask who is reading: give --contact MAIL-OR-URL or set NIANBAO_CONTACT"
        )
    if options.browser:
        chromium()
        say(console, sandbox())
    archive_dir = archive_of(options.data, options.registry)
    _check_kind(archive_dir, options)
    with exclusive(archive_dir):
        plans = make_plans(archive_dir, chosen, options)
        for line in _opening(options, plans):
            say(console, line)
        with ExitStack() as stack:
            proxy = _replica(stack, plans)
            start = stack.enter_context(_starting(options))
            words = [
                "--registry",
                registry.absolute(options.registry),
                *(["--proxy", proxy] if proxy else []),
            ]
            batches.run(archive_dir, plans, words, options.batches, start, console)
    return report(archive_dir, plans, console)


def _is_demo(sites: Sequence[Site]) -> bool:
    """Whether the replica answers: it plays every host of these, and no other."""
    return all(registry.is_invented(site.host) for site in sites)


def choose(sites: dict[str, Site], globs: str) -> list[Site]:
    """Sites whose id matches one of the comma-separated patterns; each pattern must match some."""
    if not sites:
        raise CrawlError("the registry has no site yet: `python -m spiders discover URL --add` adds one")
    patterns = [pattern.strip() for pattern in globs.split(",") if pattern.strip()]
    for pattern in patterns:
        if not any(fnmatchcase(site_id, pattern) for site_id in sites):
            raise CrawlError(
                f"no site of the registry matches {pattern!r}; ids look like {', '.join([*sites][:4])}"
            )
    return [
        site for site in sites.values() if any(fnmatchcase(site.site_id, pattern) for pattern in patterns)
    ]


def make_plans(archive_dir: Path, chosen: Sequence[Site], options: Options) -> list[Plan]:
    """Unfinished batches of these sites first, with the terms they began with; new batches for the rest."""
    wanted = {site.site_id for site in chosen}
    replay = tuple(str(path.resolve()) for path in options.replay)
    open_plans = [item for item in plan.unfinished(archive_dir) if wanted & set(item.sites)]
    resumed = [item for item in open_plans if item.years == options.years and item.replay == replay]
    covered = {site_id for item in resumed for site_id in item.sites}
    covered |= plan.finished_sites(archive_dir, resumed)
    groups = plan.share_out([site for site in chosen if site.site_id not in covered], options.batches)
    edition = _edition(archive_dir, open_plans) if _is_demo(chosen) and not replay else None
    fresh = [
        Plan(
            batch=batch,
            registry=registry_name(options.registry),
            sites=group,
            years=options.years,
            contact=options.contact,
            night_only=options.night_only,
            edition=edition,
            browser=options.browser,
            crawl=resumed[0].crawl_id if resumed else "",
            replay=replay,
        )
        for batch, group in zip(plan.batch_ids(archive_dir, len(groups)), groups, strict=True)
    ]
    for item in fresh:
        plan.write(archive_dir, item)
    return open_plans + fresh


def _edition(archive_dir: Path, open_plans: Sequence[Plan]) -> int | None:
    """The replica shows its first edition until a crawl was finished, then one with a corrected report."""
    return open_plans[0].edition if open_plans else 1 + plan.finished(archive_dir)


def _opening(options: Options, plans: Sequence[Plan]) -> list[str]:
    """What is printed before the first request: how much, where, how politely."""
    sites = sum(len(item.sites) for item in plans)
    where = f"registry {options.registry}: {sites} sites in {len(plans)} batch{'es' * (len(plans) > 1)}"
    if options.replay:
        names = ", ".join(path.name for path in options.replay)
        return [f"{where}, answered from {names} alone: nothing is asked of the web"]
    if all(item.edition is not None for item in plans):
        real = "real sites: make crawl REGISTRY=china SITES='bj-*' CONTACT=you@example.org"
        return [f"{where}, on a replica on this machine, without pauses", real]
    return [f"{where}, on the real web, contact {options.contact}", "one connection and at least 2 s a host"]


def _replica(stack: ExitStack, plans: Sequence[Plan]) -> str | None:
    """Start the replica where the plans are made for it; returns the address of its proxy."""
    edition = plans[0].edition if plans else None
    if edition is None:
        return None
    from spiders.replica.server import Replica  # only the demo carries the weight of a second world

    return stack.enter_context(Replica(edition=edition)).proxy_url


def _check_kind(archive_dir: Path, options: Options) -> None:
    """Keep replays and the web in archives of their own: what is captured where must stay plain."""
    first = plan.first(archive_dir)
    if first and bool(first.replay) != bool(options.replay):
        held = "replays" if first.replay else "captures of sites"
        raise CrawlError(f"{archive_dir} holds {held}; choose another folder with --data")


@contextmanager
def exclusive(archive_dir: Path) -> Iterator[None]:
    """Let no second crawl plan batches of one archive."""
    with locked(archive_dir) as is_ours:
        if not is_ours:
            raise CrawlError(f"another crawl is writing {archive_dir}; wait for it or choose another --data")
        yield


@contextmanager
def _starting(options: Options) -> Iterator[batches.Start]:
    """Who runs the batches: this machine, or the cluster that the options name."""
    if options.dask is None:
        yield batches.on_this_machine
        return
    try:
        from spiders import cluster  # Dask takes a second to load
    except ImportError as error:
        raise CrawlError(f"--dask: {error}. Dask comes with the extra `scale`.") from error
    with cluster.connected(options.dask, options.batches) as client:
        yield batches.on_cluster(client)
