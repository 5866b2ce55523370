"""Torture for some minutes; exit code 1 where any blow had an outcome that nothing explains.

make torture MINUTES=20 [SEED=1] [ARGS=--save]
"""

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.torture.outcomes import Tally
from tests.bench.torture.run import torture
from tests.demo import ROOT

REPORT = ROOT / "docs" / "torture.md"
INTRODUCTION = """# Torture

Made by `make torture MINUTES={minutes:g} SEED={seed} ARGS=--save` on {machine}, Python {python}. Two sites of
the demo are collected, read and built over and over. Commands are killed at random moments, find the disk
full, or find bytes of archive, log, plan, readings and release flipped, cut or gone; sites answer with
noise, lies and floods; pages hold hostile text, questions hostile SQL. After each blow the same command runs
again, or the remedy that the commands name, and the result is compared with that of a run which nobody
disturbed: captures, readings and release, byte by byte.

*same*: the result is the undisturbed one. *explained*: it differs where the blow destroyed what nothing else
holds, or where a server answered otherwise, and the commands told so for each link and document.
*UNEXPLAINED*: anything else, a traceback among it. What each guard is: [security.md](security.md).

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="folders that are struck side by side")
    parser.add_argument("--kinds", default="", help="names of kinds, comma-separated, instead of all")
    parser.add_argument("--rounds", type=int, default=0, help="so many of each kind instead of a draw")
    parser.add_argument("--save", action="store_true", help="write docs/torture.md")
    options = parser.parse_args()
    names = [name.strip() for name in options.kinds.split(",") if name.strip()]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as root:
        tally = torture(
            Path(root), options.minutes * 60, options.seed, options.workers, names, options.rounds
        )
    minutes = (time.monotonic() - began) / 60
    print(result(tally, minutes))
    if options.save:
        text = INTRODUCTION.format(
            minutes=options.minutes,
            seed=options.seed,
            machine=platform.machine(),
            python=platform.python_version(),
        )
        REPORT.write_text(text + result(tally, minutes) + "\n", encoding="utf-8")
    return int(bool(tally.findings))


def result(tally: Tally, minutes: float) -> str:
    """The table, and what was left out."""
    skipped = "".join(f"\n\nSkipped: {text}." for text in sorted(tally.skipped))
    return f"{tally.table()}\n\n{tally.blows} blows in {minutes:.0f} minutes.{skipped}"


if __name__ == "__main__":
    sys.exit(main())
