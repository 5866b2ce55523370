"""Rows of the form's tables → figures: labels and headers say what the cells are."""

from collections.abc import Sequence
from functools import lru_cache

from extract.codebook import Indicator, applicants, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import meaning, resolve
from extract.mapping.tables import Column, Tables
from extract.model.grid import Cell


@lru_cache(maxsize=4096)
def figures_meant(row: frozenset[str], column: frozenset[str]) -> tuple[Indicator, ...]:
    """The indicators that a row label and a column header of table two can mean together."""
    known = indicators()
    return tuple(known[key] for key in sorted(row & column))


def place_row_of_two(
    tables: Tables,
    label: Cell,
    item: str | None,
    columns: Sequence[Column],
    values: Sequence[Cell | None] | None,
    count: int,
) -> None:
    """Put one row of table two. None among `values`: a cell shared by headers; no `values`: a wrong count."""
    row = meaning(label.text).t2_row
    assert row is not None
    means = [figures_meant(row.keys, column.keys) for column in columns]
    if values is None:
        found = [meant[0] for meant in means if len(meant) == 1]
        message = f"{label.text.strip()!r}: {count} cells under {len(columns)} headers"
        return tables.refuse_row(found, label, "row_incomplete", message, item)
    for column, meant, value in zip(columns, means, values, strict=True):
        if len(meant) == 1:
            tables.put_or_refuse(meant[0], label, value, item=item, header=column.text)
            if column.is_ordered:
                tables.doubtful.add((meant[0].id, None, item))
        elif meant:
            tables.tell(
                "ambiguous_label", label.locator, f"the header {column.text.strip()!r} fits several columns"
            )
        elif value is not None and value.text.strip() and not column.keys:
            tables.tell(
                "unknown_column",
                value.locator,
                f"{value.text.strip()!r} stands under {column.text.strip()!r}",
            )
    if any(means):
        tables.typo(row, label, next(meant[0].id for meant in means if meant))
    return None


def place_row_of_three(
    tables: Tables, label: Cell, context: frozenset[str], values: Sequence[Cell | None] | None, count: int
) -> Indicator | None:
    """Put the seven cells of one row of table three; returns its indicator, None if it has no place."""
    match = meaning(label.text).t3_row
    indicator = row_of_three(label, context)
    name = f"{label.text.strip()!r}"
    if match is None:
        tables.unknown_rows.append(("T3", label.text.strip(), label.locator))
    elif indicator is None:
        tables.tell("ambiguous_label", label.locator, f"{name} fits several rows and no group tells which")
    elif values is None:
        message = f"{name}: {count} cells, not {len(applicants())}"
        tables.refuse_row([indicator], label, "row_incomplete", message)
    else:
        tables.put_row(indicator, values, label)
        tables.typo(match, label, indicator.id)
    return indicator


def place_row_of_four(
    tables: Tables, columns: Sequence[Column], values: Sequence[Cell | None] | None, first: Cell
) -> None:
    """Put the figures of table four under their outcome headers."""
    known = indicators()
    named = [known[next(iter(column.keys))] if len(column.keys) == 1 else None for column in columns]
    if values is None:
        found = [each for each in named if each is not None]
        return tables.refuse_row(found, first, "row_incomplete", f"table four: not {len(columns)} cells")
    for column, indicator, value in zip(columns, named, values, strict=True):
        if indicator is None:
            tables.tell(
                "ambiguous_label", first.locator, f"no group stands over the header {column.text.strip()!r}"
            )
        else:
            tables.put_or_refuse(indicator, first, value)
    return None


def place_row_of_fourteen(
    tables: Tables, label: Cell, values: Sequence[Cell], unit: str, context: str
) -> str:
    """Put one row of the 2014 table; returns the group that the rows below belong to."""
    match = meaning(label.text).s14_row
    key = resolve(match, fold(label.text).number, frozenset({context})) if match else None
    if match is not None and key is None:
        tables.tell(
            "ambiguous_label",
            label.locator,
            f"{label.text.strip()!r} fits several rows and no group tells which",
        )
        return context
    indicator = indicators()[str(key)]
    if len(values) == 1:
        tables.put(indicator, values[0], header=unit)
    elif values:
        tables.refuse_row(
            [indicator], label, "row_incomplete", f"{label.text.strip()!r}: {len(values)} figures"
        )
    groups = {each.context for each in indicators().values() if each.block == "S14"} - {""}
    return next((group for group in groups if fold(label.text).short.startswith(group)), context)


def row_of_three(label: Cell, context: frozenset[str]) -> Indicator | None:
    """The indicator of a row label of table three; None where it is no row, or ambiguous."""
    return _row_of_three(label.text, context)


@lru_cache(maxsize=4096)
def _row_of_three(label: str, context: frozenset[str]) -> Indicator | None:
    match = meaning(label).t3_row
    key = resolve(match, fold(label).number, context) if match else None
    return indicators()[key] if key else None


def ordered_columns(columns: list[Column]) -> list[Column]:
    """Headers that share one text, told apart by their order in the form; each is marked `is_ordered`."""
    if len({column.keys for column in columns}) == len(columns):
        return columns
    order = list(indicators())
    result = list(columns)
    for keys in {column.keys for column in columns}:
        twins = [index for index, column in enumerate(columns) if column.keys == keys]
        kinds = sorted({order.index(key) for key in keys if key.startswith("rules_")})
        if len(twins) == len(kinds) > 1:
            for index, kind in zip(twins, kinds, strict=True):
                suffix = order[kind].removeprefix("rules")
                chosen = frozenset(key for key in keys if key.endswith(suffix))
                result[index] = columns[index]._replace(keys=chosen, is_ordered=True)
    return result
