"""Questions drawn from the tables of a release by a seed, with the answers that those tables give.

Values come from `figures`, `series` and the macros; the server answers from `cells`: neither knows the other.
"""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from extract import codebook
from tests.demo import ask
from tests.warehouse.mcp.conversation import Question

FIGURES = """
SELECT f.*, r.agency_name, r.is_invented
FROM figures f JOIN reports r USING (report_id)
WHERE f.is_current AND r.agency_name IS NOT NULL ORDER BY f.report_id"""


class Draw:
    """Questions about one release; the same for the same seed and release."""

    def __init__(self, data: Path, seed: int) -> None:
        self._data, self._random = data, random.Random(seed)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return ask(self._data, sql)

    @cached_property
    def reports(self) -> list[dict[str, Any]]:
        columns = [name for name, *_ in self.ask(f"DESCRIBE {FIGURES}")]
        rows = [dict(zip(columns, row, strict=True)) for row in self.ask(FIGURES)]
        return [row for row in rows if self._printed(row)]

    @cached_property
    def _values(self) -> dict[tuple[int, str], dict[int, Decimal]]:
        """Body and indicator → year → value."""
        found: dict[tuple[int, str], dict[int, Decimal]] = {}
        for report in self.reports:
            for name in self._printed(report):
                found.setdefault((report["agency_id"], name), {})[report["year"]] = report[name]
        return found

    @staticmethod
    def _printed(report: dict[str, Any]) -> list[str]:
        """The indicators that a report prints a number of, in the column of all applicants."""
        known = codebook.indicators()
        return [name for name, value in report.items() if name in known and value is not None]

    def figure(self) -> tuple[dict[str, Any], str]:
        """A report and one of its printed indicators."""
        report = self._random.choice(self.reports)
        return report, self._random.choice(self._printed(report))

    def asked(self, report: dict[str, Any], name: str) -> dict[str, object]:
        """The figure asked for by name or code of its body, by id or label of its indicator."""
        who = self._random.choice([report["agency_name"], str(report["agency_id"])])
        label = self._random.choice([name, codebook.indicators()[name].name_zh])
        return {"who": who, "year": report["year"], "indicator": label}

    def _each(self, kind: str) -> Callable[[], Question | None]:
        made: Callable[[], Question | None] = getattr(self, f"_{kind}")
        return made

    def take(self, kind: str, count: int) -> list[Question]:
        """That many different questions of a kind."""
        unique: dict[str, Question] = {}
        for _ in range(100 * count):
            if question := self._each(kind)():
                unique.setdefault(str((question.tool, question.arguments)), question)
            if len(unique) == count:
                return list(unique.values())
        raise AssertionError(f"the release gives {len(unique)} questions of the kind {kind}")

    def _printed_figure(self) -> Question:
        report, name = self.figure()
        return Question("figure", "figures", self.asked(report, name), (report[name], report))

    def _match(self) -> Question:
        report, name = self.figure()
        claim = {**self.asked(report, name), "value": float(report[name])}
        return Question("verdict", "verify_figure", claim, "match")

    def _contradicts(self) -> Question:
        report, name = self.figure()
        claim = {**self.asked(report, name), "value": 7_654_321 + self._random.randrange(10**6)}
        return Question("verdict", "verify_figure", claim, "contradicts")

    def _other_year(self) -> Question | None:
        report, name = self.figure()
        own = self._values[report["agency_id"], name]
        others = sorted(set(own.values()) - {report[name]})
        if not others:
            return None
        claim = {**self.asked(report, name), "value": float(self._random.choice(others))}
        return Question("verdict", "verify_figure", claim, "other_year")

    def _other_scope(self) -> Question | None:
        report, name = self.figure()
        own = self._values[report["agency_id"], name].values()
        others = sorted(
            other[name]
            for other in self.reports
            if (other["region_code"], other["year"]) == (report["region_code"], report["year"])
            and other["scope"] != report["scope"]
            and other.get(name) is not None
            and other[name] not in own
        )
        if not others or report["region_code"] is None:
            return None
        claim = {**self.asked(report, name), "value": float(others[0])}
        return Question("verdict", "verify_figure", claim, "other_scope")

    @cached_property
    def _series(self) -> dict[tuple[int, str], dict[int, Decimal]]:
        found: dict[tuple[int, str], dict[int, Decimal]] = {}
        rows = self.ask("SELECT agency_id, concept, year, value FROM series WHERE year IS NOT NULL")
        for agency, concept, year, value in sorted(row for row in rows if row[0]):
            found.setdefault((agency, concept), {})[year] = value
        return found

    def _body_trend(self) -> Question:
        (agency, concept), line = self._random.choice(list(self._series.items()))
        return Question("trend", "trend", {"who": str(agency), "indicator": concept}, line)

    @cached_property
    def _sums(self) -> list[tuple[str, str, int, Decimal]]:
        return self.ask("""SELECT region_code, concept, year, sum(value) FROM own_series s
            WHERE region_code NOT IN (SELECT parent_code FROM regions WHERE parent_code IS NOT NULL)
            GROUP BY ALL ORDER BY ALL""")

    def _place_sum(self) -> Question:
        code, concept, year, value = self._random.choice(self._sums)
        return Question("place", "figures", {"who": code, "year": year, "indicator": concept}, value)

    def _all_trend(self) -> Question:
        concept = self._random.choice(["req_new", "req_refused", "disp_review_total", "req_granted"])
        line = dict(self.ask(f"SELECT year, value FROM trend('{concept}')"))
        return Question("trend", "trend", {"indicator": concept}, line)

    def _provenance(self) -> Question:
        report, name = self.figure()
        (row,) = self.ask(f"""SELECT raw, locator, url, fetched_at, digest, warc_offset
            FROM provenance({report["report_id"]}, '{name}')
            WHERE item IS NULL AND coalesce(applicant, 'total') = 'total'""")
        return Question("provenance", "provenance", self.asked(report, name), row)

    def _body(self) -> Question:
        report = self._random.choice(self.reports)
        name = report["agency_name"]
        part = self._random.choice([name, name[: max(4, len(name) - 1)]])
        return Question("body", "find_body", {"name": part}, str(report["agency_id"]))

    def _refused(self, reason: str, **changes: object) -> Question:
        report, name = self.figure()
        tool = self._random.choice(["figures", "provenance"])
        return Question("refused", tool, self.asked(report, name) | changes, reason)

    def _unknown_body(self) -> Question:
        name = self._random.choice(self.reports)["agency_name"]
        other = self._random.choice([f"{name}北", f"西{name}", name[::-1], "琉璃市教育局", "9" * 15])
        return self._refused("body_unknown", who=other)

    def _unknown_year(self) -> Question:
        return self._refused("year_not_collected", year=self._random.choice([1998, 2007, 2013, 2027, 2030]))

    def _unknown_indicator(self) -> Question:
        words = ["热线接听量", "req_nev_x", "height of the mayor", "幸福指数", "绿化面积", "门"]
        return self._refused("indicator_unknown", indicator=self._random.choice(words))

    def _ambiguous_name(self) -> Question:
        words = ["教育局", "民政局", "人民政府", "办公室", "自然资源和规划局", "财政局"]
        return self._refused("body_ambiguous", who=self._random.choice(words))

    def _ambiguous_indicator(self) -> Question:
        words = ["规章", "规范性文件", "行政许可", "行政处罚", "其他情形"]
        return self._refused("indicator_ambiguous", indicator=self._random.choice(words))

    def _wrong_scope(self) -> Question:
        report, name = self.figure()
        scopes = {"own_agency", "own_government", "region_aggregate", "departments_aggregate"}
        other = self._random.choice(sorted(scopes - {report["scope"]}))
        return Question(
            "refused", "figures", {**self.asked(report, name), "scope": other}, "scope_not_collected"
        )

    def _not_printed(self) -> Question | None:
        report, name = self.figure()
        if report["form_t3"] != "2021":
            return None
        older = self._random.choice(
            ["s14_staff_full", "s14_pub_weibo", "s14_meetings", "rules_newly_disclosed"]
        )
        return Question("refused", "figures", self.asked(report, name) | {"indicator": older}, "not_printed")

    @cached_property
    def _without_number(self) -> list[tuple[int, int, str, str]]:
        return self.ask("""SELECT agency_id, year, indicator, applicant FROM cells
            WHERE is_current AND status <> 'reported' AND applicant <> 'total' AND item IS NULL
                AND agency_id IS NOT NULL ORDER BY ALL""")

    def _no_number(self) -> Question:
        agency, year, name, applicant = self._random.choice(self._without_number)
        asked = {"who": str(agency), "year": year, "indicator": name, "applicant": applicant}
        return Question("refused", "figures", asked, "no_number")

    def _unjudged_year(self) -> Question:
        report, name = self.figure()
        claim = {**self.asked(report, name), "year": 2009, "value": float(report[name])}
        return Question("verdict", "verify_figure", claim, "not_collected")

    def _unjudged_name(self) -> Question:
        report, name = self.figure()
        claim = {**self.asked(report, name), "who": "民政局", "value": float(report[name])}
        return Question("verdict", "verify_figure", claim, "ambiguous")


ANSWERABLE = {
    "printed_figure": 70,
    "match": 30,
    "contradicts": 10,
    "other_year": 10,
    "other_scope": 10,
    "body_trend": 16,
    "all_trend": 4,
    "place_sum": 20,
    "provenance": 20,
    "body": 10,
}
UNANSWERABLE = {
    "unknown_body": 12,
    "unknown_year": 10,
    "unknown_indicator": 8,
    "ambiguous_name": 6,
    "ambiguous_indicator": 4,
    "wrong_scope": 6,
    "not_printed": 3,
    "no_number": 3,
    "unjudged_year": 4,
    "unjudged_name": 4,
}


def drawn(data: Path, seed: int, kinds: dict[str, int]) -> Iterator[Question]:
    draw = Draw(data, seed)
    for kind, count in kinds.items():
        yield from draw.take(kind, count)
