"""What a crawl loads of Scrapy."""

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from pathlib import Path
from spiders.archive.writer import BatchWriter
from spiders.crawling.batch import collect
from spiders.crawling.crawl_state import CrawlState
from spiders.policy.settings import REAL

with BatchWriter(Path(sys.argv[1]), "b1") as writer:
    found = collect(CrawlState(Path(sys.argv[1]), writer, []), [], REAL, "tests")
names = [type(each).__name__ for each in found.crawler.extensions.middlewares]
print(found.finished, names, sorted({"aiohttp", "requests", "tldextract"} & sys.modules.keys()))
"""


def test_a_crawl_loads_what_slows_it_down_and_no_other_http_library(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CODE, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == "True ['AutoThrottle'] []\n"
    assert done.stderr == ""  # nor is anything missed of what is left out
