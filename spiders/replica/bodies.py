"""The invented province's public bodies: districts of 示例省 (codes 99xxxx are unused by GB/T 2260)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class District:
    """One invented county: its street office, its town, its size and its host."""

    key: str
    region_code: str
    name: str
    street: str
    town: str
    scale: float
    host: str
    bodies: tuple[str, ...]
    first_year: int


@dataclass(frozen=True, slots=True)
class Body:
    """A public body. The numbers are yearly means: requests, documents, decisions, fees in 万元, staff."""

    key: str
    name: str
    kind: str
    district: District
    first_year: int
    last_year: int
    successor: str | None
    requests: float
    normdocs: float
    licences: float
    penalties: float
    coercions: float
    fee_wan: float
    staff: int

    @property
    def id(self) -> str:
        return f"{self.district.key}-{self.key}"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def districts() -> dict[str, District]:
    return {
        row["key"]: District(
            key=row["key"],
            region_code=row["region_code"],
            name=row["name"],
            street=row["street"],
            town=row["town"],
            scale=float(row["scale"]),
            host=f"www.{row['key']}.gov.example",
            bodies=tuple(row["bodies"].split()),
            first_year=int(row["first_year"]),
        )
        for row in _rows("districts.csv")
    }


@cache
def bodies() -> dict[str, Body]:
    """All bodies by id, districts in order, a body before its successor."""
    made = [
        _body(row, district)
        for district in districts().values()
        for row in _rows("bodies.csv")
        if row["key"] in district.bodies
    ]
    return {body.id: body for body in made}


def _body(row: dict[str, str], district: District) -> Body:
    name = row["name"].format(region=district.name, street=district.street, town=district.town)
    return Body(
        key=row["key"],
        name=name,
        kind=row["kind"],
        district=district,
        first_year=max(int(row["first_year"]), district.first_year),
        last_year=int(row["last_year"]),
        successor=f"{district.key}-{row['successor']}" if row["successor"] else None,
        staff=int(row["staff"]),
        requests=float(row["requests"]) * district.scale,
        normdocs=float(row["normdocs"]) * district.scale,
        licences=float(row["licences"]) * district.scale,
        penalties=float(row["penalties"]) * district.scale,
        coercions=float(row["coercions"]) * district.scale,
        fee_wan=float(row["fee_wan"]) * district.scale,
    )
