"""`nianbao evidence`: a figure in its source, for people at a terminal."""

import argparse
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from spiders.archive.data_dir import archive_dir
from spiders.command_line import visible
from warehouse.errors import WarehouseError
from warehouse.evidence.documents import document
from warehouse.evidence.figures import Cell, Report, load_report
from warehouse.evidence.model import KINDS, EvidenceError
from warehouse.query.connect import connect_release

if TYPE_CHECKING:
    from warehouse.evidence.proof import Proof

ENDINGS = (".html", ".png")


def run(release: Path, options: argparse.Namespace) -> int:
    """Print where a figure is from; write its source with the cell outlined, and its bytes, where asked."""
    if options.out and options.out.suffix.lower() not in ENDINGS:
        raise WarehouseError(f"{options.out} ends neither in .html nor in .png")
    try:
        from warehouse.evidence.proof import prove
    except ImportError as error:
        raise WarehouseError(f"{error}. It comes with the extra `web`: make setup EXTRAS=web") from error
    with connect_release(release) as connection:
        cell = _cell(load_report(connection, options.report), options)
        proof = prove(connection, archive_dir(options.data, options.registry), options.report, cell.ord)
    print(visible("\n".join(_lines(proof))))
    if options.out:
        _write(proof, options.out)
    if options.bytes:
        _put(options.bytes, proof.data)
    return 0


def _cell(report: Report, options: argparse.Namespace) -> Cell:
    """The cell that an indicator names, in the column of all applicants where no other is asked for."""
    asked = options.applicant or "total"
    of_indicator = [cell for cell in report.cells if cell.indicator == options.indicator]
    fitting = [
        cell
        for cell in of_indicator
        if cell.item == options.item
        and (cell.applicant == asked or (cell.applicant is None and not options.applicant))
    ]
    if len(fitting) == 1:
        return fitting[0]
    if not of_indicator:
        raise EvidenceError(
            "unknown_cell",
            f"report {report.report_id} prints no {options.indicator!r}; it prints "
            f"{', '.join(sorted({cell.indicator for cell in report.cells})) or 'no figure at all'}",
        )
    there = sorted({" ".join(_choice(cell)) or "without --applicant and --item" for cell in of_indicator})
    raise EvidenceError(
        "unknown_cell", f"of {options.indicator} report {report.report_id} prints: {'; '.join(there)}"
    )


def _choice(cell: Cell) -> list[str]:
    named = {"--applicant": cell.applicant, "--item": cell.item}
    return [f"{name} {value}" for name, value in named.items() if value is not None]


def _lines(proof: "Proof") -> list[str]:
    """Where the figure is from, a line a fact."""
    facts, cell = proof.facts(), proof.cell
    failed = [check for check in proof.checks if check.outcome == "failed"]
    of = ", ".join(filter(None, (cell.applicant, cell.item)))
    lines = [
        f"{proof.report.agency_name or 'a body without a name'}, {proof.report.year or 'no year'}: "
        f"{cell.label_zh} ({cell.indicator}{', ' if of else ''}{of})",
        f"printed   {cell.raw!r} → {facts['cell']['value'] or 'no number'} {cell.unit or ''} "  # type: ignore[index]
        f"({cell.status}, by {cell.method})",
        f"at        {cell.locator}",
        f"address   {proof.capture.url}",
        f"fetched   {proof.capture.fetched_at or 'unknown'}",
        f"bytes     {len(proof.data):,}, {proof.capture.digest}",
        f"archived  {facts['warc']} at byte {proof.capture.warc_offset}",
        f"shown as  {KINDS[proof.shown.kind]}",
        f"checks    {len(proof.checks)}, failed: {', '.join(check.rule_id for check in failed) or 'none'}",
    ]
    if proof.agrees is False:
        lines.append("look      the cell does not show in so many characters what was read: see it yourself")
    return lines


def _write(proof: "Proof", out: Path) -> None:
    if out.suffix.lower() == ".html":
        title = f"{proof.report.agency_name} {proof.report.year} {proof.cell.label_zh}"
        head = f"<p>{'<br>'.join(map(escape, _lines(proof)))}</p>\n<hr>"
        _put(out, document(proof.shown, proof.cell.id, head, title).encode())
        print(f"{out.resolve().as_uri()}#{proof.shown.anchors[proof.cell.id]}")
        return
    if proof.shown.kind != "pictures":
        raise WarehouseError(
            f"a {proof.report.reader} document is shown as a page: --out {out.with_suffix('.html')}"
        )
    from warehouse.evidence.pictures import outlined

    holding = [picture for picture in proof.shown.pictures if picture.boxes]
    for number, picture in enumerate(holding, 1):
        path = out if number == 1 else out.with_stem(f"{out.stem}-{number}")
        _put(path, outlined(picture, proof.cell.id))
        print(path)


def _put(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WarehouseError(f"{path} cannot be written: {error.strerror}") from error
