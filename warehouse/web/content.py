"""What a page is: its address, the questions it asks, and what its template gets. No language, no door."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from warehouse.web.questions import Answer, Questions


class Both(NamedTuple):
    """A text in both languages of the page."""

    en: str
    zh: str


NOTHING = Both("There are no figures to draw.", "没有可画的数据。")


Holds = Callable[[str], bool]  # whether there is a page at a path below the root, as body/1


class NotFoundError(Exception):
    """There is no page of that kind with that key; the text says what there is instead."""

    def __init__(self, text: Both) -> None:
        super().__init__(text.en)
        self.text = text

    def __reduce__(self) -> tuple[type["NotFoundError"], tuple[Both]]:
        return NotFoundError, (self.text,)  # it passes from the process that renders to that which answers


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a Vega-Lite spec without a title, the question its data are the answer to, and its words.

    `spec` is None where there is nothing to draw; `why_empty` then tells why.
    """

    name: str
    title: Both
    told: Both  # what it shows, for those who do not see it, and below the picture
    answer: str
    spec: Mapping[str, Any] | None
    legend: tuple[tuple[str, Both], ...] = ()  # class of the colour, what it stands for
    why_empty: Both = NOTHING


@dataclass(frozen=True, slots=True)
class Content:
    """A page without language: both are rendered of it."""

    title: Both
    values: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    charts: tuple[Chart, ...] = ()
    downloads: Mapping[str, Path] = field(default_factory=dict)  # files of the release, by name
    made: Mapping[str, Callable[[Holds], bytes]] = field(default_factory=dict)  # for a folder alone, by name
    query: str = ""  # of a page made for a query string: what the addresses of its files end in, as ?a=1&b=2

    def answer(self, name: str) -> Answer | None:
        """The answer that the page's data file of that name holds."""
        return next((answer for answer in self.answers if answer.name == name), None)

    def chart(self, name: str) -> Chart | None:
        """The chart of that name."""
        return next((chart for chart in self.charts if chart.name == name), None)


class Key(NamedTuple):
    """The key of a page, and the places that it belongs to; none of a page that every site has."""

    key: str
    inside: tuple[str, ...] = ()


class PageFile(NamedTuple):
    """A file that lies beside the page of a key in a folder of files."""

    key: str
    name: str
    body: bytes


Build = Callable[[Questions, str, Mapping[str, str]], Content]


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of page. A module below pages/ or parts/ that has a `PAGE` is one: nothing else lists them.

    Attributes:
        kind: First part of its address: `place` in /place/110105; empty for the overview.
        template: File below templates/.
        build: From the release, the key in the address and the query string to its content; raises
            NotFoundError.
        keys: Every key a static site writes a page for; one empty key of a kind without keys.
        asks: The keyed questions, which a static site asks for many pages at once.
        files: What lies beside the pages of some keys and costs too much to be made with them: a static site
            writes it, and on a server a route of the part answers with it.
        label: What the navigation calls it; None where it is not in it.
        order: Place in the navigation.
        takes: What it makes of a query string; a server leaves the rest of one away.
        has_downloads: Whether files of the release are offered beside it.
    """

    kind: str
    template: str
    build: Build
    keys: Callable[[Questions], list[Key]] = lambda _: [Key("")]
    asks: tuple[str, ...] = ()
    files: Callable[[Questions, Sequence[str]], Iterator[PageFile]] = lambda _questions, _keys: iter(())
    label: Both | None = None
    order: int = 50
    takes: tuple[str, ...] = ()
    has_downloads: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """What a part adds to every page of a kind, for its template in a slot of that page.

    Attributes:
        asks: Keyed questions, with the keys of the pages.
        add: From the release, the key and the content of the page to a content with more values and answers.
    """

    asks: tuple[str, ...]
    add: Callable[[Questions, str, Content], Content]


def filled(questions: Questions, names: tuple[str, ...], key: str | None) -> dict[str, Answer]:
    """The answers to keyed questions by the part of their name after the first _: body_series → series."""
    return {name.partition("_")[2]: questions.ask(name, key) for name in names}


def numbered(
    questions: Questions, names: tuple[str, ...], key: str, unknown: Callable[[str], NotFoundError]
) -> dict[str, Answer]:
    """The same for a page whose key is a number; raises what `unknown` makes of a key that has no head."""
    if not (key.isascii() and key.isdigit()):
        raise unknown(key)
    asked = filled(questions, names, key)
    if not asked["head"].rows:
        raise unknown(key)
    return asked


def keys_of(questions: Questions, name: str) -> list[Key]:
    """The keys that a question lists: its first column, and as places the others."""
    answer = questions.ask(name)
    first, *others = answer.names
    return [
        Key(str(row[first]), tuple(row[place] for place in others if row[place] is not None))
        for row in answer.rows
    ]
