"""Writes the invented nation where a build finds it: logs of the archive and readings, batch by batch."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from extract.model.reading import READINGS
from extract.run.archive_run import ROW_GROUP
from spiders.archive import reader as archive
from spiders.archive.attempt import Attempt, to_json
from spiders.registry import Site
from tests.bench.national import bodies, figures, readings
from tests.bench.national.readings import Reports
from warehouse.build.file_digests import kept_digests
from warehouse.build.kept import Kept
from warehouse.build.staging import inputs
from warehouse.schema.arrow_schemas import declared_table

SEED = 20260101
BATCH_SIZE = 2000  # documents of a batch
PROVINCE, YEAR = "330000", 2023  # what the second crawl finds changed


@dataclass(frozen=True)
class Nation:
    """Where it is kept, and how large it is."""

    data: Path
    bodies: list[bodies.Body]
    sites: dict[str, Site]
    cells: int
    reports: int

    def inputs(self) -> inputs.Inputs:
        """What `inputs.gather` finds for a registry that ships."""
        return inputs.Inputs(
            tuple(sorted((self.data / "readings").glob("*.parquet"))),
            self.data / "archive",
            inputs.sites(self.sites),
            inputs.indicators(),
            inputs.divisions(),
            declared_table("corrections"),
            inputs.controls_of(is_invented=False),
            kept_digests(Kept(self.data / "warehouse" / "kept")),
        )


def write(data: Path, cells: int) -> Nation:
    """About `cells` cells: a sample of the bodies over all years, each site in one batch."""
    for name in ("archive", "readings"):
        (data / name).mkdir(parents=True)
    a_body = sum(len(figures.printed(figures.form_of(year))) for year in figures.YEARS)
    chosen = bodies.sample(round(cells / a_body))
    batch_of = _batches(chosen)
    years = list(_years(chosen))
    for number in np.unique(batch_of):
        members = np.flatnonzero(batch_of == number)
        _write_batch(data, f"20250301T000000Z-{number:03}", _of_batch(chosen, members, years))
    reports = len(chosen) * len(figures.YEARS)
    return Nation(data, chosen, bodies.sites(chosen), a_body * len(chosen), reports)


def _batches(chosen: list[bodies.Body]) -> np.ndarray:
    """The batch of each body: that of its site, sites shared out like the hosts of a crawl."""
    codes = np.array([int(body.region.code) for body in chosen])
    count = max(1, len(chosen) * len(figures.YEARS) // BATCH_SIZE)
    return np.random.default_rng(SEED).permutation(1_000_000)[codes] % count


def _years(chosen: list[bodies.Body]) -> Iterator[tuple[int, np.ndarray]]:
    """(year, body × cell in millionths)."""
    weights = np.array([body.weight for body in chosen])
    makes_rules = np.array([body.kind == "government" and body.region.code[4:] == "00" for body in chosen])
    for year, cells in figures.over_years(weights, makes_rules, SEED):
        keys = figures.printed(figures.form_of(year))
        yield year, np.stack([cells[key].astype(np.int64) for key in keys], axis=1)


def _of_batch(
    chosen: list[bodies.Body], members: np.ndarray, years: list[tuple[int, np.ndarray]]
) -> list[tuple[str, list[bodies.Body], np.ndarray, np.ndarray]]:
    """(form, bodies, years, values) of one batch, the years of a form together."""
    found = []
    for form in ("2019", "2021"):
        ours = [(year, values) for year, values in years if figures.form_of(year) == form]
        whose = [chosen[member] for member in members] * len(ours)
        when = np.repeat([year for year, _ in ours], len(members))
        found.append((form, whose, when, np.concatenate([values[members] for _, values in ours])))
    return found


def _write_batch(
    data: Path, batch: str, parts: list[tuple[str, list[bodies.Body], np.ndarray, np.ndarray]]
) -> None:
    start, made = 0, []
    for form, whose, when, values in parts:
        offsets = 4000 * (start + np.arange(len(whose)))
        made.append(Reports(form, whose, when, values, batch, offsets, salt=zlib.crc32(batch.encode())))
        start += len(whose)
    store(data, batch, made)


def store(data: Path, batch: str, parts: list[Reports]) -> None:
    """The readings of a batch and the log of its captures."""
    table = pa.concat_tables(readings.table(part) for part in parts).combine_chunks()
    pq.write_table(
        table.cast(READINGS), data / "readings" / f"{batch}.parquet", ROW_GROUP, compression="zstd"
    )
    log = [to_json(attempt) + "\n" for attempt in _attempts(table, batch)]
    archive.log_path(data / "archive", batch).write_text("".join(log), encoding="ascii")


def _attempts(table: pa.Table, batch: str) -> Iterator[Attempt]:
    columns = table.select(["site_id", "url", "digest", "offset", "title"]).to_pydict()
    fetched = f"{batch[:4]}-{batch[4:6]}-{batch[6:8]}T00:00:00Z"
    for site_id in sorted(set(columns["site_id"])):
        url = f"https://www.{site_id}.gov.example/nb/"
        yield Attempt(batch, site_id, "list", url, fetched_at=fetched, status=200, media_type="text/html")
    for site_id, url, digest, offset, title in zip(*columns.values(), strict=True):
        yield Attempt(
            batch,
            site_id,
            "report",
            url,
            final_url=url,
            parent_url=f"https://www.{site_id}.gov.example/nb/",
            link_text=title,
            listed_date=f"{title[-17:-13]}",
            fetched_at=fetched,
            status=200,
            media_type="text/html",
            digest=digest,
            length=4000,
            offset=offset,
        )


def crawl_again(nation: Nation) -> None:
    """A later batch: one report of one province-year, revised."""
    first = next(body for body in nation.bodies if body.region.code.startswith(PROVINCE[:2]))
    weights, makes_rules = np.array([first.weight]), np.array([False])
    cells = dict(figures.over_years(weights, makes_rules, SEED + 1))[YEAR]
    values = np.stack([cells[key].astype(np.int64) for key in figures.printed("2021")], axis=1)
    batch = "20250901T000000Z-000"
    revised = Reports("2021", [first], np.array([YEAR]), values, batch, np.array([0]), salt=1)
    store(nation.data, batch, [revised])
