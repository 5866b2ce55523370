"""A second opinion on PDFs: pdfplumber reads again where the first reading fails its own arithmetic.

Two readings that differ make the differing cells unreadable, unless one of them satisfies every identity of
the table. Where both agree and an identity still fails, the source itself is wrong and the check says so.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extract.checks import identities
from extract.checks.rules import sum_rules
from extract.codebook import identities as rules
from extract.codebook import indicators
from extract.layout.assemble import PageContent, TextLine, to_document
from extract.layout.filling import fill
from extract.layout.geometry import Box, Word
from extract.layout.overrun import ELLIPSIS
from extract.layout.ruled import SNAP, Fragment, RuledCell
from extract.mapping.align import align
from extract.model.document import Document, Hints
from extract.model.problems import problem
from extract.model.reading import Check, Figure, Problem, Reading
from extract.readers.pdf.reread import load_pdfplumber
from extract.readers.pdf.reread.disputed_digits import lied_about
from extract.readers.pdf.reread.doubtful_regions import WHOLE_PAGE, is_same_place, regions
from spiders.content.radicals import to_ideographs

Key = tuple[str, str | None, str | None]
Prover = Callable[[Sequence[Figure]], frozenset[Key]]

BLIND_TO = frozenset(("hidden_text", "watermark", "text_in_doubt"))
# Why a cell may be unreadable that another reader can read. Every other reason is the document's own: two
# tables that differ, heads of another year. That no reading mends, and least one of a region alone.
MENDABLE = frozenset(("unreadable_cell", "cell_boundaries_lost", "row_incomplete", "merged_cells"))
DISPUTED = "disputed_digit"
MOST_CHARACTERS = 20_000  # a page; pdfplumber takes some 0.1 ms for each


@dataclass(frozen=True)
class Arbitration:
    """What two readings say together. `agreed`: the cells that both read alike; `refused`: unreadable now."""

    figures: tuple[Figure, ...]
    agreed: frozenset[Key]
    refused: tuple[Key, ...]


def is_needed(reading: Reading) -> bool:
    """Whether a PDF's reading has a failed identity or an unreadable cell, and a second one may tell more.

    pdfplumber knows no looks: it takes what nobody sees, and watermarks, for figures.
    """
    if any(found.kind in BLIND_TO for found in reading.problems):
        return False
    return reading.reader == "pdf" and bool(_doubtful_blocks(reading))


def settle(reading: Reading, data: bytes, hints: Hints) -> Reading:
    """The reading after a second look at its doubtful tables, and at nothing else of their pages."""
    blocks = _doubtful_blocks(reading)
    try:
        document = reread(data, hints, regions(reading.cells, blocks))
        read = align(document, reading.head.year).figures
    except Exception as error:  # pdfminer raises what it likes; the first reading stands, undecided
        failed = problem("second_reader_failed", "file", f"pdfplumber: {type(error).__name__}: {error}")
        return replace(reading, problems=(*reading.problems, failed))

    second = _opinion(reading, read)
    settled = arbitrate(
        reading.cells, second, blocks, lambda figures: identities.corroborated(figures, reading.reader)
    )
    checks = identities.check(settled.figures, reading.reader)
    differences = _differences(reading.cells, second, settled.refused)
    decided = replace(
        reading,
        cells=settled.figures,
        checks=tuple(_judged(check, settled.agreed) for check in checks),
        problems=(*reading.problems, *differences),
    )
    lied = lied_about(reading.cells, second)
    drawn_twice = {digit for kind, _, digit in document.notes if kind == DISPUTED}
    decided = _without(decided, lied, settled.agreed) if lied else decided
    return _without(decided, drawn_twice) if drawn_twice else decided


def _without(reading: Reading, digits: set[str], agreed: frozenset[Key] = frozenset()) -> Reading:
    """The reading without figures of these digits: a font draws them as others than it says."""
    doubted = [
        figure
        for figure in reading.cells
        if digits.intersection(figure.raw or "")
        and figure.status == "reported"
        and figure.method != "second_reader"
        and figure.key not in agreed
    ]
    keys = {figure.key for figure in doubted}
    cells = tuple(
        replace(figure, value=None, status="unreadable") if figure.key in keys else figure
        for figure in reading.cells
    )
    told = f"a font maps glyphs to {', '.join(sorted(digits))} that it draws otherwise"
    problems = [problem("text_in_doubt", figure.locator, told) for figure in doubted]
    return replace(
        reading,
        cells=cells,
        checks=identities.check(cells, reading.reader),
        problems=(*reading.problems, *problems),
    )


def arbitrate(
    first: Sequence[Figure], second: Sequence[Figure], blocks: Iterable[str], proved: Prover
) -> Arbitration:
    """Settle the doubtful blocks of two readings.

    `proved` gives the cells that a table's own arithmetic proves, none where an identity of the table fails.
    A cell read differently is kept, or taken from the second reading, where it is proved in that one alone.
    Cells that the second reading lacks stay as they are.
    """
    figures = {figure.key: figure for figure in first}
    agreed: set[Key] = set()
    refused: set[Key] = set()
    for block in sorted(blocks):
        own, other = _of_block(figures.values(), block), _of_block(second, block)
        same = {key for key, figure in other.items() if key in own and _alike(own[key], figure)}
        kept, taken = proved([*own.values()]), proved([*(own | other).values()])
        differing = other.keys() - same
        doubtful = _refused(own, (differing & own.keys()) - (kept ^ taken))
        figures |= {key: replace(other[key], method="second_reader") for key in differing & (taken - kept)}
        figures |= doubtful
        agreed |= same
        refused |= doubtful.keys()
    order = dict.fromkeys(figure.key for figure in (*first, *second) if figure.key in figures)
    return Arbitration(
        tuple(map(figures.__getitem__, order)), frozenset(agreed), tuple(filter(refused.__contains__, order))
    )


def _refused(figures: dict[Key, Figure], keys: Iterable[Key]) -> dict[Key, Figure]:
    """Those of these figures that are read, as unreadable."""
    read = [figures[key] for key in keys if figures[key].status != "unreadable"]
    return {figure.key: replace(figure, value=None, status="unreadable") for figure in read}


def _of_block(figures: Iterable[Figure], block: str) -> dict[Key, Figure]:
    return {figure.key: figure for figure in figures if indicators()[figure.indicator].block == block}


def _alike(one: Figure, other: Figure) -> bool:
    return (one.value, one.status) == (other.value, other.status) and one.status != "unreadable"


def _doubtful_blocks(reading: Reading) -> frozenset[str]:
    """The tables of which an identity fails, or a cell is unreadable that another reader may read."""
    known, closed = indicators(), _closed(reading)
    failed = {rules()[check.rule_id].block for check in reading.checks if check.outcome == "failed"}
    unread = {
        known[figure.indicator].block
        for figure in reading.cells
        if figure.status == "unreadable" and figure.key not in closed
    }
    return frozenset(failed | unread)


def _opinion(reading: Reading, read: Iterable[Figure]) -> tuple[Figure, ...]:
    """What another reader says of the cells that it may judge.

    It sees a part of the document: what it calls unreadable elsewhere than in the cell, it did not find. And
    its boxes are as large as the type, not as the glyphs: numbers near a border seem to run on over it.
    """
    closed, places = _closed(reading), {figure.key: figure.locator for figure in reading.cells}
    return tuple(
        figure
        for figure in read
        if figure.key not in closed
        and ELLIPSIS not in (figure.raw or "")
        and (figure.status != "unreadable" or is_same_place(places.get(figure.key, ""), figure.locator))
    )


def _closed(reading: Reading) -> set[Key]:
    """The unreadable cells that stay so, whatever another reader makes of them."""
    mendable = {found.locator for found in reading.problems if found.kind in MENDABLE}
    return {
        figure.key
        for figure in reading.cells
        if figure.status == "unreadable" and figure.locator not in mendable
    }


def _judged(check: Check, agreed: frozenset[Key]) -> Check:
    """A failure is the source's own where both readings agree on every cell of it."""
    if check.outcome != "failed" or check.verdict != "inconclusive":
        return check
    keys = _operands(check)
    is_source = bool(keys) and keys <= agreed
    return replace(check, verdict="source_anomaly", note="two readers agree") if is_source else check


def _operands(check: Check) -> frozenset[Key]:
    for rule in sum_rules():
        if (rule.identity.id, rule.scope) == (check.rule_id, check.scope):
            return frozenset(rule.keys)
    name, _, applicant = check.scope.partition("/")
    return frozenset({(name, applicant or None, None)})


def _differences(
    first: Sequence[Figure], second: Sequence[Figure], refused: Iterable[Key]
) -> Iterable[Problem]:
    one, other = ({figure.key: figure for figure in figures} for figures in (first, second))
    for key in refused:
        detail = (
            f"{'/'.join(filter(None, key))}: {one[key].raw!r} by pdfium, {other[key].raw!r} by pdfplumber"
        )
        yield problem("readings_differ", one[key].locator, detail)


def reread(data: bytes, hints: Hints, regions: Mapping[int, Box] | None = None) -> Document:
    """The same Document as readers.pdf makes, by pdfplumber.

    Args:
        data: a PDF.
        hints: as readers get them; pdfplumber needs none.
        regions: by page, counted from 1, the part of it that is read, in points from its top left corner as
            viewers show it; without them all of all pages is read.
    """
    pdfplumber, region_page = load_pdfplumber()
    pages = sorted(regions) if regions is not None else None
    file = pdfplumber.open(io.BytesIO(data), pages=pages)  # closing it would load all pages again
    read = [
        region_page.RegionPage(file, page, regions[page.page_number] if regions else WHOLE_PAGE)
        for page in file.pages
    ]
    contents = [*map(_content, read)]
    disputed = sorted({(DISPUTED, "file", digit) for page in read for digit in page.disputed.found})
    return to_document("pdf", contents, notes=disputed)


def _content(page: Any) -> PageContent:
    characters = page.chars if len(page.chars) <= MOST_CHARACTERS else []
    left, top, right, bottom = page.seen
    words = [
        Word(
            to_ideographs(glyph["text"]),
            *(glyph["x0"] - left, glyph["top"] - top, glyph["x1"] - left, glyph["bottom"] - top),
        )
        for glyph in characters
        if glyph["text"].strip()
    ]
    tables = [
        _fragment([(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in cells], page.page_number)
        for cells in page.tables()
        if len(cells) > 1
    ]
    outside = fill(tables, words)
    return PageContent(page.page_number, right - left, bottom - top, _lines(outside), tables)


def _fragment(boxes: Sequence[tuple[float, float, float, float]], page: int) -> Fragment:
    """pdfplumber's cells as a fragment: their edges are the rules."""
    xs, ys = (_positions(box[side] for box in boxes for side in sides) for sides in ((0, 2), (1, 3)))
    table = Fragment(page, xs, ys)
    for x0, y0, x1, y1 in boxes:
        column, row = _nearest(xs, x0), _nearest(ys, y0)
        spans = max(_nearest(ys, y1) - row, 1), max(_nearest(xs, x1) - column, 1)
        table.cells.append(RuledCell(row, column, *spans, [(page, x0, y0, x1, y1)]))
    return table


def _positions(edges: Iterable[float]) -> list[float]:
    positions: list[float] = []
    for edge in sorted(edges):
        if not positions or edge - positions[-1] > SNAP:
            positions.append(edge)
    return positions


def _nearest(positions: Sequence[float], edge: float) -> int:
    return min(range(len(positions)), key=lambda index: abs(positions[index] - edge))


def _lines(words: Sequence[Word]) -> list[TextLine]:
    """Glyphs that follow each other on one level as lines."""
    lines: list[TextLine] = []
    for word in words:
        last = lines[-1] if lines else None
        if last and abs(word.y0 - last.y0) < last.size / 2 and word.x0 >= last.x0:
            lines[-1] = TextLine(last.text + word.text, last.x0, last.y0, max(last.x1, word.x1), last.y1)
        else:
            lines.append(TextLine(*word))
    return lines
