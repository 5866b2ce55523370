"""A place: its bodies, its lines beside peers, its districts, what was collected and why not the rest."""

from collections.abc import Mapping
from functools import partial

from warehouse.web import charts
from warehouse.web.content import Both, Chart, Content, NotFoundError, Page, filled, keys_of
from warehouse.web.panels import (
    TILES_TAKE,
    applicant_chart,
    refusal_rows,
    request_chart,
    result_chart,
    tiles,
)
from warehouse.web.questions import Answer, Questions, Row

ASKS = (
    "place_head",
    "place_lines",
    "place_applicants",
    "place_tiles",
    "place_peers",
    "place_bodies",
    "place_coverage",
    "place_gaps",
)
PEERS = {
    "disclosure_pct": "granted in full or part 公开率",
    "refusal_pct": "refused 不予公开率",
}


def build(questions: Questions, key: str, query: Mapping[str, str]) -> Content:
    """The page of a division of the country."""
    if not (len(key) == 6 and key.isascii() and key.isdigit()):
        raise _unknown(key)
    asked = filled(questions, ASKS, key)
    head, breaks = asked["head"], questions.ask("breaks")
    if not head.rows:
        raise _unknown(key)
    return Content(
        Both(f"{head.first['region_name']}", f"{head.first['region_name']}"),
        {
            "head": head.first,
            "tiles": tiles(asked["tiles"], query),
            "refusals": refusal_rows(asked["lines"]),
            "bodies": asked["bodies"].rows,
            "reforms": [row for row in asked["bodies"].rows if row["valid_from"] or row["valid_to"]],
            "years": _years(asked["bodies"], asked["coverage"]),
            "sites": by_site(asked["coverage"].rows),
            "site_years": sorted({row["year"] for row in asked["coverage"].rows}),
            "gaps": asked["gaps"].rows,
            "peers": asked["peers"].rows,
            "breaks": [row for row in breaks.rows if row["concept"] == "req_new"],
        },
        tuple(asked.values()),
        (
            request_chart(asked["lines"], breaks),
            _peer_chart(asked["peers"]),
            applicant_chart(asked["applicants"]),
            result_chart(asked["lines"]),
        ),
    )


def _unknown(key: str) -> NotFoundError:
    shown = key[:40]
    return NotFoundError(
        Both(
            f"There is no place {shown} in this release. Places have the six digits of GB/T 2260, as 110105.",
            f"本版数据没有区划 {shown}。区划代码为国标六位数，如 110105。",
        )
    )


def _peer_chart(peers: Answer) -> Chart:
    return Chart(
        "peers",
        Both("Granted and refused, beside peers", "公开率与不予公开率，与同级比较"),
        Both(
            "Whole lines: this place. Dashed: the median of all places of its level in its province "
            "(of provinces: all others).",
            "实线为本地，虚线为同省同级各地的中位数（省级则为其他各省）。",
        ),
        peers.name,
        charts.beside_peers(peers.rows, PEERS),
        (
            ("key-1", Both("granted in full or part, %", "公开率 %")),
            ("key-2", Both("refused, %", "不予公开率 %")),
        ),
        Both("No report here decided a request.", "这里没有已办结的申请。"),
    )


def _years(bodies: Answer, coverage: Answer) -> list[int]:
    years = {year for row in bodies.rows for year in row["years"] or ()} | {
        row["year"] for row in coverage.rows
    }
    return list(range(min(years), max(years) + 1)) if years else []


def by_site(rows: list[Row]) -> list[Row]:
    """Coverage with a row a site and its years by number."""
    sites: dict[str, Row] = {}
    for row in rows:
        site = sites.setdefault(row["site_id"], {**row, "years": {}})
        site["years"][row["year"]] = row
    return list(sites.values())


PAGE = Page("place", "place.html", build, partial(keys_of, name="place_codes"), ASKS, takes=TILES_TAKE)
