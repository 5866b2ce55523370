"""Tables that a build keeps for the next one, each named by all that it was made from.

    data/REGISTRY/warehouse/kept/KIND/KEY.arrow

Nothing here is needed: what is missing, torn, damaged or of another key is made anew. A file begins with the
checksum of its key and content.
"""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, get_ident

import pyarrow as pa

LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")
SUM_BYTES = 32


@dataclass(frozen=True)
class Kept:
    """The folder of what is kept; files are drafted in `scratch_dir`, on the same disk (None: only read)."""

    root: Path
    scratch_dir: Path | None = None
    _making: dict[tuple[str, str], Lock] = field(default_factory=dict, repr=False)

    def table(self, kind: str, key: str, make: Callable[[], pa.Table]) -> pa.Table:
        """The table of that key, made and kept where none is, or what is there is not what was kept.

        Of threads that want the same one makes it, and the others wait.
        """
        with self._making.setdefault((kind, key), Lock()):
            found = self.get(kind, key)
            if found is None:
                found = make()
                self.put(kind, key, found)
        return found

    def find(self, kind: str, key: str, schema: pa.Schema) -> pa.Table:
        """The table that is kept under a key; one of no rows where there is none."""
        found = self.get(kind, key)
        return schema.empty_table() if found is None else found

    def forget_others(self, kind: str, keys: Collection[str]) -> None:
        """Remove what is kept of a kind under other keys."""
        known = {f"{key}.arrow" for key in keys}
        for path in (self.root / kind).glob("*"):
            if path.name not in known:
                path.unlink()

    def get(self, kind: str, key: str) -> pa.Table | None:
        """The table that is kept under a key; None where there is none."""
        path = self.path(kind, key)
        content = path.read_bytes() if path.is_file() else b""
        if content[:SUM_BYTES] != _sum(key, memoryview(content)[SUM_BYTES:]):
            return None
        with pa.ipc.open_stream(pa.py_buffer(content).slice(SUM_BYTES)) as stream:
            return stream.read_all()

    def put(self, kind: str, key: str, table: pa.Table) -> None:
        """Keep a table in place of what was kept under its key; OSError where it cannot be written."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=LZ4) as out:
            out.write_table(table)
        content, path = sink.getvalue(), self.path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self.scratch_dir is not None
        draft = self.scratch_dir / f"{kind}-{get_ident()}-{path.name}"
        with draft.open("wb") as file:
            file.write(_sum(key, memoryview(content)))
            file.write(content)
        draft.replace(path)

    def path(self, kind: str, key: str) -> Path:
        """Where a table of that key lies, or would."""
        return self.root / kind / f"{key}.arrow"


def _sum(key: str, content: memoryview) -> bytes:
    digest = hashlib.sha256(key.encode() + b"\0")
    digest.update(content)
    return digest.digest()
