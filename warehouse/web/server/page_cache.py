"""Pages that were made, by address: a release never changes, so neither do they."""

import threading
from collections import OrderedDict

from warehouse.web.server.rendering import Rendered

MOST_PAGES = 500
MOST_ASKED = 100  # pages made for a query string, of which there is no end: they push out none of the others
Address = tuple[str, ...]


class PageCache:
    """The pages that were asked for last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plain: OrderedDict[Address, Rendered] = OrderedDict()
        self._asked: OrderedDict[Address, Rendered] = OrderedDict()

    def get(self, address: Address) -> Rendered | None:
        """The page of an address, which then counts as asked for just now."""
        with self._lock:
            for pages in (self._plain, self._asked):
                if address in pages:
                    pages.move_to_end(address)
                    return pages[address]
        return None

    def put(self, address: Address, page: Rendered, has_query: bool) -> None:
        """Keep a page, and let go of the one that nobody has asked for for longest."""
        pages, most = (self._asked, MOST_ASKED) if has_query else (self._plain, MOST_PAGES)
        with self._lock:
            pages[address] = page
            while len(pages) > most:
                pages.popitem(last=False)
