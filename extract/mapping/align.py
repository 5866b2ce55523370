"""Grids and lines → figures, by label."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from operator import itemgetter

from extract.codebook import TABLES, Indicator, applicants, indicators
from extract.codebook.vocabulary import block
from extract.mapping import cache as layouts
from extract.mapping.columns import ColumnWalker
from extract.mapping.flat import FlatWalker
from extract.mapping.flat_units import document_units
from extract.mapping.tables import Alignment, Tables
from extract.model.document import Document
from extract.model.grid import Grid


def align(document: Document) -> Alignment:
    """Read every table of the form that the document prints, whatever grid or run of lines it stands in."""
    grids = [grid for grid in document.grids if grid.has_columns]
    shape = layouts.shape_of(grids)
    layout = None if any(grid.refused for grid in grids) else layouts.known(shape)
    return layout.read(grids) if layout is not None else _walk(document, grids, shape)


def _walk(document: Document, grids: Sequence[Grid], shape: layouts.Shape) -> Alignment:
    """Read a document by its labels; a layout that leaves no doubt is remembered."""
    tables = Tables()
    columns = ColumnWalker(tables)
    for grid in grids:
        columns.walk(grid)
    blocks = tables.blocks
    is_whole = "S14" in blocks or {"T2", "T3", "T4"} <= blocks
    if not is_whole:
        _read_flat(document, tables, set(TABLES) - blocks)
    _refuse_groups(tables)
    is_clear, doubts = is_whole and tables.is_clear, tables.doubts
    alignment = _close(tables)
    if is_clear:
        pattern = replace(alignment, problems=alignment.problems[doubts:])
        layouts.remember(shape, grids, tables.places, pattern)
    return alignment


def _read_flat(document: Document, tables: Tables, wanted: set[str]) -> None:
    """Tables in grids without columns or in plain lines among the paragraphs."""
    flat = [
        (grid, order)
        for grid, order in zip(document.grids, document.grid_orders, strict=True)
        if not grid.has_columns
    ]
    grids, orders = zip(*flat, strict=True) if flat else ((), ())
    found = Tables()
    FlatWalker(found).walk(document_units(replace(document, grids=grids, grid_orders=orders)))
    if found.blocks & wanted:
        tables.add(found, wanted)


def _close(tables: Tables) -> Alignment:
    form_t2, blocks = _majority(tables.editions), tables.blocks
    seen = {key[0] for key in tables.figures}
    form_t3 = _edition_of_three(seen)
    if "S14" in blocks:
        form_t2 = form_t2 or "2014"
    else:
        _tell_rows(tables, seen, form_t2, form_t3)
    _tell_forms(tables, form_t2, form_t3)
    if "T2" in blocks and form_t2 is None:
        tables.tell("form_unknown", "tables", "no header word of table two tells the edition")
    places = _places()
    ranked = zip([places[key[:2]] for key in tables.figures], tables.figures.values(), strict=True)
    return Alignment(
        tuple(figure for _, figure in sorted(ranked, key=itemgetter(0))),
        tuple(tables.problems),
        form_t2,
        form_t3,
        form_t2 or form_t3 if "T4" in blocks else None,
        frozenset(tables.doubtful),
        frozenset(blocks),
    )


def _refuse_groups(tables: Tables) -> None:
    """A group's own row beside an incomplete group may be that of a part whose label is lost: unreadable."""
    seen = {key[0] for key in tables.figures}
    for group, parts in _groups().items():
        if group not in seen or seen.issuperset(parts) or (group == "req_other" and seen.isdisjoint(parts)):
            continue
        own = [figure for key, figure in tables.figures.items() if key[0] == group]
        for figure in own:
            tables.figures[figure.key] = replace(figure, value=None, status="unreadable")
        name = indicators()[group].row_labels[0]
        tables.tell(
            "ambiguous_label", own[0].locator, f"{name}: a row of its own, though not all its parts are there"
        )


@cache
def _groups() -> dict[str, frozenset[str]]:
    """The groups of table three and the rows they consist of."""
    parts: dict[str, set[str]] = {}
    for each in block("T3"):
        if each.context and each.parent_id:
            parts.setdefault(each.parent_id, set()).add(each.id)
    return {group: frozenset(ids) for group, ids in parts.items()}


@cache
def _places() -> dict[tuple[str, str | None], int]:
    """Where a figure stands in the form: indicator by indicator, column by column."""
    columns = (None, *applicants())
    return {pair: place for place, pair in enumerate(product(indicators(), columns))}


def _majority(editions: list[str]) -> str | None:
    """The edition most header rows speak for; of equals the later, as laggards keep old headers."""
    return max(sorted(set(editions), reverse=True), key=editions.count) if editions else None


def _edition_of_three(seen: set[str]) -> str | None:
    """The 2021 edition splits （六）其他处理 into three rows; without that part the editions are alike."""
    if seen & {"req_other_no_correction", "req_other_fee_unpaid", "req_other_misc"}:
        return "2021"
    return "2019" if "req_other" in seen else None


def _tell_forms(tables: Tables, form_t2: str | None, form_t3: str | None) -> None:
    told = sorted({*tables.editions, *filter(None, (form_t3,))})
    if len(told) > 1:
        detail = (
            f"table two's headers: {', '.join(tables.editions) or 'none'}; table three: {form_t3 or 'none'}"
        )
        detail += " (told by （六）其他处理 being one row or three)"
        tables.tell("mixed_forms", "tables", detail)


def _tell_rows(tables: Tables, seen: set[str], form_t2: str | None, form_t3: str | None) -> None:
    """Rows of the detected form that are not printed, and printed rows that are not of the form."""
    lost = {"T2": _lost("T2", seen, form_t2), "T3": _lost("T3", seen, form_t3 or form_t2)}
    cut = {table for table, ids in lost.items() if _is_tail(table, ids, seen)}
    for table, ids in lost.items():
        _tell_lost(tables, table, ids, table in cut and len(ids) > 2)
    for table, label, locator in tables.unknown_rows:
        kind = "unknown_label" if lost[table] and table not in cut else "extra_row"
        tables.tell(kind, locator, f"{label!r} is no row of the form ({table})")


def _is_tail(table: str, lost: list[str], seen: set[str]) -> bool:
    """Are the missing rows the last ones of the table, as in a copy that is cut?"""
    if not lost:
        return False
    known, order = indicators(), list(indicators())
    last = max((order.index(key) for key in seen if known[key].block == table), default=-1)
    return all(order.index(key) > last for key in lost)


def _tell_lost(tables: Tables, table: str, lost: list[str], is_cut: bool) -> None:
    """A problem a row; one for all where every row after some row is missing."""
    names = [indicators()[key].row_labels[0] for key in lost]
    if is_cut:
        text = f"{table}: {names[0]} and the {len(names) - 1} rows after it are not printed"
        return tables.tell("table_cut", "tables", text)
    for name in names:
        tables.tell("missing_row", "tables", f"{table}: {name} is not printed")
    return None


def _lost(table: str, seen: set[str], form: str | None) -> list[str]:
    """The first indicator of each row of the edition of which no cell was met, if any other row was."""
    rows = _expected(table, form)
    found = [row for row in rows if not seen.isdisjoint(row)]
    return [row[0] for row in rows if seen.isdisjoint(row)] if found and len(found) < len(rows) else []


@cache
def _expected(table: str, form: str | None) -> tuple[tuple[str, ...], ...]:
    """The rows that an edition prints, each as the indicators it can hold in any edition."""
    rows: dict[object, list[Indicator]] = {}
    for each in block(table):
        if each.role != "derived_subtotal":
            rows.setdefault(each.row_labels if table == "T2" else each.id, []).append(each)
    printed = [row for row in rows.values() if any(form in each.forms for each in row)]
    return tuple(tuple(each.id for each in row) for row in printed)
