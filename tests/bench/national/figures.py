"""Figures of many bodies over years: every identity of the forms holds, and what is open is carried over.

A year's figures are one array a cell of the form, in millionths, keyed (indicator, applicant).
"""

from collections.abc import Iterator

import numpy as np

from extract import codebook
from warehouse.schema.figure_columns import TOTAL
from warehouse.schema.figure_values import MICRO

YEARS = tuple(range(2019, 2025))
Key = tuple[str, str | None]
Counts = dict[str, np.ndarray]
Cells = dict[Key, np.ndarray]
ITEMS = ("license", "other_mgmt", "penalty", "coercion", "fee")
DISPUTES = ("disp_review", "disp_lit_direct", "disp_lit_after")
OPEN = 0.06  # share of the requests of a year that is still open at its end
BROKEN = 0.004  # share of the reports that print one total wrong


def form_of(year: int) -> str:
    """The form in force."""
    return "2019" if year <= 2020 else "2021"


def printed(form: str) -> list[Key]:
    """The cells a form prints, in its order."""
    rows = [
        row
        for row in codebook.indicators().values()
        if form in row.forms and row.block in ("T2", "T3", "T4") and row.role != "derived_subtotal"
    ]
    applicants = tuple(codebook.applicants())
    return [
        (row.id, applicant) for row in rows for applicant in (applicants if row.block == "T3" else (None,))
    ]


def over_years(weights: np.ndarray, makes_rules: np.ndarray, seed: int) -> Iterator[tuple[int, Cells]]:
    """(year, cells) of every body, each year carried on from the one before."""
    rng = np.random.default_rng(seed)
    rates = weights * rng.lognormal(-0.5, 1.4, len(weights))
    state: Counts = {}
    for year in YEARS:
        form = form_of(year)
        cells = requests(form, rates, state, rng) | disputes(rates, state, rng)
        cells |= proactive(form, rates, makes_rules, state, rng)
        _break_some(cells, rng)
        yield year, cells


def requests(form: str, rates: np.ndarray, state: Counts, rng: np.random.Generator) -> Cells:
    """Table three: by applicant, results drawn from what is new and carried in; totals added up."""
    shares = {name: (0.8 if name == "natural_person" else 0.04) for name in codebook.applicants()}
    shares.pop(TOTAL)
    leaves = _results(form)
    cells: Cells = {}
    for applicant, share in shares.items():
        new = rng.poisson(rates * share)
        carried_in = state.get(applicant, np.zeros(len(rates), np.int64))
        carried_out = rng.binomial(new + carried_in, OPEN)
        closed = new + carried_in - carried_out
        results = rng.multinomial(closed, _chances(leaves))
        state[applicant] = carried_out
        column = {"req_new": new, "req_carried_in": carried_in, "req_result_total": closed}
        column |= {"req_carried_out": carried_out} | dict(zip(leaves, results.T, strict=True))
        cells |= {(name, applicant): values * MICRO for name, values in column.items()}
    for name in {name for name, _ in cells}:
        cells[name, TOTAL] = sum(cells[name, applicant] for applicant in shares)  # type: ignore[assignment]
    return cells


def _results(form: str) -> list[str]:
    """The rows of table three that results fall into."""
    return [
        row.id
        for row in codebook.indicators().values()
        if row.block == "T3" and row.role == "leaf" and form in row.forms
    ]


def _chances(leaves: list[str]) -> np.ndarray:
    often = {"req_granted": 30.0, "req_partial": 6.0, "req_unable_not_held": 15.0}
    chances = np.array([often.get(name, 1.0) for name in leaves])
    return chances / chances.sum()


def disputes(rates: np.ndarray, state: Counts, rng: np.random.Generator) -> Cells:
    """Table four: what was pending is decided or pending still, so a total is never below it."""
    cells: Cells = {}
    for name in DISPUTES:
        total = state.get(name, np.zeros(len(rates), np.int64)) + rng.poisson(rates * 0.03)
        ends = rng.multinomial(total, [0.6, 0.1, 0.1, 0.2]).T
        parts = dict(zip(("upheld", "corrected", "other", "pending"), ends, strict=True))
        state[name] = parts["pending"]
        cells |= {(f"{name}_{part}", None): values * MICRO for part, values in parts.items()}
        cells[f"{name}_total", None] = total * MICRO
    return cells


def proactive(
    form: str, rates: np.ndarray, makes_rules: np.ndarray, state: Counts, rng: np.random.Generator
) -> Cells:
    """Table two: stocks go on from year to year by what was made and repealed, or changed."""
    size = len(rates)
    cells: Cells = {}
    for row, chance in (("rules", 0.3 * makes_rules), ("normdoc", np.full(size, 0.4))):
        made, stock = rng.poisson(chance), state.get(row, rng.poisson(20 * chance))
        repealed = rng.binomial(stock, 0.02) if form == "2021" else np.zeros(size, np.int64)
        state[row] = stock + made - repealed
        named = {"made": made, "newly_disclosed": made, "disclosed_total": state[row]}
        named |= {"repealed": repealed, "in_force": state[row]}
        cells |= {(f"{row}_{part}", None): values * MICRO for part, values in named.items()}
    for row in ITEMS:
        stock, change = state.get(f"items_{row}", rng.poisson(2.0, size)), rng.binomial(1, 0.05, size)
        state[f"items_{row}"] = stock + change
        decisions = rng.poisson(rates * 8) * rng.binomial(1, 0.3, size)
        named = {"items_prev_year": stock, "items_change": change, "decisions": decisions}
        cells |= {(f"{row}_{part}", None): values * MICRO for part, values in named.items()}
    for name in ("fee_amount_wan", "procurement_amount_wan"):
        cents = (rng.lognormal(3, 2, size) * 10_000).astype(np.int64) * rng.binomial(1, 0.15, size)
        cells[name, None] = cents * (MICRO // 10_000)
    cells["procurement_items", None] = rng.poisson(1.0, size) * MICRO
    return cells


def _break_some(cells: Cells, rng: np.random.Generator) -> None:
    """Sources err: a few reports print a total that is one off."""
    total = cells["req_result_total", TOTAL]
    cells["req_result_total", TOTAL] = total + MICRO * rng.binomial(1, BROKEN, len(total))
