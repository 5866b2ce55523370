"""Commands that send a registry's archive and readings to a store, and take them from there."""

import argparse
import sys
from collections.abc import Sequence

from spiders.archive.data_dir import registry_dir


def run_push(options: argparse.Namespace) -> int:
    from warehouse.mirror.push import push

    done = push(registry_dir(options.data, options.registry), options.url)
    _remark(done.remarks)
    state = "new" if done.is_new else "as it was"
    sent = f"{len(done.sent)} pieces sent, {sum(done.sent) / 1e6:.1f} MB"
    print(f"{options.url}: generation {done.number}, {state}: {done.files} files; {sent}")
    return 0


def run_pull(options: argparse.Namespace) -> int:
    from warehouse.mirror.pull import pull

    home = registry_dir(options.data, options.registry)
    done = pull(home, options.url)
    _remark(done.remarks)
    changes = f"{done.fetched} fetched, {done.removed} removed"
    print(f"{home}: generation {done.number} of {options.url}: {done.files} files; {changes}")
    return 0


def _remark(torn: Sequence[str]) -> None:
    for text in torn:
        print(f"passed over, as it was not written to its end: {text}", file=sys.stderr)
