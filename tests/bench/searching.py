"""Search among many names and texts: `python -m tests.bench.searching --names 100000 --reports 10000`.

Names are those of bodies of the invented nation of `tests/bench/national`, texts are drawn as in
`tests/bench/copying`. Told are seconds and bytes of the index, and the latency of questions of every kind,
anywhere and kept to a place and year: the first answer and the best of five later ones. Exit code 1 where a
later answer takes more than BAR_MS.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.copying import SECTIONS, Writer
from tests.bench.national.bodies import sample
from tests.warehouse.search.names import tables
from warehouse.search.hit import EVERYWHERE, Within
from warehouse.search.hits import search
from warehouse.search.index import write_index

BAR_MS = 100
QUESTIONS = {  # why → what is asked
    "a name": "朝阳区教育局",
    "two words": "朝阳 教育",
    "two characters": "教育",
    "one character, in nearly all": "局",
    "a place above": "浙江 教育",
    "pinyin": "chaoyangqu",
    "part of a syllable": "angq",
    "one letter": "a",
    "initials": "cyq",
    "nothing": "鑫鑫鑫",
    "pieces common, word nowhere": "局区教育",
}
# A third of all names: more than any province of China has.
KEPT_TO = {"anywhere": EVERYWHERE, "in a place and year": Within("990101", 2021)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.searching", description=__doc__)
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--reports", type=int, default=10_000)
    options = parser.parse_args()
    console, writer = Console(width=120, highlight=False), Writer(1)
    texts = [writer.text(length) for _ in range(options.reports) for length in SECTIONS.values()]
    made = tables(
        [body.name for body in sample(options.names)], [(2020 + len(text) % 5, text) for text in texts]
    )
    made.execute("SET enable_progress_bar = false")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite"
        started = time.process_time()
        write_index(made, path)
        size = sum(each.stat().st_size for each in path.parent.rglob("*.sqlite"))
        console.print(
            f"{options.names:,} names and {len(texts):,} texts of {options.reports:,} reports with "
            f"{sum(map(len, texts)):,} characters: {time.process_time() - started:.0f} s of CPU, "
            f"{size / 2**20:,.0f} MB"
        )
        piece = texts[len(texts) // 2]
        asked = QUESTIONS | {"a word of a text": piece[7:9], "a sentence": piece[40:70], "in all texts": "件"}
        slow = tell(console, path.parent, asked)
    console.print(
        f"every answer within {BAR_MS} ms" if not slow else f"slower than {BAR_MS} ms: {', '.join(slow)}"
    )
    return int(bool(slow))


def tell(console: Console, release: Path, asked: dict[str, str]) -> list[str]:
    """Print the latencies; returns what is too slow."""
    shown, slow = Table("question", "asked", "hits", "first ms", "later ms", "CPU ms"), []
    kept_to = {
        f"{why}, {name}": (question, within)
        for name, within in KEPT_TO.items()
        for why, question in asked.items()
    }
    for why, (question, within) in kept_to.items():
        times = [timed(release, question, within) for _ in range(6)]
        wall, busy = min(clock for clock, _, _ in times[1:]), min(cpu for _, cpu, _ in times[1:])
        shown.add_row(
            why, question[:20], str(times[0][2]), f"{times[0][0]:.0f}", f"{wall:.0f}", f"{busy:.0f}"
        )
        slow += [why] if wall > BAR_MS else []
    console.print(shown)
    return slow


def timed(release: Path, question: str, within: Within) -> tuple[float, float, int]:
    """(milliseconds of the clock, of CPU, hits) of an answer."""
    started, cpu = time.perf_counter(), time.process_time()
    hits = search(release, question, within=within)
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - cpu), len(hits)


if __name__ == "__main__":
    sys.exit(main())
