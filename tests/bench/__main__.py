"""`python -m tests.bench [NAME …]`: speed and accuracy, measured on this machine now.

`--documents N` sets the number of documents, `--save` writes docs/bench.md and docs/bench.svg.
"""

import argparse
import sys

from rich.console import Console

from tests.bench import accuracy, collecting, reading, workers
from tests.bench.accidents import __main__ as accidents
from tests.bench.page import save

NAMES = ("reading", "accuracy", "workers", "collecting")


def main() -> int:
    if sys.argv[1:2] == ["accidents"]:  # has options of its own: python -m tests.bench accidents --help
        return accidents.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"what to run: {', '.join(NAMES)} (default: all)"
    )
    parser.add_argument("--documents", type=int, help="documents in all (accuracy) or of each kind (reading)")
    parser.add_argument(
        "--kinds", default="", help="only these formats or kinds (reading), such as html,pdf/wps"
    )
    parser.add_argument("--save", action="store_true", help="write docs/bench.md and docs/bench.svg")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no bench {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    names = options.names or NAMES
    console = Console(width=140, record=options.save)
    kinds = [kind for kind in options.kinds.split(",") if kind]
    timings = reading.run(options.documents or 8, console, kinds) if "reading" in names else []
    good = reading.good(timings, console)
    if "accuracy" in names:
        good = accuracy.run(options.documents or 2000, console) and good
    if "workers" in names:
        good = workers.run(options.documents or 10_000, console) and good
    if "collecting" in names:
        good = collecting.bench(collecting.PAGES, console) and good
    if options.save:
        save(console.export_text(), timings)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
