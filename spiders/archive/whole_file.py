"""Files that are replaced whole or not at all: written beside, synced, then renamed over the old one."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO


def replace_file(path: Path, content: bytes) -> None:
    """Give a file this content; whoever reads it meanwhile, or after a crash, finds it as it was or as it is.

    Raises OSError, the file untouched, where the new one cannot be written.
    """
    with replacing(path) as stream:
        stream.write(content)


def replace_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The same with a CSV file in UTF-8, line feeds after its lines; what `rows` raises passes through."""
    with replacing(path) as stream:
        text = TextIOWrapper(stream, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
        text.flush()
        text.detach()


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of the file once the block has ended without an error."""
    with drafting(path) as draft, draft.open("wb") as stream:
        yield stream


@contextmanager
def drafting(path: Path) -> Iterator[Path]:
    """The path of a draft to write, for a library that opens its file itself.

    It takes the place of the file once the block has ended without an error and closed it; what a run that
    was killed left there is gone.
    """
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        yield draft
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
