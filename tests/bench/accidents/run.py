"""Draw documents of accidents, read them, and print what was read otherwise than a person sees it."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from extract.model.document import Hints
from extract.report import read
from tests.bench.accidents.drawing import Drawn, draw
from tests.bench.accidents.paper import Key
from tests.bench.accidents.scoring import Said, Score, Wrong, compare

BAR = 0.999
Scores = dict[tuple[str, str], Score]


def cells_of(drawn: Drawn) -> dict[Key, Said]:
    """What the extractor says of a document."""
    reading = read(drawn.data, Hints(file_name=drawn.name))
    return {each.key: (each.value, each.status) for each in reading.cells}


def run(
    count: int,
    console: Console,
    seed: int = 1,
    only: str = "",
    kinds: Sequence[str] = (),
    keep: Path | None = None,
    most: int = 3,
) -> bool:
    """True where no cell is wrong and 99.9 % of the cells that must be read are. `keep`: wrong files."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    total, wrongs = Score(), []
    scores: Scores = defaultdict(Score)
    by_kind: dict[str, Score] = defaultdict(Score)
    missed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for drawn in track(draw(count, seed, only, kinds, most), "reading", total=count, console=console):
        score, wrong, unread = compare(drawn.paper.truth, cells_of(drawn))
        total += score
        by_kind[drawn.kind] += score
        for name in drawn.accidents or ("clean",):
            scores[name, drawn.kind] += score
            if unread:
                missed[name, drawn.kind].append(f"{drawn.number} ({len(unread)})")
        if wrong:
            wrongs.append((drawn, wrong))
        if keep and (wrong or unread):
            _keep(keep, drawn, wrong, unread, seed)
    _show(scores, total, by_kind, console)
    _list(wrongs, seed, console)
    _list_missed(missed, console)
    console.print(
        f"{total.documents} documents, {total.right} cells right, {total.missed} missed, "
        f"{total.excused} left unread with reason, {total.wrong} wrong; "
        f"read of what must be read: {total.share:.4%} (bar {BAR:.1%})"
    )
    return not total.wrong and total.share >= BAR


def _show(scores: Scores, total: Score, by_kind: dict[str, Score], console: Console) -> None:
    """Accident by format, then each format with all its accidents."""
    rows = [(name, kind, score) for (name, kind), score in sorted(scores.items())]
    title = "Accidents: what was read (a document with two accidents counts for both)"
    console.print(_table(title, [*rows, ("all", "", total)]))
    kinds = [("all", kind, score) for kind, score in sorted(by_kind.items())]
    console.print(_table("By format (each document once)", kinds))


def _table(title: str, rows: Sequence[tuple[str, str, Score]]) -> Table:
    table = Table(title=title)
    for name in ("accident", "format"):
        table.add_column(name)
    for name in ("documents", "cells", "right", "missed", "excused", "wrong"):
        table.add_column(name, justify="right")
    for name, kind, score in rows:
        cells = score.must + score.excused
        counts = (score.documents, cells, score.right, score.missed, score.excused, score.wrong)
        table.add_row(name, kind, *map(str, counts))
    return table


def _list(wrongs: Sequence[tuple[Drawn, list[Wrong]]], seed: int, console: Console) -> None:
    """The wrong cells, at most five of a document."""
    for drawn, wrong in wrongs:
        console.print(f"WRONG {_title(drawn, seed)}", highlight=False)
        for each in wrong[:5]:
            console.print(f"    {each}", highlight=False)
        if len(wrong) > 5:
            console.print(f"    and {len(wrong) - 5} more", highlight=False)


def _list_missed(missed: dict[tuple[str, str], list[str]], console: Console) -> None:
    for (name, kind), documents in sorted(missed.items()):
        console.print(f"missed {name} {kind}: {', '.join(documents[:8])}", highlight=False)


def _title(drawn: Drawn, seed: int) -> str:
    named = "+".join(drawn.accidents) or "clean"
    remarks = f" ({'; '.join(drawn.paper.remarks)})" if drawn.paper.remarks else ""
    return f"seed {seed} number {drawn.number} {named} {drawn.kind} form {drawn.paper.form}{remarks}"


def _keep(folder: Path, drawn: Drawn, wrong: Sequence[Wrong], unread: Sequence[Key], seed: int) -> None:
    """Write the file, and beside it what was read wrongly or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    state = "wrong" if wrong else "missed"
    stem = f"{state}-{'+'.join(drawn.accidents) or 'clean'}-{drawn.kind.replace('/', '-')}-{drawn.number}"
    (folder / f"{stem}.{drawn.name.rpartition('.')[2]}").write_bytes(drawn.data)
    lines = [
        _title(drawn, seed),
        *map(str, wrong),
        *(f"missed {'/'.join(filter(None, key))}" for key in unread),
    ]
    (folder / f"{stem}.note").write_text("\n".join(lines) + "\n", encoding="utf-8")
