"""An invented world for the warehouse: bodies, reports, captures, as few or as many as a test asks for."""

import hashlib
import shutil
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extract.model.reading import (
    READINGS,
    Check,
    Figure,
    Mention,
    Problem,
    Reading,
    ReportHead,
    Section,
    to_row,
)
from spiders.archive.attempt import Attempt, to_json
from spiders.archive.reader import log_path
from spiders.registry import Site
from warehouse.build.file_digests import kept_digests
from warehouse.build.kept import Kept
from warehouse.build.pipeline import Built, build
from warehouse.build.staging import inputs
from warehouse.query.connect import connect_release
from warehouse.release.store import Store
from warehouse.schema.arrow_schemas import declared_table

BATCH = "20250301T000000Z-000"


def site(site_id: str = "yx", **changes: object) -> Site:
    made = Site(
        site_id,
        "云栖区",
        "990101",
        "county",
        "trs-static",
        f"https://www.{site_id}.gov.example/nb/",
        False,
        2019,
        "active",
        "",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def figures(new: int = 10, granted: int = 6, carried_in: int = 1, **other: int) -> tuple[Figure, ...]:
    """A small table three, total column only, whose arithmetic holds unless `other` breaks it."""
    values = {
        "req_new": new,
        "req_carried_in": carried_in,
        "req_granted": granted,
        "req_unable_not_held": new + carried_in - granted - 2,
        "req_result_total": new + carried_in - 2,
        "req_carried_out": 2,
        **other,
    }
    return tuple(
        Figure(name, Decimal(value), str(value), "reported", f"html:t2/r{row}/c8", "total", unit="件")
        for row, (name, value) in enumerate(values.items(), 3)
    )


HEAD = ReportHead(
    agency="云栖区教育局",
    year=2023,
    form="2021",
    form_t2="2021",
    form_t3="2021",
    form_t4="2021",
    title="云栖区教育局2023年政府信息公开工作年度报告",
    scope="own_agency",
    published_date="2024-01-20",
    region_code="990101",
    region_name="云栖区",
    kind="department",
    function="education",
)


def reading(
    head: ReportHead = HEAD, cells: Iterable[Figure] | None = None, digest: str = "", **lists: object
) -> Reading:
    cells = figures() if cells is None else tuple(cells)
    body = digest or "sha256:" + hashlib.sha256(repr((head, cells)).encode()).hexdigest()
    made = Reading(
        body,
        "html",
        head,
        cells,
        checks=(Check("T3.FLOW", "total", "passed", "error", Decimal(11), Decimal(11)),),
        problems=(Problem("unit_unknown", "html:t1/r2/c3", "no unit is printed", "read the page", "info"),),
        sections=(Section(1, "一、总体情况", "全年收到申请10件。", "html:p4"),),
        mentions=(Mention("N03", "n_requests", Decimal(10), "件", False, "全年收到申请10件", 1),),
    )
    return replace(made, **lists)  # type: ignore[arg-type]


@dataclass
class World:
    """Captures and readings of one registry, written where a build finds them."""

    data: Path
    sites: dict[str, Site] = field(default_factory=lambda: {"yx": site()})
    attempts: list[Attempt] = field(default_factory=list)
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    corrections: list[dict[str, object]] = field(default_factory=list)
    benchmarks: list[dict[str, object]] = field(default_factory=list)

    def attempt(self, url: str, batch: str = BATCH, site_id: str = "yx", **other: object) -> Attempt:
        values: dict[str, object] = {
            "role": "report",
            "status": 200,
            "media_type": "text/html",
            "length": 4000,
            "offset": 4000 * len(self.attempts),
            "fetched_at": f"{batch[:4]}-{batch[4:6]}-{batch[6:8]}T00:00:00Z",
        }
        made = Attempt(batch, site_id, url=url, **(values | other))  # type: ignore[arg-type]
        self.attempts.append(made)
        return made

    def add(
        self, read: Reading, url: str = "", batch: str = BATCH, site_id: str = "yx", **other: object
    ) -> None:
        """A capture of a report and its reading."""
        url = url or f"https://www.{site_id}.gov.example/nb/{read.head.agency}/{read.head.year}.html"
        text = f"{read.head.agency}{read.head.year}年政府信息公开工作年度报告"
        made = self.attempt(url, batch, site_id, digest=read.digest, **({"link_text": text} | other))
        place = {
            "batch": batch,
            "offset": made.offset,
            "site_id": site_id,
            "url": url,
            "extractor_version": "x1",
        }
        self.rows.setdefault(batch, []).append(place | to_row(read))

    def archive(self) -> Path:
        """The folder of the logs, one a batch."""
        folder = self.data / "archive"
        folder.mkdir(parents=True, exist_ok=True)
        for batch in {attempt.batch for attempt in self.attempts}:
            log = [to_json(attempt) + "\n" for attempt in self.attempts if attempt.batch == batch]
            log_path(folder, batch).write_text("".join(log), encoding="ascii")
        return folder

    def inputs(self) -> inputs.Inputs:
        folder = self.data / "readings"
        folder.mkdir(parents=True, exist_ok=True)
        for batch, rows in self.rows.items():
            pq.write_table(pa.Table.from_pylist(rows, schema=READINGS), folder / f"{batch}.parquet")
        return inputs.Inputs(
            tuple(sorted(folder.glob("*.parquet"))),
            self.archive(),
            inputs.sites(self.sites),
            inputs.indicators(),
            inputs.divisions(),
            declared_table("corrections", self.corrections),
            declared_table("benchmarks", self.benchmarks),
            kept_digests(Kept(self.store.kept)),
        )

    @property
    def store(self) -> Store:
        return Store(self.data / "warehouse")

    @property
    def release(self) -> Path:
        """The current one."""
        current = self.store.current()
        assert current is not None
        return current

    def build(self, **options: int) -> Built:
        return build(self.store, "demo", self.inputs(), **options)

    def copy(self, data: Path) -> "World":
        """The same in another folder, with what was built."""
        shutil.copytree(self.data, data, symlinks=True)
        return replace(deepcopy(self), data=data)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query over the current release."""
        with connect_release(self.release) as connection:
            return connection.execute(sql).fetchall()


def many(world: World, granted: int = 6, years: Iterable[int] = range(2019, 2024)) -> World:
    """Three bodies a year; `granted` is what the education bureau of 2021 grants."""
    for year in years:
        for agency in ("云栖区教育局", "云栖区民政局", "云栖区财政局"):
            head = replace(HEAD, agency=agency, year=year, kind=None, function=None)
            changed = granted if agency.endswith("教育局") and year == 2021 else 6
            world.add(reading(head, figures(new=year - 2000 + len(agency), granted=changed)))
    return world
