"""The logs of the archive as Arrow tables, the columns those of `captures`."""

import collections
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json

from spiders.archive import reader as archive
from spiders.archive.old_logs import reason_of
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import tables

LOG_BLOCK = 8 * 2**20  # bytes; a line must fit in
OF_ATTEMPT = {
    "http_status": "status",
    "byte_count": "length",
    "warc_offset": "offset",
    "reason_code": "reason",
}


def attempts(archive_dir: Path, batch: str) -> pa.Table:
    """Every attempt of a batch's log, numbered from 1; raises ArchiveError."""
    shape = arrow_schema(tables()["captures"])
    names = [OF_ATTEMPT.get(name, name) for name in shape.names]
    fields_of_log = [field.with_name(name) for field, name in zip(shape, names, strict=True) if name != "ord"]
    whole = b"\n".join(archive.log_lines(archive_dir, batch))
    if not whole:
        return shape.empty_table()
    try:
        lines = json.read_json(
            io.BytesIO(whole),
            json.ReadOptions(use_threads=False, block_size=LOG_BLOCK),
            json.ParseOptions(explicit_schema=pa.schema(fields_of_log), unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid:
        collections.deque(archive.attempts(archive_dir, batch), maxlen=0)  # raises, naming the line
        raise
    lines = _with_reasons(lines).append_column("ord", pa.array(range(1, len(lines) + 1)))
    return lines.select(names).rename_columns(shape.names).cast(shape)


def _with_reasons(lines: pa.Table) -> pa.Table:
    """The lines of a log with the codes of their reasons; a log of the days before them had words alone."""
    if not pc.any(pc.and_(pc.is_null(lines["reason"]), pc.is_valid(lines["error"]))).as_py():
        return lines
    pairs = zip(lines["reason"].to_pylist(), lines["error"].to_pylist(), strict=True)
    codes = pa.array([code or reason_of(error)[0] for code, error in pairs], pa.string())
    return lines.set_column(lines.schema.get_field_index("reason"), "reason", codes)
