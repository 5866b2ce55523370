"""Arrow tables out to the Parquet files of a release, as their declaration says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.errors import ContractError
from warehouse.release.manifest import Entry, checksum
from warehouse.schema import contract, nested_lists
from warehouse.schema.arrow_batches import batch_of, tables_of
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import Table

# Rows in a row group by layout: the latency of questions against the size of the files, measured at 750
# million cells for the long tables and the wide one; of a table of one file 500,000 took 600 MB to write, and
# of wide ones that lie in pieces a province has many times what a group may take.
ROW_GROUPS = {"one": 100_000, "pieces": 25_000, "province_year": 500_000, "year": 50_000}
# Rows that DuckDB makes ready at a time, beside those of a file: 100,000 of `reports` took 120 MB.
READY = 10_000


def write(table: Table, data: pa.Table, release: Path, path: str, made_from: str = "") -> Entry:
    """Enforce the contract on rows that stand in the declared order, and write them as `release`/`path`."""
    return write_pieces(table, [data], release, path, made_from)


def write_pieces(
    table: Table, pieces: Iterable[pa.Table], release: Path, path: str, made_from: str = ""
) -> Entry:
    """Like `write`, of rows that come in pieces; see `PiecesWriter`."""
    with PiecesWriter(table, release, path, made_from) as file:
        for data in pieces:
            file.put(data)
        return file.finish()


class PiecesWriter:
    """Writes a file whose rows come in pieces of the same types, one at least, each in row groups of its own.

    What the contract says of the key holds for each piece; no two may share a value of its first column.
    """

    def __init__(self, table: Table, release: Path, path: str, made_from: str = "") -> None:
        """The file is `release`/`path`; `made_from` is told of it."""
        self._table, self._release, self._path, self._made_from = table, release, path, made_from
        self._file: _OpenFile | None = None
        self._owners: list[pa.Array] = []

    def __enter__(self) -> "PiecesWriter":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def put(self, data: pa.Table) -> None:
        """Enforce the contract on rows that come next in the declared order, and write them."""
        contract.enforce_arrow(self._table, data)
        self._owners.append(pc.unique(data[self._table.key[0]]))
        if self._file is None:
            schema = _declared_schema(self._table, data.schema)
            self._file = _OpenFile(self._table, self._release, self._path, schema)
        self._file.write(_declared(self._table, data))

    def finish(self) -> Entry:
        """Close the file: what the manifest says of it."""
        assert self._file is not None, "a file has one piece at least, whose types are its own"
        _enforce_apart(self._table, self._owners)
        return self._file.finish(self._made_from)


def _enforce_apart(table: Table, owners: list[pa.Array]) -> None:
    """Raise ContractError where two pieces share a value of the first column of the key."""
    whole = pa.chunked_array(owners)
    if len(pc.unique(whole)) < len(whole):
        (twice,) = pc.value_counts(whole).sort(order="descending", by="counts").slice(0, 1).to_pylist()
        raise ContractError(f"{table.name}: {table.key[0]} {twice['values']} comes in several pieces")


def write_relation(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    relation: str,
    release: Path,
    files: Mapping[str, int],
) -> Iterator[Callable[[], Entry | None]]:
    """Enforce the contract on a relation, and cut it into `files`: path → how many rows, in order.

    Yields what writes each row group, to be called in turn; the last of a file says what it is. It needs the
    connection no more, and may run while the next is made: so two groups are in memory, however long a file.
    """
    contract.enforce(connection, table, relation)
    size = ROW_GROUPS[table.layout]
    cuts = {
        path: [min(size, count - at) for at in range(0, count, size)] or [0] for path, count in files.items()
    }
    reader = connection.sql(table.select(relation)).to_arrow_reader(READY)
    groups = tables_of(reader, chain.from_iterable(cuts.values()))
    for path, sizes in cuts.items():
        file = _OpenFile(table, release, path, arrow_schema(table))
        for number in range(len(sizes)):
            yield partial(_write_group, file, next(groups), is_last=number == len(sizes) - 1)


def _write_group(file: "_OpenFile", rows: pa.Table, is_last: bool) -> Entry | None:
    group = pa.Table.from_batches([batch_of(rows)])  # as one batch: pages are cut where a batch ends
    file.write(group.cast(file.schema))
    return file.finish() if is_last else None


class _OpenFile:
    """A file of a table that is being written, of rows in the declared order that keep the contract."""

    def __init__(self, table: Table, release: Path, path: str, schema: pa.Schema) -> None:
        self.schema = schema
        self._table, self._path, self._target = table, path, release / path
        self._target.parent.mkdir(parents=True, exist_ok=True)
        # Arrow's own schema is left out: it would tell which columns came as numbered words, and that differs
        # with the way a row took (made now, or kept from the release before), while the rows are the same.
        self._file = pq.ParquetWriter(
            self._target,
            schema,
            compression="zstd",
            compression_level=3,
            store_schema=False,
            write_page_checksum=True,
        )
        self._count = 0

    def write(self, rows: pa.Table) -> None:
        # A row group of no rows stops readers that take its length for a batch (datasets 5.2).
        if rows.num_rows:
            self._file.write_table(rows, row_group_size=ROW_GROUPS[self._table.layout])
            self._count += rows.num_rows

    def close(self) -> None:
        self._file.close()

    def finish(self, made_from: str = "") -> Entry:
        """Close the file: what the manifest says of it."""
        self._file.add_key_value_metadata(self._table.metadata())
        self._file.close()
        size = self._target.stat().st_size
        return Entry(self._path, checksum(self._target), size, self._count, made_from)


def _declared(table: Table, data: pa.Table) -> pa.Table:
    """The columns as declared; words that are numbered stay so, under numbers that only these rows decide."""
    schema = _declared_schema(table, data.schema)
    columns = [
        nested_lists.renumbered(data[field.name].combine_chunks())
        if pa.types.is_dictionary(field.type)
        else data[field.name].cast(field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema).combine_chunks()


def _declared_schema(table: Table, made: pa.Schema) -> pa.Schema:
    return pa.schema([_numbered(field, made.field(field.name).type) for field in arrow_schema(table)])


def _numbered(field: pa.Field, made: pa.DataType) -> pa.Field:
    is_numbered = pa.types.is_dictionary(made) and field.type == pa.string()
    return field.with_type(pa.dictionary(pa.int32(), pa.string())) if is_numbered else field
