"""changes.parquet and delta.json of a release: what changed against the one that was current before it.

They lie beside the manifest: equal content has one id, whatever was current before. delta.json holds the
counts, and the checksum of its changes.parquet, so that the two are never taken for a pair by mistake.
"""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.release.beside import move_in, stands
from warehouse.release.changes import READ, SCHEMA, compare
from warehouse.release.manifest import Release, checksum, read_manifest
from warehouse.release.notice import notice
from warehouse.release.store import CHANGES, DELTA, Store

FIRST = "The first release: there is none before it to compare with."
NOT_KEPT = "Not compared: no release before it is kept."
NEVER = "1970-01-01T00:00:00Z"  # of an archive whose attempts bear no time
MEMORY = "4GB"
Delta = dict[str, Any]


def write_beside(store: Store, release: Path, current: Release | None, scratch_dir: Path) -> None:
    """Put changes.parquet and delta.json into a release that is about to be made current.

    They tell what changed against `current` (None: no release is). Those of a release that is current
    already stay, or are made anew against the one published before it. They are made in `scratch_dir`, on
    the same disk. Of a release that is damaged nothing is told but that.
    """
    told, is_current = delta_of(release), current is not None and current.path.name == release.name
    if told and (is_current or told["since"] == (current.path.name if current else None)):
        return
    before = store.before(release) if is_current else current
    (release / DELTA).unlink(missing_ok=True)  # the pair goes together
    for path in make(release, before, scratch_dir, NOT_KEPT if current else FIRST):
        move_in(path, release)


def make(release: Path, before: Release | None, folder: Path, without: str = NOT_KEPT) -> tuple[Path, Path]:
    """Write both files into a folder and return their paths; equal releases make equal bytes.

    `without` is what delta.json notes where there is no release `before`.
    """
    note = without if before is None else _unfit(before)
    rows = SCHEMA.empty_table() if note or before is None else between(before.path, release, folder)
    changes, delta = folder / CHANGES, folder / DELTA
    pq.write_table(rows, changes, compression="zstd")
    manifest = read_manifest(release)
    told: Delta = {
        "registry": manifest.registry,
        "release": manifest.release_id,
        "since": read_manifest(before.path).release_id if before else None,
        "note": note or None,
        "notice": notice(manifest) or None,
        "is_invented": manifest.is_invented,
        "last_capture": last_capture(release),
        "extractor_versions": list(manifest.extractor_versions),
        "extractor_versions_before": list(before.manifest.extractor_versions) if before else [],
        "counts": _counts(rows),
        "changes_sha256": checksum(changes),
    }
    delta.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path in (changes, delta):
        path.chmod(0o444)
    return changes, delta


def _unfit(before: Release) -> str:
    """Why nothing can be compared with a release; empty where its files are as published."""
    wrong = [path for path in before.faults if path.startswith(READ)]
    return f"Not compared: {len(wrong)} files of {before.path.name} are not as published." if wrong else ""


def _counts(rows: pa.Table) -> list[dict[str, object]]:
    """How many rows of each kind: what, change, reason, count."""
    kinds = Counter(zip(*(rows[name].to_pylist() for name in ("what", "change", "reason")), strict=True))
    return [
        {"what": what, "change": change, "reason": reason, "count": count}
        for (what, change, reason), count in sorted(kinds.items())
    ]


def between(old: Path, new: Path, scratch_dir: Path | None = None) -> pa.Table:
    """The changes from one release folder to another: as they stand beside `new`, else compared now.

    A comparison that does not fit into MEMORY spills below `scratch_dir`, and leaves nothing there.
    """
    told = delta_of(new)
    if told and not told["note"] and told["since"] == read_manifest(old).release_id:
        return pq.read_table(new / CHANGES)
    with (
        TemporaryDirectory(prefix=".spill-", dir=scratch_dir) as spill,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill}) as connection,
    ):
        return compare(old, new, connection)


def delta_of(release: Path) -> Delta | None:
    """delta.json of a release; None where it or its changes.parquet is missing, damaged or of another."""
    if not (stands(release, CHANGES) and stands(release, DELTA)):
        return None
    told: Delta = json.loads((release / DELTA).read_text(encoding="utf-8"))
    return told if told["changes_sha256"] == checksum(release / CHANGES) else None


def last_capture(release: Path) -> str:
    """When the last attempt of a release's archive was made, in UTC."""
    footers = [pq.read_metadata(release / path) for path in read_manifest(release).paths("captures")]
    column = footers[0].schema.names.index("fetched_at")
    groups = (footer.row_group(number) for footer in footers for number in range(footer.num_row_groups))
    told = (group.column(column) for group in groups)
    latest = (each.statistics.max for each in told if each.is_stats_set and each.statistics.has_min_max)
    return max(latest, default=NEVER)


def summary(told: Delta) -> str:
    """The counts of a delta in one line.

    >>> counts = [{"what": "report", "change": "added", "reason": "source", "count": 3}]
    >>> summary({"note": None, "since": "03be2e9767d3", "counts": counts})
    'Since 03be2e9767d3: reports added 3 (source)'
    """
    if told["note"]:
        return str(told["note"])
    parts = [f"{row['what']}s {row['change']} {row['count']:,} ({row['reason']})" for row in told["counts"]]
    return f"Since {told['since']}: {', '.join(parts) or 'no report and no cell changed'}"
