"""Session cookies, for gates that answer once they come back; nobody else is asked about a cookie's domain.

Scrapy's own middleware looks a domain up in the public suffix list, which tldextract fetches from other hosts
at the first Set-Cookie. Here a cookie is its registrable name's, which the registry's rule tells.
"""

from collections.abc import Iterable
from http.cookiejar import Cookie

from scrapy import Request
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http.cookies import CookieJar

from spiders.middlewares.base import host_of
from spiders.registry import domain

MOST_BYTES, MOST_COOKIES = 4096, 50  # of a cookie, and of a host: what RFC 6265 (6.1) asks for at least


class Cookies(CookiesMiddleware):
    """Scrapy's cookies within one process, without its look at the public suffix list, and capped."""

    def _process_cookies(self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request) -> None:
        own = host_of(request.url)
        for cookie in cookies:
            if domain(cookie.domain.removeprefix(".")) == own and _is_small(cookie) and _has_room(jar, own):
                jar.set_cookie_if_ok(cookie, request)


def _is_small(cookie: Cookie) -> bool:
    return len(cookie.name) + len(cookie.value or "") <= MOST_BYTES


def _has_room(jar: CookieJar, own: str) -> bool:
    return sum(domain(cookie.domain.removeprefix(".")) == own for cookie in jar) < MOST_COOKIES
