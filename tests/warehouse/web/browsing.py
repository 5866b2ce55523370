"""A page in a real Chromium, with all that it said and asked for."""

import functools
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from spiders.crawling.browser import NAMES

SERIOUS = ("serious", "critical")  # of what axe finds


@dataclass
class Look:
    """A page in the browser, with what it said and asked for."""

    page: Page
    root: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def at(self, address: str) -> "Look":
        """Go to an address below the root."""
        self.page.goto(f"{self.root}/{address}")
        return self

    def drawn(self) -> int:
        """Scroll to every chart and wait until each is drawn; returns how many there are."""
        figures = self.page.locator("figure.chart:has(.spec)")
        for number in range(figures.count()):
            figures.nth(number).scroll_into_view_if_needed()
            self.page.wait_for_function(
                "n => document.querySelectorAll('figure.chart:has(.spec)')[n].dataset.drawn", arg=number
            )
        return figures.count()

    def is_clean(self) -> None:
        """Nothing on the console, and no request to another host."""
        assert not self.said, self.said
        assert not [url for url in self.asked if not url.startswith((self.root, "data:", "blob:"))]


def program() -> str | None:
    """The path of a Chromium; None where the machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched(*args: str) -> Iterator[Browser]:
    """A Chromium of this machine, with such arguments of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox", *args])
        yield browser
        browser.close()


@contextmanager
def looking(browser: Browser, root: str, **options: object) -> Iterator[Look]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(120_000)  # a machine may have much else to do
    look = Look(context.new_page(), root)

    def say(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            look.said.append(message.text)

    def note(request: Request) -> None:
        look.asked.append(request.url)

    look.page.on("console", say)
    look.page.on("pageerror", lambda error: look.said.append(str(error)))
    look.page.on("request", note)
    yield look
    context.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """A folder behind the plainest server there is; gives its address without a / at the end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
