"""python -m warehouse COMMAND: readings to releases, their quality, and questions to them.

Each command imports what it needs when it runs: a question does not wait for the libraries of a build.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from spiders.command_line import ended_in_words, legible_output, tell_exit_codes
from warehouse.commands import asking, mirroring, releasing
from warehouse.options import parser

ADVICE = "`verify` tells what is wrong with the files of a release, and `build` puts them right"
EXIT_CODES = "Exit code: 0 done, 1 it failed or found what is wrong, 2 wrong usage, 130 interrupted."


def main(arguments: Sequence[str] | None = None, prog: str = "python -m warehouse") -> int:
    """Run one command; 0 done, 1 failed with a message, 2 wrong usage."""
    legible_output()
    top = parser(prog, __doc__)
    tell_exit_codes(top, EXIT_CODES)
    options = top.parse_args(arguments)
    return ended_in_words(f"warehouse {options.command}", 1, lambda: RUN[options.command](options), ADVICE)


RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": releasing.run_build,
    "check": asking.run_check,
    "evidence": asking.run_evidence,
    "diff": asking.run_diff,
    "release": releasing.run_release,
    "export": asking.run_export,
    "portable": releasing.run_portable,
    "dictionary": releasing.run_dictionary,
    "prune": releasing.run_prune,
    "nightly": releasing.run_nightly,
    "verify": releasing.run_verify,
    "push": mirroring.run_push,
    "pull": mirroring.run_pull,
    "sql": asking.run_sql,
    "search": asking.run_search,
    "mcp": asking.run_mcp,
    "site": asking.run_pages,
    "serve": asking.run_pages,
}

if __name__ == "__main__":
    sys.exit(main())
