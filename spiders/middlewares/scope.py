"""Scope guard: only hosts of the registry rows chosen, redirects included."""

from urllib.parse import urlsplit

from scrapy import Request

from spiders.archive.reasons import verdict
from spiders.middlewares.base import Middleware, Refused
from spiders.registry import domain


class Scope(Middleware):
    """Refuses hosts that no chosen row lists: squatters republish whole government sites.

    What may be asked takes its turn among the requests of its own host, whichever host redirected to it.
    """

    def process_request(self, request: Request) -> None:
        """Raises Refused for a host or port out of scope."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.port not in (None, 80, 443):
            raise Refused(verdict("port_out_of_scope", port=parts.port, host=host))
        if domain(host) not in self.spider.domains:
            raise Refused(verdict("host_out_of_scope", host=host))
        request.meta["download_slot"] = domain(host)
