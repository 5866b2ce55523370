"""Commands that make releases, keep them and hand them out."""

import argparse
import gc
import sys
import time
from pathlib import Path

from spiders.command_line import visible
from warehouse.commands.chosen_release import announced, before, chosen, current, store_of


def run_build(options: argparse.Namespace) -> int:
    from spiders.archive.data_dir import registry_name
    from warehouse import build_summary
    from warehouse.build import pipeline
    from warehouse.build.budget import DEFAULT_MB
    from warehouse.build.staging.inputs import gather

    started = time.monotonic()
    inputs = gather(options.registry, options.data)
    memory_mb = options.memory or DEFAULT_MB
    name = registry_name(options.registry)
    gc.freeze()  # what imports left is not looked through again and again
    try:
        built = pipeline.build(store_of(options), name, inputs, options.workers, memory_mb, True, True)
    finally:
        gc.unfreeze()  # else DuckDB tells of leaks when the process ends
    print(build_summary.report(built, time.monotonic() - started))
    announced(built.release)
    for fault in built.damaged:
        print(f"the release before was not as published, and this one has it right: {fault}", file=sys.stderr)
    print(f"\n{build_summary.next_steps(built.release, options.registry, options.data)}")
    return 0


def run_release(options: argparse.Namespace) -> int:
    from warehouse.handout import bundle

    out = options.out or store_of(options).root / "handed-out" / options.version
    out.parent.mkdir(parents=True, exist_ok=True)
    release = current(options)
    since = chosen(options, options.since) if options.since else before(options, release)
    if not (options.to and bundle.holds(out, release)):  # else it is sent once more, or was cut short
        bundle.write(release, options.version, out, since, options.doi)
    print(out)
    if options.to:
        from warehouse.release import remote

        print(remote.send(out, options.to))
    return 0


def run_portable(options: argparse.Namespace) -> int:
    from warehouse.release.database_file import write_portable
    from warehouse.release.store import PORTABLE

    out = options.out or Path(PORTABLE)
    print(write_portable(current(options), out, out.parent, options.province))
    return 0


def run_dictionary(options: argparse.Namespace) -> int:
    from warehouse.handout import texts

    print(texts.dictionary_zh() if options.language == "zh" else texts.dictionary(), end="")
    return 0


def run_prune(options: argparse.Namespace) -> int:
    from warehouse.release import feed

    store = store_of(options)
    removed = store.prune(options.keep, options.days)
    feed.renew(store)
    print(f"removed {len(removed)} releases: {', '.join(path.name for path in removed) or 'none to remove'}")
    return 0


def run_nightly(options: argparse.Namespace) -> int:
    from warehouse.nightly import nightly

    return nightly(options)


def run_verify(options: argparse.Namespace) -> int:
    from warehouse.query.locate import is_url
    from warehouse.release.manifest import HEAL

    release = str(options.folder or current(options))
    wrong = _faults(release, is_url(release))
    if not wrong:
        print(f"{release}: every file is as published")
        return 0
    print(visible("\n".join(wrong)))
    print(f"{release}: {len(wrong)} files are not as published. {HEAL}", file=sys.stderr)
    return 1


def _faults(release: str, is_remote: bool) -> list[str]:
    if is_remote:
        from warehouse.release import remote

        return remote.verify(release)
    from warehouse.release.verify import verify

    return verify(Path(release))
