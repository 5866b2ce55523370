"""A section of a notebook: heading, text, chart, table; alive in marimo, or as HTML that needs nothing."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt
import marimo as mo
import pandas as pd

from shared.charts import svg

NOTHING = "Nothing of this kind in this release. 本期数据中没有。"


@dataclass(frozen=True)
class Section:
    """What a cell of a notebook shows; `text` is Markdown. An empty table becomes a sentence."""

    heading: str
    text: str = ""
    table: pd.DataFrame | None = None
    chart: alt.Chart | alt.LayerChart | None = None
    level: int = 2

    @property
    def is_empty(self) -> bool:
        """Whether there was something to look for, and nothing was found."""
        return self.table is not None and self.table.empty

    def _display_(self) -> mo.Html:
        shown: list[object] = [mo.md(self._words())]
        if self.table is not None and not self.is_empty:
            shown += [*([self.chart] if self.chart is not None else []), _interactive(self.table)]
        return mo.vstack(shown)

    def html(self) -> str:
        """The section as HTML: no script, no address of another host but in links of its tables."""
        shown = [mo.md(self._words()).text]
        if self.table is not None and not self.is_empty:
            if self.chart is not None:
                shown.append(
                    f'<figure role="img" aria-label="{html.escape(self.heading)}">{svg(self.chart)}</figure>'
                )
            shown.append(f'<div class="wide"><table>{"".join(_rows(self.table))}</table></div>')
        return f"<section>{''.join(shown)}</section>\n"

    def _words(self) -> str:
        parts = [f"{'#' * self.level} {self.heading}", self.text, NOTHING if self.is_empty else ""]
        return "\n\n".join(part for part in parts if part)


def section(
    heading: str,
    text: str = "",
    table: pd.DataFrame | None = None,
    chart: alt.Chart | alt.LayerChart | None = None,
) -> Section:
    """A section below the head of a notebook."""
    return Section(heading, text, table, chart)


def _interactive(table: pd.DataFrame) -> mo.ui.table:
    """A table with every row, with years as years, and with nothing where nothing is known."""
    text = table.select_dtypes(include=["object", "string"]).columns
    words = table[text].fillna("").astype(str)
    return mo.ui.table(
        table.assign(**words),
        selection=None,
        page_size=200,
        show_column_summaries=False,
        show_data_types=False,
        wrapped_columns=[name for name in text if words[name].str.len().max() > 50],
        format_mapping={name: _year if "year" in name else _or_nothing for name in table if name not in text},
    )


def _year(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.0f}"


def _or_nothing(value: float) -> float | str:
    return "" if pd.isna(value) else value


def _rows(table: pd.DataFrame) -> Iterator[str]:
    texts = [_texts(name, table[name]) for name in table.columns]
    right = ['class="number"' if _is_number(name, table[name]) else "" for name in table.columns]
    heads = _row("th", right, [html.escape(str(name)) for name in table.columns])
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for cells in zip(*texts, strict=True):
        yield f"<tr>{_row('td', right, cells)}</tr>"
    yield "</tbody>"


def _row(tag: str, attributes: Sequence[str], cells: Sequence[str]) -> str:
    pairs = zip(attributes, cells, strict=True)
    return "".join(f"<{f'{tag} {attribute}'.strip()}>{cell}</{tag}>" for attribute, cell in pairs)


def _is_number(name: str, column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and "year" not in name.split("_")


def _texts(name: str, column: pd.Series) -> list[str]:
    """The values of a column as people write them: counts with commas, years without, addresses as links."""
    if not _is_number(name, column):
        return [_text(name, value) for value in column]
    known = column.dropna()
    digits = next((digits for digits in range(3) if (known.round(digits) == known).all()), 3)
    return ["" if pd.isna(value) else f"{value:,.{digits}f}" for value in column]


def _text(name: str, value: object) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, str) and name == "url" and value.startswith(("https://", "http://")):
        return f'<a href="{html.escape(value)}" rel="noreferrer">{html.escape(value)}</a>'
    return html.escape(f"{value:.0f}" if isinstance(value, float) else str(value))
