"""The figures of four real reports, printed under their publishers' names.

Facts only: the tables' figures. The text around them and the dates of the list are the replica's own.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from spiders.replica.model import Report, Value

HERE = Path(__file__).parent
REGIONS = {"110105": "北京市朝阳区", "310000": "上海市", "320813": "淮安市洪泽区"}


def reports() -> Iterator[Report]:
    """The four, in the order of real_reports.csv."""
    cells = _cells()
    with (HERE / "real_reports.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Report(
                body=row["body"],
                agency=row["agency"],
                year=int(row["year"]),
                form=row["form"],
                cells=cells[row["body"]],
                published=row["published"],
                region_name=REGIONS[row["region_code"]],
                region_code=row["region_code"],
                index_number="",
                traits=frozenset(row["traits"].split()),
                misprints={"2.其他法律行政法规禁止公开": "2.其他法律行政止公开"}
                if "qzf" in row["body"]
                else {},
            )


def _cells() -> dict[str, dict[tuple[str, str | None, str | None], Value]]:
    found: dict[str, dict[tuple[str, str | None, str | None], Value]] = {}
    with (HERE / "real.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["indicator"], row["applicant"] or None, row["item"] or None)
            value = Decimal(row["value"]) if row["value"] else None
            found.setdefault(row["body"], {})[key] = Value(row["raw"], value, row["status"])
    return found
