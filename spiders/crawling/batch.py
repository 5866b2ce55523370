"""One batch in one Scrapy process: `python -m spiders batch ARCHIVE BATCH`, started by the crawl."""

import gc
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

# First: it has the source of each frame of its import looked up, 5 ms for each module that stands between.
import scrapy.core.downloader.contextfactory  # noqa: F401
from scrapy.crawler import CrawlerProcess

from spiders import registry
from spiders.archive.captures import Captures
from spiders.archive.checksums import crc32_of
from spiders.archive.reader import attempts, log_path, summary_path
from spiders.archive.writer import BatchWriter
from spiders.crawling import plan
from spiders.crawling.batch_summary import summarise
from spiders.crawling.crawl_state import CrawlState, now
from spiders.crawling.plan import Plan
from spiders.crawling.spider import Collector
from spiders.policy.settings import REAL, REPLAY, REPLICA, USER_AGENT, Politeness, scrapy_settings
from spiders.registry import Site


def run(archive_dir: Path, batch: str, proxy: str | None, watched: bool, registry_ref: str = "") -> int:
    """Walk a planned batch to its end and write its summary, printing each site as it ends.

    registry_ref: name or folder of the registry, by default the name that the plan has.
    proxy: the replica's address, None on the real web. watched: stop at once when the standard input closes,
    that is when the crawl that started this is gone.
    Returns 0, or 1 where it was cut short. Raises ArchiveError, RegistryError or BrowserError.
    """
    if watched:
        threading.Thread(target=_stop_with_parent, daemon=True).start()
    planned = plan.read(archive_dir, batch)
    started = now()
    summary_path(archive_dir, batch).unlink(missing_ok=True)  # it tells of a log that grows now
    known = registry.load(registry_ref or planned.registry)
    captures = Captures.of(map(Path, planned.replay)) if planned.replay else None
    with BatchWriter(archive_dir, batch, _warcinfo(planned)) as writer:
        collector = collect(
            CrawlState(archive_dir, writer, planned.sites),
            [known[site_id] for site_id in planned.sites if site_id in known],
            _politeness(planned),
            planned.contact,
            years=planned.years,
            night_only=planned.night_only,
            browser=planned.browser,
            proxy=proxy,
            captures=captures,
            on_site=lambda site_id: print(site_id, flush=True),
        )
    if collector is None or not collector.finished:
        return 1
    summaries = summarise(attempts(archive_dir, batch), planned.sites, collector.kept)
    content = {
        "batch": batch,
        "registry": planned.registry,
        "started": started,
        "finished": now(),
        "sites": [asdict(summary) for summary in summaries],
        "log_check": f"{crc32_of(log_path(archive_dir, batch)):08x}",
    }
    plan.write_json(summary_path(archive_dir, batch), content)
    return 0


def collect(
    state: CrawlState,
    sites: Sequence[Site],
    polite: Politeness,
    contact: str,
    spider: type[Collector] = Collector,
    **options: Any,
) -> Collector | None:
    """Run a Collector in this process; None if it could not start.

    Raises what stopped it where that is this machine's: OSError on a full disk, sqlite3.Error, ArchiveError.
    Twisted's reactor cannot be started twice, so a process does this once. `options` are those of the spider.
    """
    proxied, replayed = (options.get(name) is not None for name in ("proxy", "captures"))
    process = CrawlerProcess(scrapy_settings(polite, contact, proxied, replayed))
    crawler = process.create_crawler(spider)
    process.crawl(crawler, state=state, sites=sites, polite=polite, **options)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looked through no more, garbage is found sooner
    process.start(install_signal_handlers=False)
    if not isinstance(crawler.spider, Collector):
        return None
    if crawler.spider.stopped_by is not None:
        raise crawler.spider.stopped_by
    return crawler.spider


def _politeness(planned: Plan) -> Politeness:
    if planned.replay:
        return REPLAY
    return REAL if planned.edition is None else REPLICA


def _warcinfo(planned: Plan) -> list[tuple[str, str]]:
    sites = " ".join(planned.sites)
    return [
        ("software", "nianbao 0.1"),
        ("operator", planned.contact),
        ("http-header-user-agent", USER_AGENT.format(contact=planned.contact)),
        ("robots", "obey"),
        ("description", f"registry {planned.registry}, sites {sites}, report years {planned.years}"),
        *(("source", f"replay of {Path(path).name}, dated when it was replayed") for path in planned.replay),
    ]


def _stop_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os._exit(1)
