"""Hostile archived pages: nothing of them runs, reaches out or moves the outline, in any browser."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.warehouse.evidence.contained import harm
from tests.warehouse.evidence.hostile_pages import FIGURE, PAGES, PLACE, REACHED
from warehouse.evidence.documents import RULES, document
from warehouse.evidence.model import Box, EvidenceError, Picture, Shown, Target
from warehouse.evidence.show import show

CELL = Target("cell-1", PLACE, FIGURE)
SITE = "http://evidence.test"
# Pages in which the honest figure is gone for a browser and the reader too, or the first table is another.
WITHOUT_FIGURE = {
    "script-never-ended-before",
    "script-never-ended-in-cell",
    "style-that-moves-the-cell",
    "style-that-moves-the-cell-before",
    "style-that-moves-the-cell-in-cell",
    "noscript-before",
    "mutation-math-table-in-cell",
    "mutation-form-math-before",
    "mutation-form-math-in-cell",
    "unclosed-attribute-before",
    "unclosed-attribute-in-cell",
    "dangling-markup-before",
    "dangling-markup-in-cell",
    "numbers-of-its-own-in-cell",
    "utf-16-without-mark",
    "utf-32",
    "nul-bytes",
    "deep-tables",
    "many-cells",
}
# Those that only weigh, or whose harm is in what another parser or charset makes of them.
HARMLESS_AS_TEXT = {
    *(
        "unclosed-attribute",
        "dangling-markup",
        "half-a-character",
        "surrogates",
        "long-attribute",
        "long-text",
    ),
    *("utf-16", "utf-16-without-mark", "utf-32", "deep", "deep-inline", "deep-tables"),
    *("many-cells", "wide-spans", "many-wide-spans"),
}


@cache
def shown(name: str) -> Shown | None:
    try:
        return show(PAGES[name], [CELL])
    except EvidenceError as error:
        assert error.reason == "not_shown"
        return None


# By a browser: one of each kind, and none that only weighs.
SEEN = [
    name
    for name in PAGES
    if not name.endswith(("-before", "-in-cell")) and name not in HARMLESS_AS_TEXT | {"copies"}
]


def documents(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        found = shown(name)
        if found is not None:
            yield name, document(found, "cell-1")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_harmful_is_left_of_a_hostile_page(name: str) -> None:
    found = shown(name)
    if found is None:
        assert name in WITHOUT_FIGURE
        return
    text = document(found, "cell-1")
    assert not harm(text)
    marked = LexborHTMLParser(text).css("#cell-1")
    assert len(marked) == len(found.anchors)
    if name in WITHOUT_FIGURE:
        assert not found.agreeing
    else:
        assert found.agreeing == {"cell-1"}
        assert marked[0].text().strip().endswith(FIGURE)


def test_harm_is_seen_where_it_is() -> None:
    """Else the check above could not fail: as they were archived the pages do not pass it."""
    frame = document(Shown("page", "MARK"), None)
    passed = {
        name
        for name, data in PAGES.items()
        if not harm(frame.replace("MARK", data.decode("gb18030", "replace")))
    }
    assert {name.removesuffix("-before").removesuffix("-in-cell") for name in passed} == HARMLESS_AS_TEXT


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as run:
        started = run.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Visit:
    """A tab of a real browser with its scripts on; what it asks for is counted and answered from `served`."""

    tab: Any
    served: Mapping[str, str | bytes]
    asked: Counter[str] = field(default_factory=Counter)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tab.route("**/*", self._answer)
        self.tab.on("dialog", self._close)

    def see(self, *addresses: str) -> None:
        for address in addresses:
            self.tab.goto(address, wait_until="load")
        self.tab.wait_for_timeout(200)

    def _answer(self, route: Any, request: Any) -> None:
        self.asked[request.url] += 1
        route.fulfill(body=self.served.get(request.url, ""), content_type="text/html; charset=utf-8")

    def _close(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.mark.parametrize("has_policy", [True, False], ids=["with its policy", "without"])
def test_a_browser_asks_for_nothing_and_runs_nothing(browser: Any, has_policy: bool) -> None:
    """Outside of any sandbox; without the policy it is the cleaning alone that holds scripts back."""
    cleaned = [found.html for name in SEEN if (found := shown(name)) is not None]
    text = document(Shown("page", "".join(cleaned)))
    assert text.count(RULES) == 1
    text = text if has_policy else text.replace(RULES, "default-src * 'unsafe-inline' 'unsafe-eval' data:")
    visit = Visit(browser.new_page(), {f"{SITE}/": text})
    visit.see(f"{SITE}/")
    assert visit.dialogs == []
    assert visit.asked == {f"{SITE}/": 1}
    assert visit.tab.locator("#cell-1").count() == len(cleaned) - cleaned_without_figure()


def cleaned_without_figure() -> int:
    found = [shown(name) for name in SEEN]
    return sum(each is not None and not each.anchors for each in found)


def test_an_address_outlines_the_cell_that_a_figure_shares(browser: Any) -> None:
    """And the box of a picture, not the sheet that it is on."""
    cells = [Target(f"cell-{number}", PLACE, str(number)) for number in (1, 2)]
    both = document(show(b"<table><tr><td>a</td><td>1 / 2</td></tr></table>", cells))
    drawn = Picture(1, 9, 9, b"\x89PNG", (Box("cell-1", 1, 1, 3, 3), Box("cell-2", 5, 5, 7, 7)))
    pictures = document(Shown("pictures", "", (drawn,), {"cell-1": "cell-1", "cell-2": "cell-2"}))
    visit = Visit(browser.new_page(), {f"{SITE}/text": both, f"{SITE}/drawn": pictures})
    outlined = """() => [...document.querySelectorAll("main *")].map((each, place) =>
        getComputedStyle(each).outlineStyle === "solid" ? each.id : "").filter(Boolean)"""
    for page, found in (("text", "cell-1"), ("drawn", "cell-2")):
        visit.see(f"{SITE}/{page}#cell-2")
        assert visit.tab.evaluate(outlined) == [found]


def test_a_sandboxed_frame_shows_them(browser: Any) -> None:
    """As the pages of the site have them: a frame each, the cell scrolled to and outlined."""
    names = ("handler-of-image", "style-that-covers", "frame", "an-outline-of-its-own-before", "media")
    served = {f"{SITE}/{name}": text for name, text in documents(names)}
    frames = "".join(f'<iframe sandbox src="{address}#cell-1"></iframe>' for address in served)
    visit = Visit(browser.new_page(), served | {f"{SITE}/all": f"<!DOCTYPE html><title>all</title>{frames}"})
    visit.see(f"{SITE}/all")
    assert visit.dialogs == []
    assert visit.asked == Counter([*served, f"{SITE}/all"])
    inner = [frame for frame in visit.tab.frames if frame.parent_frame is not None]
    assert len(inner) == len(names)
    for frame in inner:
        outline = frame.locator("#cell-1").evaluate("cell => getComputedStyle(cell).outlineStyle")
        assert (outline, frame.locator("#cell-1").inner_text()) == ("solid", FIGURE)
        assert frame.locator("#cell-1").evaluate("cell => cell.getBoundingClientRect().top < innerHeight")


def test_a_browser_reads_in_them_what_we_do(browser: Any) -> None:
    """Chromium's own parser finds the same tags, and the same text under the outline."""
    made = dict(documents(SEEN))
    seen = browser.new_page().evaluate(
        """documents => documents.map(text => {
            const page = new DOMParser().parseFromString(text, 'text/html');
            const all = selector => [...page.querySelectorAll(selector)];
            return [all('main *').map(each => each.localName + ' ' + each.namespaceURI),
                    all('#cell-1').map(each => each.textContent)];
        })""",
        list(made.values()),
    )
    for (name, text), (tags, marked) in zip(made.items(), seen, strict=True):
        tree = LexborHTMLParser(text)
        assert tags == [f"{node.tag} http://www.w3.org/1999/xhtml" for node in tree.css("main *")], name
        assert marked == [node.text() for node in tree.css("#cell-1")], name


def test_a_browser_would_have_asked_and_run(browser: Any) -> None:
    """The pages as they were archived do, so that the counts above mean something."""
    names = "handler-of-image", "style-address", "media", "svg-script", "mutation-svg-style"
    served = {f"{SITE}/{name}": PAGES[name] for name in names}
    visit = Visit(browser.new_page(), served)
    visit.see(*served)
    assert len(visit.dialogs) >= 3
    assert any(address.startswith(REACHED) for address in visit.asked)
