"""The two doors to the same pages: how a link looks in a folder of files, and on a server."""

from collections.abc import Container
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

ELSEWHERE = "elsewhere"  # the page that stands for those which a folder of one place does not hold
LARGEST_FILE = 25_000_000  # bytes; some hosts of static pages take no larger file
LANGUAGES = ("en", "zh")


def path_of(language: str, kind: str, key: str = "") -> str:
    """The address of a page below the root: English has no prefix, the overview is the root itself.

    >>> path_of("zh", "place", "110105")
    'zh/place/110105'
    """
    prefix = "" if language == "en" else language
    return "/".join(part for part in (prefix, kind, key) if part)


class Door(Protocol):
    """How links are written."""

    is_static: bool

    def hands_out(self, path: Path) -> bool:
        """Whether a file of the release is offered here."""
        ...

    def holds(self, path: str) -> bool:
        """Whether there is a page at an English path below the root."""
        ...

    def page(self, here: str, path: str) -> str:
        """A link to a page from the page at `here`; both are paths below the root."""
        ...

    def file(self, here: str, path: str) -> str:
        """A link to a file from the page at `here`."""
        ...


class Folder:
    """A folder of files: every link is relative and names its file, so that it works from a USB stick."""

    is_static = True

    def __init__(self, written: Container[str] | None = None) -> None:
        """`written` are the paths of the English pages it holds, where it holds not all."""
        self._written = written

    def hands_out(self, path: Path) -> bool:
        """Files that every host takes: of larger ones the page says how to get them."""
        return path.stat().st_size <= LARGEST_FILE

    def holds(self, path: str) -> bool:
        """As in Door."""
        return self._written is None or path in self._written

    def page(self, here: str, path: str) -> str:
        """As in Door; a page that the folder does not hold is told of by the page `elsewhere`."""
        plain = path.removeprefix("zh").lstrip("/") if path == "zh" or path.startswith("zh/") else path
        if not self.holds(plain):
            path = path_of("zh" if path != plain else "en", ELSEWHERE)
        return self.file(here, f"{path}/index.html" if path else "index.html")

    def file(self, here: str, path: str) -> str:
        """As in Door."""
        up = "../" * len([part for part in here.split("/") if part])
        return f"{up}{quote(path)}"


class Server:
    """A server: addresses from its root."""

    is_static = False

    def hands_out(self, path: Path) -> bool:
        """As in Door."""
        return True

    def holds(self, path: str) -> bool:
        """As in Door; what there is not is told when it is asked for."""
        return True

    def page(self, here: str, path: str) -> str:
        """As in Door."""
        return f"/{quote(path)}"

    def file(self, here: str, path: str) -> str:
        """As in Door."""
        return f"/{quote(path)}"
