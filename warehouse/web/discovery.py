"""Which pages, slots and routes there are: whatever lies below pages/ and parts/.

A module there may define

    PAGE    a Page
    SLOTS   {name: template}: templates that are rendered into the place of that name on other pages, with
            everything these know; `base.html` and the pages say where: {{ slot("report_after_tables") }}
    ADDITIONS  {kind: Addition}: what such templates know beside what the pages of that kind do
    CELL_PAGE  a function (head of a report, cell) → (kind, key, fragment) of the page that shows the cell in
            its source
    route   a function (FastAPI, Serving) that adds what only a server can answer: an API, a console

so that a part of the page (evidence, search, copies, SQL, API) is added without a change here.
"""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from itertools import chain
from types import ModuleType

from warehouse.web import pages as pages_folder
from warehouse.web import parts as parts_folder
from warehouse.web.content import Addition, Page
from warehouse.web.questions import Row


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of both folders, in the order of their names."""
    return tuple(
        import_module(f"{folder.__name__}.{found.name}")
        for folder in (pages_folder, parts_folder)
        for found in pkgutil.iter_modules(folder.__path__)
    )


@cache
def pages() -> dict[str, Page]:
    """Every kind of page, in the order of the navigation."""
    found = [module.PAGE for module in modules() if hasattr(module, "PAGE")]
    return {page.kind: page for page in sorted(found, key=lambda page: page.order)}


@cache
def slots() -> dict[str, tuple[str, ...]]:
    """The templates for each slot."""
    found: dict[str, tuple[str, ...]] = {}
    for module in modules():
        for name, template in getattr(module, "SLOTS", {}).items():
            found[name] = (*found.get(name, ()), template)
    return found


@cache
def additions() -> dict[str, tuple[Addition, ...]]:
    """What the parts add to the pages of each kind."""
    found: dict[str, tuple[Addition, ...]] = {}
    for module in modules():
        for kind, addition in getattr(module, "ADDITIONS", {}).items():
            found[kind] = (*found.get(kind, ()), addition)
    return found


def asks(kind: str) -> tuple[str, ...]:
    """Every keyed question of the pages of a kind, those of the parts among them."""
    more = (addition.asks for addition in additions().get(kind, ()))
    return tuple(chain(pages()[kind].asks, *more))


@cache
def cell_pages() -> tuple[Callable[[Row, Row], tuple[str, str, str] | None], ...]:
    """What knows a page that shows a printed cell in its source."""
    return tuple(module.CELL_PAGE for module in modules() if hasattr(module, "CELL_PAGE"))
