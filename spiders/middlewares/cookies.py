"""Session cookies, for gates that answer once they come back; nobody else is asked about a cookie's domain.

Scrapy's own middleware looks a domain up in the public suffix list, which tldextract fetches from other hosts
at the first Set-Cookie, and loads an HTTP library for that at each start. Here a cookie is its registrable
name's, which the registry's rule tells.
"""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from spiders.middlewares.base import Middleware, host_of
from spiders.registry import domain

# Bytes of a cookie with its attributes, and cookies of a host: what RFC 6265 (6.1) asks for at least.
MOST_BYTES, MOST_COOKIES = 4096, 50


class Cookies(Middleware):
    """Keeps cookies within one process, by Scrapy's jar, and sends them to their own host alone."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._jar = CookieJar()

    def process_request(self, request: Request) -> None:
        """Sends what the jar has for an address, in place of what a redirect or retry took along."""
        request.headers.pop("Cookie", None)
        self._jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keeps what may be kept. Over the cap it is not parsed: Python's parser breaks on long numbers."""
        given = response.headers.getlist("Set-Cookie")
        if small := [cookie for cookie in given if len(cookie) <= MOST_BYTES]:
            self._keep(request, Response(response.url, headers={"Set-Cookie": small}))
        return response

    def _keep(self, request: Request, response: Response) -> None:
        own = host_of(request.url)
        for cookie in self._jar.make_cookies(response, request):
            if domain(cookie.domain.removeprefix(".")) == own and self._has_room(own):
                self._jar.set_cookie_if_ok(cookie, request)

    def _has_room(self, own: str) -> bool:
        return sum(domain(cookie.domain.removeprefix(".")) == own for cookie in self._jar) < MOST_COOKIES
