"""The files of a source page on a server: made when they are asked for, a few at once, kept for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from extract.run.workers.worker_pool import NoWorkerError
from warehouse.errors import WarehouseError
from warehouse.evidence.apart import Spares
from warehouse.evidence.archived import MEDIA_TYPE
from warehouse.evidence.documents import CONTENT_SECURITY_POLICY
from warehouse.evidence.model import EvidenceError
from warehouse.web.content import Both, NotFoundError
from warehouse.web.doors import LANGUAGES
from warehouse.web.parts.source.files import document_of
from warehouse.web.parts.source.reports import Source, sourced
from warehouse.web.render import Renderer
from warehouse.web.server.answers import HTML, not_found, not_now, tagged
from warehouse.web.server.rendering import Rendered
from warehouse.web.server.serving import Serving

AT_ONCE = 2  # documents; readers of others wait without a thread, so that all other pages go on
ROOM = 64_000_000  # bytes of files that are kept; a page has 40 kB, ten drawn pages have a megabyte
ENGLISH = LANGUAGES[0]  # files have no language
FRAMED = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'self'"}
NO_FILE = Both("This page has no such file.", "此页没有这个文件。")
Key = tuple[str, ...]


class Kept:
    """Files by their address, each made once while any number of readers ask for it; the last asked stay."""

    def __init__(self, room: int = ROOM, at_once: int = AT_ONCE) -> None:
        self._room, self._turns = room, asyncio.Semaphore(at_once)
        self._made: OrderedDict[Key, Rendered] = OrderedDict()
        self._making: dict[Key, asyncio.Task[Rendered]] = {}

    async def get(self, key: Key, make: Callable[[], Rendered]) -> Rendered:
        """The file of that key; what `make` raises comes to all who wait for it, and is not kept."""
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, make))
        return await asyncio.shield(task)  # a reader who leaves takes it from no other

    async def _make(self, key: Key, make: Callable[[], Rendered]) -> Rendered:
        try:
            async with self._turns:
                made = await asyncio.to_thread(make)
        finally:
            del self._making[key]
        self._made[key] = made
        while sum(len(each.body) for each in self._made.values()) > self._room:
            self._made.popitem(last=False)
        return made


def route(app: FastAPI, serving: Serving) -> None:
    """Answer with the files of /source/REPORT_ID."""
    kept, spares = Kept(), Spares(AT_ONCE)

    async def document(request: Request, key: str, number: Annotated[int, Path()]) -> Response:
        def make(renderer: Renderer) -> Rendered:
            return Rendered(document_of(_source(renderer, key, f"document-{number}.html"), spares.show), HTML)

        return await answer(request, (key, str(number)), make)

    async def archived(request: Request, key: str, name: str) -> Response:
        def make(renderer: Renderer) -> Rendered:
            try:
                return Rendered(_source(renderer, key, f"{name}.bin").data(), MEDIA_TYPE)
            except EvidenceError as error:
                raise NotFoundError(NO_FILE) from error

        return await answer(request, (key, name, "bin"), make)

    async def answer(request: Request, key: Key, make: Callable[[Renderer], Rendered]) -> Response:
        renderer = await asyncio.to_thread(serving.renderer)
        try:
            found = await kept.get((renderer.questions.release_id, *key), lambda: make(renderer))
        except NotFoundError as error:
            return not_found(renderer, ENGLISH, error)
        except (WarehouseError, NoWorkerError) as error:
            return not_now(renderer, ENGLISH, request.url.path, error)
        return tagged(request, found, FRAMED)

    for address, endpoint in (
        ("/source/{key}/document-{number:int}.html", document),
        ("/source/{key}/{name}.bin", archived),
    ):
        app.add_api_route(address, endpoint, methods=["GET", "HEAD"], include_in_schema=False)


def _source(renderer: Renderer, key: str, name: str) -> Source:
    """The source that a file of that name belongs to; NotFoundError where there is none."""
    for source in sourced(renderer.questions, key).sources:
        if name in (source.page_name, source.bytes_name):
            return source
    raise NotFoundError(NO_FILE)
