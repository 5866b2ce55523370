"""Readings compared whole: what a change of the extractor changed in what is read, if anything.

    python -m tests.bench.readings --save before.jsonl
    python -m tests.bench.readings --against before.jsonl   exit code 1 where a reading differs

Read are the golden cases, the real reports and inputs of ../shared where present, and documents drawn in
every format and style. Every field of a reading is kept, one JSON line a document.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track

from extract.model.document import Hints
from extract.model.reading import to_row
from extract.report import read
from extract.run.workers.gc_pause import garbage_collector_paused
from tests.bench.documents import all_kinds, drawn

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("NIANBAO_SHARED", ROOT.parent / "shared"))
# Truth and prose stand beside the inputs; excerpts hold one table each and are read like the others.
NO_INPUT = {".truth.json", ".md"}


def documents(count: int) -> Iterator[tuple[str, str, bytes]]:
    """(name, file name, bytes) of every document to read: golden cases, ../shared, `count` drawn ones."""
    for path in sorted((ROOT / "tests" / "cases").glob("*/document.*")):
        yield f"case/{path.parent.name}", path.name, path.read_bytes()
    for folder in ("corpus", "faults"):
        for path in sorted((SHARED / folder).rglob("*")):
            if path.is_file() and not any(path.name.endswith(end) for end in NO_INPUT):
                yield str(path.relative_to(SHARED)), path.name, path.read_bytes()
    for sample in drawn(sorted(all_kinds()), count):
        yield f"drawn/{sample.kind}/{sample.name}", sample.name, sample.data


def readings(count: int, console: Console) -> dict[str, str]:
    """The reading of each document as a JSON text, by the document's name."""
    found = {}
    for name, file_name, data in track(list(documents(count)), "reading", console=console):
        with garbage_collector_paused():
            row = to_row(read(data, Hints(file_name=file_name)))
        found[name] = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
    return found


def differences(before: str, after: str) -> list[str]:
    """The fields of two readings that differ, each with what it held and holds."""
    old, new = json.loads(before), json.loads(after)
    told = []
    for field in sorted(old.keys() | new.keys()):
        was, now = old.get(field), new.get(field)
        if was == now:
            continue
        if isinstance(was, list) and isinstance(now, list):
            gone = [each for each in was if each not in now]
            come = [each for each in now if each not in was]
            told.append(f"{field}: {len(gone)} gone {gone[:2]}, {len(come)} new {come[:2]}")
        else:
            told.append(f"{field}: {was!r} → {now!r}")
    return told


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.readings", description=__doc__)
    parser.add_argument("--save", type=Path, help="write the readings to this file")
    parser.add_argument("--against", type=Path, help="compare with the readings in this file")
    parser.add_argument("--drawn", type=int, default=300, help="drawn documents to read (300)")
    options = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it says the same of each page of some files
    console = Console(stderr=True)
    now = readings(options.drawn, console)
    if options.save:
        lines = [json.dumps([name, row], ensure_ascii=False) for name, row in now.items()]
        options.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
        console.print(f"{len(now)} readings written to {options.save}")
    if not options.against:
        return 0
    before = dict(json.loads(line) for line in options.against.read_text(encoding="utf-8").splitlines())
    changed = {name: row for name, row in now.items() if before.get(name) != row}
    for name, row in changed.items():
        print(name)
        for line in differences(before.get(name, "{}"), row):
            print(f"    {line[:400]}")
    lost = sorted(before.keys() - now.keys())
    print(f"{len(now)} readings: {len(changed)} differ, {len(lost)} missing {lost[:5]}")
    return 1 if changed or lost else 0


if __name__ == "__main__":
    sys.exit(main())
