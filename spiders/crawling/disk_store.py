"""Texts by key on the disk, so that the memory of a crawl does not grow with the pages it has met."""

import sqlite3
from collections.abc import Iterator
from hashlib import blake2b

CACHE = 512  # KiB that SQLite may keep of a store in memory; the rest lies in its file
Key = tuple[str | None, ...]


class DiskStore:
    """A scratch store of texts by namespace and key.

    SQLite makes its file without a name ("" as path), and drops it when the store is let go, so that a kill
    leaves nothing behind.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # it locks by itself
        self._base.execute(f"pragma cache_size = -{CACHE}")
        self._base.execute("pragma journal_mode = off")
        self._base.execute(
            "create table texts (namespace text, key blob, text text, primary key (namespace, key))"
        )
        self._base.execute("begin")  # one transaction for good: nothing here outlives the process
        self._filled: set[str] = set()  # namespaces that were put into: the others need not be asked

    def put(self, namespace: str, key: Key, text: str) -> None:
        """Keep a text under a key; a later one takes its place."""
        self._filled.add(namespace)
        self._base.execute("insert or replace into texts values (?, ?, ?)", (namespace, _short(key), text))

    def add(self, namespace: str, key: Key, text: str) -> bool:
        """Keep a text under a key that has none yet; whether it had none."""
        self._filled.add(namespace)
        values = (namespace, _short(key), text)
        return self._base.execute("insert or ignore into texts values (?, ?, ?)", values).rowcount == 1

    def get(self, namespace: str, key: Key) -> str | None:
        """The text under a key, None where there is none."""
        if namespace not in self._filled:
            return None
        query = "select text from texts where namespace = ? and key = ?"
        row = self._base.execute(query, (namespace, _short(key))).fetchone()
        return row[0] if row else None

    def remove(self, namespace: str, key: Key) -> None:
        """Drop the text under a key."""
        self._base.execute("delete from texts where namespace = ? and key = ?", (namespace, _short(key)))

    def texts(self, namespace: str) -> Iterator[str]:
        """All texts of a namespace, as they were put; others may be put meanwhile, into other namespaces.

        Another thread may go through them.
        """
        query = "select text from texts where namespace = ? order by rowid"
        for (text,) in self._base.execute(query, (namespace,)):
            yield text

    def clear(self, namespace: str) -> None:
        """Drop all that stands in a namespace."""
        if namespace in self._filled:
            self._base.execute("delete from texts where namespace = ?", (namespace,))
            self._filled.remove(namespace)


def _short(key: Key) -> bytes:
    """16 bytes for a key of any length."""
    return blake2b(repr(key).encode(), digest_size=16).digest()
