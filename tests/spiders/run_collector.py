"""Run a Collector once, as a process: `run_collector.py JSON` with archive, batch, sites, polite, proxy."""

import json
import sys
from pathlib import Path

from spiders.batch import collect
from spiders.batch_writer import BatchWriter
from spiders.ledger import Ledger
from spiders.registry import Site
from spiders.settings import Politeness


def main(text: str) -> int:
    """Exit code 0 where every site was walked to its end."""
    words = json.loads(text)
    archive_dir = Path(words["archive"])
    sites = [Site(**cells) for cells in words["sites"]]
    with BatchWriter(archive_dir, words["batch"]) as writer:
        ledger = Ledger(archive_dir, writer, [site.site_id for site in sites])
        options = {"proxy": words["proxy"], "browser": words.get("browser", False)}
        done = collect(ledger, sites, Politeness(**words["polite"]), "tests", **options)
    return int(done is None or not done.finished)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
