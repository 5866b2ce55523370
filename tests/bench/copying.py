"""Copied text in many reports: `python -m tests.bench.copying --reports 10000`.

Reports of invented words are drawn, of two years, with the sections that count in real ones (540 and 260
characters). Of each hundred bodies 60 say next year what they said, 20 change half of it, 10 take over a
section of another body with a few words changed, and 10 hold a form letter that a fifth of those share.
Told are the seconds and memory of each step, and what 100,000 reports of one year would take at the same
rate: pairs are found by sorting, so that time grows hardly faster than the number of reports. Exit code 1
where that is more than BAR_MINUTES or BAR_MB.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable
from tempfile import TemporaryFile

import pyarrow as pa
from rich.console import Console

from warehouse.build.years.copied_pairs import Pairs, grouped, near, of_last_year, of_same_year
from warehouse.build.years.copied_sections import OF_SECTION, Sections, compared_by, of_rows

FULL, BAR_MINUTES, BAR_MB = 100_000, 3.0, 4096
SECTIONS = {1: 540, 5: 260}  # number → characters
WORDS = 5000
SENTENCE = 36


class Writer:
    """Sentences of invented words, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        pairs = self.dice.choices([chr(0x4E00 + number) for number in range(3500)], k=2 * WORDS)
        self.words = [pairs[place] + pairs[place + 1] for place in range(0, 2 * WORDS, 2)]

    def sentence(self) -> str:
        return "".join(self.dice.choices(self.words, k=SENTENCE // 2)) + f"{self.dice.randrange(999)}件。"

    def text(self, length: int) -> str:
        return "".join(self.sentence() for _ in range(length // SENTENCE))


def drawn(reports: int, seed: int) -> tuple[list[str], list[str]]:
    """The texts of last year and of this year, SECTIONS of each report after each other."""
    writer, dice = Writer(seed), random.Random(seed + 1)
    letters = [writer.text(length) for length in SECTIONS.values()]
    old = [writer.text(length) for _ in range(reports) for length in SECTIONS.values()]
    new = []
    for place, text in enumerate(old):
        lot, number = dice.randrange(100), place % len(SECTIONS)
        if lot < 60:
            new.append(text.replace("件", f"{dice.randrange(9)}件"))
        elif lot < 80:
            new.append(text[: len(text) // 2] + writer.text(len(text) // 2))
        elif lot < 90:
            other = old[len(SECTIONS) * dice.randrange(reports) + number]
            new.append(other[:-SENTENCE] + writer.sentence())
        else:
            new.append(
                (letters[number] if dice.randrange(5) == 0 else writer.text(len(text))) + writer.sentence()
            )
    return old, new


def sections(texts: list[str]) -> Sections:
    count = len(texts)
    places = range(count)
    numbers = list(SECTIONS)
    columns = {
        "report_id": [place // len(numbers) for place in places],
        "ord": [place % len(numbers) + 1 for place in places],
        "agency_id": [place // len(numbers) for place in places],
        "region_code": ["990101"] * count,
        "province_code": ["990000"] * count,
        "scope": ["own_agency"] * count,
        "section": [numbers[place % len(numbers)] for place in places],
    }
    rows = compared_by(texts)
    for name in OF_SECTION:
        rows = rows.append_column(name, pa.array(columns[name]))
    return of_rows([rows], lambda _: rows["counted"], TemporaryFile())


def of_same(own: Sections) -> Pairs:
    texts = grouped(own)
    return of_same_year(texts, near(texts, None))


def timed(console: Console, what: str, work: Callable[[], object]) -> tuple[object, float]:
    started, cpu = time.perf_counter(), time.process_time()
    made = work()
    seconds, busy = time.perf_counter() - started, time.process_time() - cpu
    console.print(f"{what:38} {seconds:7.1f} s, {busy:7.1f} s of CPU, {memory():6.0f} MB at most so far")
    return made, busy


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.copying", description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    console, fixed = Console(width=120, highlight=False), memory()
    old, new = drawn(options.reports, options.seed)
    console.print(f"{options.reports:,} reports, {sum(map(len, new)):,} characters a year")
    older, counting = timed(console, "what counts, of last year", lambda: sections(old))
    own, again = timed(console, "what counts, of this year", lambda: sections(new))
    assert isinstance(older, Sections)
    assert isinstance(own, Sections)
    last, beside = timed(console, "beside last year's", lambda: of_last_year(own, older, None))
    found, among = timed(console, "beside other bodies'", lambda: of_same(own))
    assert isinstance(last, Pairs)
    assert isinstance(found, Pairs)
    whole = int((last.same == own.texts.lengths[last.one]).sum())
    elsewhere = len(set(found.one.tolist()))
    console.print(f"{whole:,} of {len(last.one):,} sections are last year's, {elsewhere:,} stand elsewhere")
    factor = FULL / options.reports
    minutes, size = (counting + again + beside + among) * factor / 60, fixed + (memory() - fixed) * factor
    console.print(
        f"{FULL:,} reports: {minutes:.1f} minutes of CPU ({BAR_MINUTES:.0f}), {size:,.0f} MB ({BAR_MB:,})"
    )
    return int(minutes > BAR_MINUTES or size > BAR_MB)


if __name__ == "__main__":
    sys.exit(main())
