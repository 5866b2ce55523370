"""Rows of the detected edition that are not printed, and printed rows that are not of the form."""

from dataclasses import replace
from functools import cache

from extract.codebook import Indicator, indicators
from extract.codebook.vocabulary import block
from extract.mapping.collector import Collector

# Fewer rows missing at the end are rows left out; more are a copy that breaks off.
FEW_ROWS = 2


def refuse_groups(collector: Collector) -> None:
    """A group's own row beside an incomplete group may be that of a part whose label is lost: unreadable."""
    seen = collector.indicators
    for group, parts in _groups().items():
        # （六）其他处理 was one row until 2021, so that it may stand without any part.
        is_undivided = group == "req_other" and seen.isdisjoint(parts)
        if group in seen and not seen.issuperset(parts) and not is_undivided:
            _refuse_group(collector, group)


def _refuse_group(collector: Collector, group: str) -> None:
    own = [figure for figure in collector.figures.values() if figure.indicator == group]
    for figure in own:
        collector.figures[figure.key] = replace(figure, value=None, status="unreadable")
    name = indicators()[group].row_labels[0]
    message = f"{name}: a row of its own, though not all its parts are there"
    collector.report("ambiguous_label", own[0].locator, message)


@cache
def _groups() -> dict[str, frozenset[str]]:
    """The groups of table three and the rows they consist of."""
    parts: dict[str, set[str]] = {}
    for row in block("T3"):
        if row.context and row.parent_id:
            parts.setdefault(row.parent_id, set()).add(row.id)
    return {group: frozenset(ids) for group, ids in parts.items()}


def report_rows(collector: Collector, form_t2: str | None, form_t3: str | None) -> None:
    """Report the rows of the edition that are missing, and the printed rows that it does not know.

    A row of an unknown label, where no row of the form is missing, is a local one.
    """
    seen = collector.indicators
    missing = {"T2": _missing("T2", seen, form_t2), "T3": _missing("T3", seen, form_t3 or form_t2)}
    cut = {table for table, ids in missing.items() if _is_tail(table, ids, seen)}
    for table, ids in missing.items():
        _report_missing(collector, table, ids, table in cut and len(ids) > FEW_ROWS)
    for table, label, locator in collector.unknown_rows:
        kind = "unknown_label" if missing[table] and table not in cut else "extra_row"
        collector.report(kind, locator, f"{label!r} is no row of the form ({table})")


def _missing(table: str, seen: set[str], form: str | None) -> list[str]:
    """The first indicator of each row of the edition of which no cell was met, if any other row was."""
    rows = _expected(table, form)
    missing = [row[0] for row in rows if seen.isdisjoint(row)]
    return missing if len(missing) < len(rows) else []


@cache
def _expected(table: str, form: str | None) -> tuple[tuple[str, ...], ...]:
    """The rows that an edition prints, each as the indicators it can hold in any edition."""
    rows: dict[object, list[Indicator]] = {}
    for indicator in block(table):
        if indicator.role != "derived_subtotal":
            row = indicator.row_labels if table == "T2" else indicator.id
            rows.setdefault(row, []).append(indicator)
    printed = [row for row in rows.values() if any(form in indicator.forms for indicator in row)]
    return tuple(tuple(indicator.id for indicator in row) for row in printed)


def _is_tail(table: str, missing: list[str], seen: set[str]) -> bool:
    """Are the missing rows the last ones of the table, as in a copy that is cut?"""
    if not missing:
        return False
    known, order = indicators(), list(indicators())
    last = max((order.index(key) for key in seen if known[key].block == table), default=-1)
    return all(order.index(key) > last for key in missing)


def _report_missing(collector: Collector, table: str, missing: list[str], is_cut: bool) -> None:
    """A problem a row; one for all where every row after some row is missing."""
    names = [indicators()[key].row_labels[0] for key in missing]
    if is_cut:
        message = f"{table}: {names[0]} and the {len(names) - 1} rows after it are not printed"
        collector.report("table_cut", "tables", message)
        return
    for name in names:
        collector.report("missing_row", "tables", f"{table}: {name} is not printed")
