"""The extra `browser`: a page's scripts run in a Chromium that has no network of its own.

Whatever the page asks for goes through the fetch of the crawl, like any link: robots, scope, pauses, caps
and the archive hold for it, and a page is rendered again from the archive alone.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from spiders.content.page import Page
from spiders.crawling.crawl_state import Link
from spiders.errors import ToldError

if TYPE_CHECKING:
    from spiders.crawling.article_walk import Answer

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 120.0  # a page with its scripts, each asked for at the pace of the crawl
_WANTED = ("script", "xhr", "fetch", "document")
# What the crawl does not answer has nowhere to go: no name and no address resolves, the only way out is a
# proxy that is not there, and WebRTC, which asks neither for addresses in figures, may not send by itself.
_CLOSED = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name until 2024
    "--disable-quic",
)
# Before any script of a page, in every frame.
_WITHOUT_WEBRTC = """for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
  Object.defineProperty(globalThis, name, {value: undefined, writable: false, configurable: false});"""
_KINDS = {"script": "text/javascript", "document": "text/html"}  # where the log keeps no Content-Type
Fetch = Callable[[Link], Awaitable["Answer"]]


logger = logging.getLogger(__name__)


class BrowserError(ToldError):
    """No page can be rendered here; the text says what to install."""


def chromium() -> str:
    """The path of the system's Chromium; raises BrowserError where there is none, or no playwright."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        raise BrowserError("--browser needs the extra `browser`: pip install 'nianbao[browser]'") from None
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise BrowserError(f"--browser needs a Chromium on the PATH: one of {', '.join(NAMES)}")
    return path


def sandbox() -> str:
    """What a user should know of the processes that run strangers' scripts."""
    if _is_sandboxed():
        return "scripts of list pages run in Chromium, inside its own sandbox and without a network"
    return (
        "scripts of list pages run in Chromium WITHOUT its sandbox, since this is root, who can have none: "
        "a fault of Chromium would have root's rights. Run the crawl as another user."
    )


def _is_sandboxed() -> bool:
    return os.geteuid() != 0


class Browser:
    """Renders pages one by one; started by `async with`."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        from playwright.async_api import Error, async_playwright

        self._playwright = await async_playwright().start()
        try:
            self._chromium = await self._playwright.chromium.launch(
                executable_path=chromium(), args=[*_CLOSED], chromium_sandbox=_is_sandboxed()
            )
        except Error as error:
            await self._playwright.stop()
            reason = str(error).partition("\n")[0]
            raise BrowserError(f"Chromium did not start: {reason}; crawl without --browser") from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._chromium.close()
        await self._playwright.stop()

    async def render(self, page: Page, site_id: str) -> Page:
        """The page as its scripts leave it once they ask for nothing more; as it was where they fail."""
        from playwright.async_api import Error

        async with self._turn:
            context = await self._chromium.new_context(service_workers="block", accept_downloads=False)
            try:
                await context.add_init_script(_WITHOUT_WEBRTC)
                window = await context.new_page()
                await window.route("**/*", lambda route: self._answer(route, page, site_id))
                await window.goto(page.url, wait_until="networkidle", timeout=SECONDS * 1000)
                html = await window.content()
            except Error as error:
                logger.warning("%s is read as it came, its scripts failed: %s", page.url, error)
                return page
            finally:
                await context.close()
        return Page(page.url, html.encode(), "text/html; charset=utf-8")

    async def _answer(self, route: Any, page: Page, site_id: str) -> None:
        """The page itself from memory, scripts and their calls through the crawl, all else not at all."""
        request = route.request
        if request.url == page.url and request.is_navigation_request():
            kind = page.content_type or "text/html; charset=utf-8"
            await route.fulfill(
                body=page.text.encode(), content_type=kind.partition(";")[0] + "; charset=utf-8"
            )
            return
        if request.resource_type not in _WANTED:
            await route.abort()
            return
        kept = ("content-type", "referer")
        headers = tuple((name, request.headers[name]) for name in kept if name in request.headers)
        link = Link(site_id, "probe", request.url, page.url, post=request.post_data, headers=headers)
        answer = await self._fetch(link)
        if answer.page is None:
            await route.abort()
        else:
            kind = answer.page.content_type or _KINDS.get(request.resource_type, "application/json")
            await route.fulfill(body=answer.page.body, content_type=kind)
