"""Session cookies, for gates that answer once they come back; nobody else is asked about a cookie's domain.

Scrapy's own middleware looks a domain up in the public suffix list, which tldextract fetches from other hosts
at the first Set-Cookie. Here a cookie is its registrable name's, which the registry's rule tells.
"""

from collections.abc import Iterable
from http.cookiejar import Cookie

from scrapy import Request
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from spiders.middlewares.base import host_of
from spiders.registry import domain

# Bytes of a cookie with its attributes, and cookies of a host: what RFC 6265 (6.1) asks for at least.
MOST_BYTES, MOST_COOKIES = 4096, 50


class Cookies(CookiesMiddleware):
    """Scrapy's cookies within one process, without its look at the public suffix list, and capped."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """As Scrapy; a cookie over the cap is not even parsed: Python's own parser breaks on long numbers."""
        given = response.headers.getlist("Set-Cookie")
        small = [cookie for cookie in given if len(cookie) <= MOST_BYTES]
        seen = response if small == given else Response(response.url, headers={"Set-Cookie": small})
        super().process_response(request, seen)
        return response

    def _process_cookies(self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request) -> None:
        own = host_of(request.url)
        for cookie in cookies:
            if domain(cookie.domain.removeprefix(".")) == own and _has_room(jar, own):
                jar.set_cookie_if_ok(cookie, request)


def _has_room(jar: CookieJar, own: str) -> bool:
    return sum(domain(cookie.domain.removeprefix(".")) == own for cookie in jar) < MOST_COOKIES
