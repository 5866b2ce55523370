"""One batch in one Scrapy process: `python -m spiders batch ARCHIVE BATCH`, started by the crawl."""

import os
import threading
from dataclasses import asdict
from pathlib import Path

from scrapy.crawler import CrawlerProcess

from spiders import plan, registry
from spiders.archive import attempts
from spiders.batch_writer import BatchWriter
from spiders.collector import Collector
from spiders.ledger import Ledger, now
from spiders.plan import Plan
from spiders.settings import REAL, REPLICA, USER_AGENT, scrapy_settings
from spiders.summary import summarise


def run(archive_dir: Path, batch: str, proxy: str | None, watched: bool) -> int:
    """Walk a batch to its end and write its summary, printing each site as it ends; 1 where it was cut short.

    `watched`: stop at once when the standard input closes, that is when the crawl that started this is gone.
    """
    if watched:
        threading.Thread(target=_stop_with_parent, daemon=True).start()
    todo = plan.read(archive_dir, batch)
    started = now()
    with BatchWriter(archive_dir, batch, _about(todo)) as writer:
        collector = _crawl(todo, Ledger(archive_dir, writer, todo.sites), proxy)
    if collector is None or not collector.finished:
        return 1
    lines = summarise(attempts(archive_dir, batch), todo.sites, collector.kept)
    content = {"batch": batch, "registry": todo.registry, "started": started, "finished": now()}
    plan.write_json(
        plan.summary_path(archive_dir, batch), content | {"sites": [asdict(line) for line in lines]}
    )
    return 0


def _crawl(todo: Plan, ledger: Ledger, proxy: str | None) -> Collector | None:
    known = registry.load(todo.registry)
    polite = REAL if todo.edition is None else REPLICA
    process = CrawlerProcess(scrapy_settings(polite, todo.contact, proxied=proxy is not None))
    crawler = process.create_crawler(Collector)
    process.crawl(
        crawler,
        ledger=ledger,
        sites=[known[site_id] for site_id in todo.sites if site_id in known],
        polite=polite,
        years=todo.years,
        night_only=todo.night_only,
        proxy=proxy,
        on_site=lambda site_id: print(site_id, flush=True),
    )
    process.start(install_signal_handlers=False)
    return crawler.spider if isinstance(crawler.spider, Collector) else None


def _about(todo: Plan) -> list[tuple[str, str]]:
    return [
        ("software", "nianbao 0.1"),
        ("operator", todo.contact),
        ("http-header-user-agent", USER_AGENT.format(contact=todo.contact)),
        ("robots", "obey"),
        ("description", f"registry {todo.registry}, sites {' '.join(todo.sites)}, report years {todo.years}"),
    ]


def _stop_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os._exit(1)
