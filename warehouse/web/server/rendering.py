"""From what an address names to the bytes of an answer, in this process."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from warehouse.web.render import CSV, HTML, PNG, SQL, SVG, Renderer

TYPES = {
    CSV: "text/csv; charset=utf-8",
    SQL: "text/plain; charset=utf-8",
    SVG: "image/svg+xml",
    PNG: "image/png",
    HTML: "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "xml": "application/atom+xml; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer as bytes."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page, or the file of that `name` beside it; of a query string what the kind of page takes."""

    language: str
    kind: str
    key: str
    name: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def ending(self) -> str:
        """Of the file; empty of a page."""
        return self.name.rpartition(".")[2]

    @property
    def is_framed(self) -> bool:
        """Whether it is the page of a chart alone, for the frames of others."""
        return self.ending == HTML

    @property
    def address(self) -> tuple[str, ...]:
        """What tells it from all other pages and files of a release."""
        asked = (f"{name}={value}" for name, value in sorted(self.query.items()))
        return (self.language, self.kind, self.key, self.name, *asked)


def render(renderer: Renderer, wanted: Wanted) -> Rendered:
    """A page or file; NotFoundError where there is none, WarehouseError where a limit was met."""
    kind, key, language, name = wanted.kind, wanted.key, wanted.language, wanted.name
    content = renderer.content(kind, key, wanted.query)
    if wanted.is_framed:
        chart = name.rpartition(".")[0]
        return Rendered(renderer.embedded(kind, key, language, content, chart).encode(), TYPES[HTML])
    if name:
        return Rendered(renderer.file(content, name), TYPES[wanted.ending])
    return Rendered(renderer.html(kind, key, language, content).encode(), TYPES[HTML])
