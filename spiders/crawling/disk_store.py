"""Texts by key on the disk, so that the memory of a crawl does not grow with the pages it has met."""

import sqlite3
from collections.abc import Iterator
from hashlib import blake2b

CACHE = 512  # KiB that SQLite may hold of a shelf; the rest lies in its file


class Shelf:
    """A scratch store: SQLite makes its file without a name, and drops it when the store is let go."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute(f"pragma cache_size = -{CACHE}")
        self._base.execute("pragma journal_mode = off")
        self._base.execute("create table kept (room text, key blob, text text, primary key (room, key))")

    def put(self, room: str, key: tuple[str | None, ...], text: str) -> None:
        """Keep a text under a key; a later one takes its place."""
        self._base.execute("insert or replace into kept values (?, ?, ?)", (room, _short(key), text))

    def add(self, room: str, key: tuple[str | None, ...], text: str) -> bool:
        """Keep a text under a key that has none yet; whether it had none."""
        return (
            self._base.execute(
                "insert or ignore into kept values (?, ?, ?)", (room, _short(key), text)
            ).rowcount
            == 1
        )

    def get(self, room: str, key: tuple[str | None, ...]) -> str | None:
        """The text under a key, None where there is none."""
        asked = "select text from kept where room = ? and key = ?"
        found = self._base.execute(asked, (room, _short(key))).fetchone()
        return found[0] if found else None

    def texts(self, room: str) -> Iterator[str]:
        """All texts of a room, as they were put; others may be put meanwhile, into other rooms."""
        for (text,) in self._base.execute("select text from kept where room = ? order by rowid", (room,)):
            yield text

    def clear(self, room: str) -> None:
        """Let go of all that stands in a room."""
        self._base.execute("delete from kept where room = ?", (room,))


def _short(key: tuple[str | None, ...]) -> bytes:
    """16 bytes for a key of any length."""
    return blake2b(repr(key).encode(), digest_size=16).digest()
