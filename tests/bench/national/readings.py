"""Readings of many reports of one form at once, in the very schema that extract writes."""

import hashlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from extract import codebook
from extract.codebook.expression import Expression
from extract.model.reading import CELL_TYPE, CHECK_TYPE, MENTION_TYPE, PROBLEM_TYPE, READINGS, SECTION_TYPE
from spiders.replica import prose
from tests.bench.national.arrow import chosen, decimals, joined, lists, repeated, whole
from tests.bench.national.bodies import Body
from tests.bench.national.figures import Key, printed
from warehouse.schema.figure_columns import TOTAL
from warehouse.schema.figure_values import MICRO

PDF_SHARE = 7  # every seventh report is a PDF, whose cells have coordinates of their own
BLANK_SHARE = 16  # every sixteenth leaves its zeros blank
LAYOUTS = 12  # ways in which HTML pages number tables and rows
TABLES = {"T2": 1, "T3": 2, "T4": 3}
WIDTHS = {"T2": 4, "T3": 7, "T4": 15}
HEADINGS = ("", *prose.HEADINGS)  # before the first section stands the introduction
LENGTHS = (210, 540, 0, 0, 0, 260, 40)  # characters of the sections of real reports
POOL = 4000


@dataclass(frozen=True)
class Reports:
    """Reports of one form: whose, for which years, their cells (report × cell, in millionths)."""

    form: str
    bodies: list[Body]
    years: np.ndarray
    values: np.ndarray
    batch: str
    offsets: np.ndarray
    salt: int = 0

    @property
    def size(self) -> int:
        return len(self.bodies)

    @property
    def style(self) -> np.ndarray:
        """A number a site that decides its layout."""
        return np.array([int(body.region.code) for body in self.bodies])


def table(reports: Reports) -> pa.Table:
    """The readings of some reports."""
    return pa.table(headers(reports) | nested(reports), schema=READINGS)


def headers(reports: Reports) -> dict[str, pa.Array]:
    """Every column of READINGS that is not a list."""
    size, bodies = reports.size, reports.bodies
    years, names = whole(reports.years), pa.array([body.name for body in bodies])
    codes = pa.array([body.region.code for body in bodies])
    key = joined(whole(reports.offsets), "x", pa.array([reports.batch] * size))
    is_pdf = reports.style % PDF_SHARE == 0
    fixed = {name: repeated(reports.form, size) for name in ("form", "form_t2", "form_t3", "form_t4")}
    return fixed | {
        "batch": repeated(reports.batch, size),
        "offset": pa.array(reports.offsets),
        "site_id": pa.array([body.site_id for body in bodies]),
        "url": urls(reports),
        "digest": joined("sha256:", digests(key)),
        "content_digest": digests(joined(key, "c")),
        "extractor_version": repeated("bench", size),
        "reader": chosen(["html", "pdf"], is_pdf.astype(int)),
        "agency": names,
        "year": pa.array(reports.years, pa.int16()),
        "title": joined(names, years, "年政府信息公开工作年度报告"),
        "scope": pa.array([body.scope for body in bodies]),
        "publisher": names,
        "published_date": joined(whole(reports.years + 1), "-01-", whole(10 + reports.style % 20)),
        "index_number": pa.nulls(size, pa.string()),
        "region_code": codes,
        "region_name": pa.array([body.region.name for body in bodies]),
        "kind": pa.array([body.kind for body in bodies]),
        "function": pa.array([body.function for body in bodies], pa.string()),
        "agency_source": repeated("title", size),
        "year_source": repeated("title", size),
    }


def urls(reports: Reports) -> pa.Array:
    sites = pa.array([body.site_id for body in reports.bodies])
    return joined("https://www.", sites, ".gov.example/nb/", whole(reports.offsets), ".html")


def digests(keys: pa.Array) -> pa.Array:
    """A sha256 a key."""
    return pa.array([hashlib.sha256(key.encode()).hexdigest() for key in keys.to_pylist()])


def nested(reports: Reports) -> dict[str, pa.Array]:
    """The lists of READINGS."""
    return {
        "cells": cells(reports),
        "checks": checks(reports),
        "problems": problems(reports),
        "sections": sections(reports),
        "mentions": mentions(reports),
    }


def cells(reports: Reports) -> pa.Array:
    """Every printed cell; zeros of some reports are blank."""
    keys = printed(reports.form)
    rows, width = reports.values.shape
    flat = reports.values.ravel()
    is_blank = np.repeat(reports.style % BLANK_SHARE == 1, width) & (flat == 0)
    column = np.tile(np.arange(width), rows)
    units = [codebook.indicators()[indicator].unit for indicator, _ in keys]
    methods = np.repeat(np.where(reports.style % PDF_SHARE == 0, 1, 0), width)
    return lists(
        np.full(rows, width),
        CELL_TYPE,
        {
            "indicator": chosen([indicator for indicator, _ in keys], column),
            "applicant": chosen([applicant for _, applicant in keys], column),
            "item": pa.nulls(len(flat), pa.string()),
            "value": decimals(flat, is_blank),
            "raw": raws(flat, is_blank),
            "unit": chosen(units, np.where(is_blank, -1, column)),
            "status": chosen(["reported", "blank"], is_blank.astype(int)),
            "locator": locators(reports, column),
            "method": chosen(["label", "order_proved"], methods * (column % 97 == 0)),
        },
    )


def raws(micro: np.ndarray, is_blank: np.ndarray) -> pa.Array:
    """Numbers as they are printed: money with its decimals, a blank as nothing."""
    distinct, place = np.unique(micro, return_inverse=True)
    texts = ["", *(f"{value / MICRO:.4f}".rstrip("0").rstrip(".") for value in distinct.tolist())]
    return chosen(texts, np.where(is_blank, 0, place + 1))


def locators(reports: Reports, column: np.ndarray) -> pa.Array:
    """HTML: table, row and cell by the layout of the site; PDF: the rectangle in the lines of that page."""
    width = reports.values.shape[1]
    texts = _html_places(reports.form)
    layout = np.repeat(reports.style % LAYOUTS, width)
    html = chosen(texts, layout * width + column)
    is_pdf = np.repeat(reports.style % PDF_SHARE == 0, width)
    made = html.to_numpy(zero_copy_only=False)
    made[is_pdf] = _pdf_places(reports, np.flatnonzero(is_pdf)).to_numpy(zero_copy_only=False)
    return pa.array(made, pa.string())


@cache
def _html_places(form: str) -> list[str | None]:
    grid = [_place(form, number) for number in range(len(printed(form)))]
    return [
        f"html:t{table + layout % 3}/r{row + layout // 3}/c{cell}"
        for layout in range(LAYOUTS)
        for table, row, cell in grid
    ]


@cache
def _place(form: str, number: int) -> tuple[int, int, int]:
    """(table, row, cell) of a printed cell."""
    indicators = codebook.indicators()
    blocks = [indicators[indicator].block for indicator, _ in printed(form)]
    within = number - blocks.index(blocks[number])
    width = WIDTHS[blocks[number]]
    return TABLES[blocks[number]], 3 + within // width, 2 + within % width


def _pdf_places(reports: Reports, chosen_cells: np.ndarray) -> pa.Array:
    """pdf:pPAGE/x0,y0,x1,y1 in points with one decimal; every page draws its lines a little elsewhere."""
    width = reports.values.shape[1]
    report, number = np.divmod(chosen_cells, width)
    grid = np.array([_place(reports.form, column) for column in range(width)])
    rng = np.random.default_rng(reports.salt + len(chosen_cells))
    left, top = rng.integers(600, 900, (2, reports.size))
    heights = 150 + rng.integers(0, 80, (reports.size, 64)).cumsum(axis=1) + 200 * np.arange(64)
    tables, row, cell = grid[number].T
    x0, y0 = left[report] + 290 * cell, top[report] + heights[report, row]
    x1, y1 = x0 + 285, top[report] + heights[report, row + 1]
    tenths = pa.array([f"{value / 10:.1f}" for value in range(30_000)])
    corners = [tenths.take(pa.array(edge)) for edge in (x0, y0, x1, y1)]
    return joined("pdf:p", whole(tables + 1), "/", *_between(corners))


def _between(parts: list[pa.Array]) -> list[pa.Array | str]:
    commas = [part for number in parts for part in (number, ",")]
    return commas[:-1]


def checks(reports: Reports) -> pa.Array:
    """The identities within a report, worked out on its figures."""
    place = {key: number for number, key in enumerate(printed(reports.form))}
    rules = _rules(reports.form)
    left, right = (
        np.stack([_sum(reports.values, rule[side], rule[1], place) for rule in rules], axis=1).ravel()
        for side in (2, 3)
    )
    number = np.tile(np.arange(len(rules)), reports.size)
    is_bad = left != right
    return lists(
        np.full(reports.size, len(rules)),
        CHECK_TYPE,
        {
            "rule_id": chosen([rule[0] for rule in rules], number),
            "scope": chosen([rule[1] for rule in rules], number),
            "outcome": chosen(["passed", "failed"], is_bad.astype(int)),
            "severity": chosen(["error"], number * 0),
            "left": decimals(left),
            "right": decimals(right),
            "verdict": chosen(["source_anomaly"], is_bad.astype(int) - 1),
            "note": chosen([""], number * 0),
        },
    )


@cache
def _rules(form: str) -> list[tuple[str, str, Expression, Expression]]:
    """(rule, scope, left, right) of every equation that this form's cells can prove."""
    known = {indicator for indicator, _ in printed(form)}
    return [
        (rule.id, scope or rule.block, left, right)
        for rule in codebook.identities().values()
        if rule.scope in ("column", "row", "block") and rule.operator == "=" and form in rule.forms
        for scope, left, right, _ in rule.instances()
        if left.indicators | right.indicators <= known
    ]


def _sum(values: np.ndarray, side: Expression, scope: str, place: dict[Key, int]) -> np.ndarray:
    total = np.zeros(len(values), np.int64)
    for term in side.terms:
        applicant = term.applicant or (scope if scope in codebook.applicants() else None)
        at = place.get((term.indicator or "", applicant), place.get((term.indicator or "", None)))
        if at is not None:
            total += int(term.factor) * values[:, at]
    return total


def sections(reports: Reports) -> pa.Array:
    """Seven sections, the first of which tells the requests."""
    size, parts = reports.size, len(HEADINGS)
    number = np.tile(np.arange(parts), size)
    rng = np.random.default_rng(reports.salt + size)
    pool = _texts()
    lengths = np.array([1 if length else 0 for length in LENGTHS])
    text = chosen(
        [*pool, ""], np.where(lengths[number] == 1, rng.integers(0, len(pool), len(number)), len(pool))
    )
    texts = sentences(reports).take(pa.array(np.repeat(np.arange(size), parts), mask=number != 1))
    return lists(
        np.full(size, parts),
        SECTION_TYPE,
        {
            "ordinal": pa.array(number, pa.int16(), mask=number == 0),
            "heading": chosen(list(HEADINGS), number),
            "text": joined(texts.fill_null(""), text),
            "locator": joined("html:p", whole(number * 4 + 1)),
        },
    )


@cache
def _texts() -> list[str | None]:
    """Paragraphs of characters that are as unevenly common as in real text."""
    rng = np.random.default_rng(7)
    length = sum(LENGTHS) // sum(length > 0 for length in LENGTHS)
    signs = 0x4E00 + np.minimum(rng.zipf(1.25, (POOL, length)), 3000)
    return ["".join(map(chr, row)) for row in signs.tolist()]


def requests_of(reports: Reports) -> np.ndarray:
    return reports.values[:, printed(reports.form).index(("req_new", TOTAL))]


def sentences(reports: Reports) -> pa.Array:
    names = pa.array([body.name for body in reports.bodies])
    numbers = whole(requests_of(reports) // MICRO)
    return joined(whole(reports.years), "年，", names, "共收到政府信息公开申请", numbers, "件。")


def mentions(reports: Reports) -> pa.Array:
    """The requests in words."""
    size = reports.size
    return lists(
        np.ones(size, int),
        MENTION_TYPE,
        {
            "pattern_id": repeated("N03", size),
            "concept": repeated("n_req_received", size),
            "value": decimals(requests_of(reports)),
            "unit": repeated("件", size),
            "is_approximate": pa.array(np.zeros(size, bool)),
            "sentence": sentences(reports),
            "section": pa.array(np.ones(size), pa.int16()),
        },
    )


def problems(reports: Reports) -> pa.Array:
    """A word on every fourth report."""
    sizes = (np.arange(reports.size) % 4 == 0).astype(int)
    size = int(sizes.sum())
    return lists(
        sizes,
        PROBLEM_TYPE,
        {
            "kind": repeated("label_typo", size),
            "locator": repeated("html:t2/r5/c1", size),
            "message": repeated("'2.其他法律行政止公开' was read as the row 法律禁止", size),
            "advice": repeated("None needed; the label was printed with a slip.", size),
            "severity": repeated("info", size),
        },
    )
