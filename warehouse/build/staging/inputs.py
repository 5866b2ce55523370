"""What a build reads: the readings, the archive's log, the registry and the forms, as Arrow tables."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract import codebook
from extract.run.readings_file import SUFFIX, whole_digest
from spiders import registry
from spiders.archive import reader as archive
from spiders.archive.data_dir import registry_dir, registry_name
from spiders.archive.reader import ArchiveError
from spiders.content import regions
from spiders.content.regions import Region
from spiders.registry import RegistryError, Site
from warehouse.build.file_digests import FileDigests, kept_digests
from warehouse.build.kept import Kept
from warehouse.errors import WarehouseError
from warehouse.schema import FOLDER
from warehouse.schema.arrow_schemas import declared_table
from warehouse.schema.benchmarks import benchmarks

CORRECTIONS = FOLDER / "seeds" / "corrections.csv"
SMALL = ("sites", "indicators", "regions", "corrections", "benchmarks")


@dataclass(frozen=True)
class Inputs:
    """What a build reads.

    `readings` are files (schema extract.model.reading.READINGS), `archive_dir` holds the logs, which are read
    when they are staged; the small inputs are tables as declared. `file_digests` is asked for checksums.
    """

    readings: tuple[Path, ...]
    archive_dir: Path
    sites: pa.Table
    indicators: pa.Table
    regions: pa.Table
    corrections: pa.Table
    benchmarks: pa.Table
    file_digests: FileDigests = field(default_factory=FileDigests)

    @property
    def is_invented(self) -> bool:
        """Whether the registry describes an invented world."""
        return bool(pc.any(self.regions["is_invented"]).as_py())

    @property
    def small(self) -> dict[str, pa.Table]:
        """Name of the staging relation → table, of the inputs that do not grow with the archive."""
        return {f"stg_{name}": getattr(self, name) for name in SMALL}

    @cached_property
    def digests(self) -> dict[Path, str]:
        """sha256 of each file of readings, and of the log of each batch: empty where that is missing."""
        logs = [archive.log_path(self.archive_dir, batch) for batch in archive.batches(self.archive_dir)]
        files = [*self.readings, *logs]
        with ThreadPoolExecutor() as executor:
            found = executor.map(self._file_digest, files)
            return dict(zip(files, found, strict=True))

    def _file_digest(self, path: Path) -> str:
        """sha256 of a file; empty where it is missing: of a log that is, `captures` complains."""
        return self.file_digests.of(path) if path.is_file() else ""

    def told_of_small(self) -> list[str]:
        """A line for each small input: its name and a digest of all it says."""
        return [f"{name} {_table_digest(table)}" for name, table in self.small.items()]

    def told_of_files(self) -> list[str]:
        """The same for each file of readings, and each log."""
        return [f"{path.name} {digest}" for path, digest in self.digests.items()]


def _table_digest(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as out:
        out.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def gather(name: str, data: Path) -> Inputs:
    """The inputs of a registry (readings, logs, sites …), given by name or folder, below `data`.

    Raises WarehouseError where nothing was read yet, or readings, the registry or a log are damaged.
    """
    home = registry_dir(data, name)
    folder = home / "readings"
    readings = tuple(sorted(folder.glob("*.parquet")))
    if not readings:
        raise WarehouseError(f"{folder} holds no readings. Run `make crawl extract REGISTRY={name}` first.")
    file_digests = kept_digests(Kept(home / "warehouse" / "kept"))
    if damaged := _damaged(folder, _whole_digests(readings, file_digests)):
        raise WarehouseError(
            f"{folder}: {', '.join(damaged)} went, or changed since they were written. "
            f"Run `make extract REGISTRY={name}`: it reads them anew."
        )
    if not any(pq.read_metadata(path).num_rows for path in readings):
        raise WarehouseError(
            f"{home / 'archive'} holds no document of any site, so that there is nothing to build; "
            f"`python -m spiders status --registry {name}` says why"
        )
    try:
        is_invented = registry.is_of_invented_world(name)
        return Inputs(
            readings,
            home / "archive",
            sites(registry.load(name)),
            indicators(),
            divisions(registry.regions_file(name), is_invented),
            corrections(registry_name(name)),
            controls_of(is_invented),
            file_digests,
        )
    except (RegistryError, ArchiveError) as error:
        raise WarehouseError(str(error)) from error


def _whole_digests(readings: Sequence[Path], file_digests: FileDigests) -> dict[Path, str | None]:
    """Each file with its sha256; None where it is not as it was written."""
    with ThreadPoolExecutor() as executor:
        found = executor.map(lambda path: whole_digest(path, file_digests.of), readings)
        return dict(zip(readings, found, strict=True))


def _damaged(folder: Path, digests: Mapping[Path, str | None]) -> list[str]:
    """Files that are not what their checksums say, have none, or are gone and left theirs."""
    damaged = {path.name for path, digest in digests.items() if digest is None}
    summed = {path.name.removesuffix(SUFFIX) for path in folder.glob(f"*.parquet{SUFFIX}")}
    return sorted(damaged | (summed - {path.name for path in digests}))


def corrections(registry_name: str, path: Path = CORRECTIONS) -> pa.Table:
    """The corrections of a registry, report_id still open."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = [row | {"line": reader.line_num} for row in reader if row.pop("registry") == registry_name]
    typed = [
        row
        | {
            "year": int(row["year"]),
            "applicant": row["applicant"] or None,
            "printed": Decimal(row["printed"]),
            "corrected": Decimal(row["corrected"]),
        }
        for row in rows
    ]
    return declared_table("corrections", typed)


def controls_of(is_invented: bool) -> pa.Table:
    """The benchmarks of a world: what the press says of the real one is no control of an invented one."""
    return benchmarks()[:0] if is_invented else benchmarks()


def sites(loaded: dict[str, Site]) -> pa.Table:
    rows = [
        {
            "site_id": site.site_id,
            "site_name": site.name,
            "region_code": site.region_code or None,
            "level": site.level,
            "family": site.family,
            "column_url": site.column_url,
            "is_aggregator": site.aggregator,
            "first_year": site.first_year,
            "status": site.status,
            "note": site.note or None,
            "last_year": site.last_year,
        }
        for site in loaded.values()
    ]
    return declared_table("sites", rows)


def indicators() -> pa.Table:
    rows = [
        {
            "indicator": row.id,
            "ord": ordinal,
            "block": row.block,
            "forms": ";".join(row.forms),
            "role": row.role,
            "parent": row.parent_id,
            "label_zh": row.name_zh,
            "label_en": row.name_en,
            "unit": row.unit,
            "value_type": row.value_type or None,
            "legal_basis": row.legal_basis or None,
            "definition": row.definition or None,
            "evidence_level": row.evidence_grade or None,
        }
        for ordinal, row in enumerate(codebook.indicators().values(), 1)
    ]
    return declared_table("indicators", rows)


def divisions(own: Path | None = None, is_invented: bool = False) -> pa.Table:
    """The national table of divisions and a registry's own, one row a code under its latest name.

    `is_invented` says that the registry's own are.
    """
    added = regions.table(own) if own else ()
    known = [*regions.table(), *added]
    invented = {region.code for region in added} if is_invented else set()
    by_code: dict[str, list[Region]] = {}
    for region in sorted(known, key=lambda region: (region.code, region.valid_from)):
        by_code.setdefault(region.code, []).append(region)
    rows = [_division(spans) | {"is_invented": code in invented} for code, spans in by_code.items()]
    return declared_table("regions", rows)


def _division(spans: list[Region]) -> dict[str, object]:
    """The row of a code that bore these names, the latest last."""
    latest = spans[-1]
    return {
        "region_code": latest.code,
        "region_name": latest.name,
        "former_names": list(dict.fromkeys(region.name for region in spans if region.name != latest.name)),
        "level": latest.level,
        "parent_code": latest.parent,
        "valid_from": spans[0].valid_from,
        "valid_to": latest.valid_to,
    }
