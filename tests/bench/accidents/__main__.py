"""`python -m tests.bench.accidents`: the same as `python -m tests.bench accidents`, with its own options."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.bench import peers_2026
from tests.bench.accidents.accident import ACCIDENTS, KINDS
from tests.bench.accidents.drawing import draw
from tests.bench.accidents.run import run


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench accidents", description=__doc__)
    parser.add_argument("--documents", type=int, default=2000, help="how many documents (default 2000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other documents (default 1)")
    parser.add_argument("--only", default="", metavar="NAME", help="this accident alone, or `clean`")
    parser.add_argument("--kinds", default="", help=f"only these of {', '.join(KINDS)}")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the files that were not read right")
    parser.add_argument(
        "--most", type=int, default=3, help="accidents that may happen to one document (default 3)"
    )
    parser.add_argument("--peers", action="store_true", help="let the usual tools read the same documents")
    parser.add_argument("--list", action="store_true", help="list the accidents")
    options = parser.parse_args(arguments)
    if options.list:
        for each in ACCIDENTS.values():
            print(f"{each.name:26} {' '.join((each.work.__doc__ or '').split())}")
        return 0
    if options.only not in ("", "clean", *ACCIDENTS):
        parser.error(f"no accident {options.only}; --list names them")
    kinds = [kind for kind in options.kinds.split(",") if kind]
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"no kind {', '.join(sorted(unknown))}")
    console = Console(width=150)
    if options.peers:
        drawn = draw(options.documents, options.seed, options.only, kinds, options.most)
        cases = [peers_2026.Case(each.name, each.data, each.paper.truth) for each in drawn]
        peers_2026.run(cases, console)
        return 0
    good = run(options.documents, console, options.seed, options.only, kinds, options.keep, options.most)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
