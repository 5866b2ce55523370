"""Politeness on one screen, and the Scrapy settings made of it."""

from dataclasses import dataclass, replace
from typing import Any

from spiders import __version__
from spiders.archive.reader import MAX_BODY

USER_AGENT = f"nianbao/{__version__} (reads annual reports on open government, slowly; contact: {{contact}})"
CONTACT_ENV = "NIANBAO_CONTACT"


@dataclass(frozen=True, slots=True)
class Politeness:
    """How a crawl behaves towards one host (a registrable name: www.x.gov.cn and x.gov.cn are one).

    Times are seconds unless the name says otherwise. `REAL` is for the web, `REPLICA` for the demo, `REPLAY`
    for answers out of files.
    """

    delay: float = 2.0  # seconds between requests, ±50 % jitter; one connection at a time, always
    slow_factor: float = 5.0  # times the delay where robots.txt answers 403, 5xx or not at all
    max_delay: float = 60.0  # where AutoThrottle stops: it slows with the latency of the host
    retries: int = 2  # after 408, 429, 500, 502-504 or a broken connection
    back_off: float = 10.0  # seconds before the first retry, doubled for each next; Retry-After goes before
    longest_wait: float = 600.0  # a longer Retry-After ends the attempt instead
    breaker_after: int = 3  # answers of 403, 412, 429, 521 in a row, or same bodies, that stop the host
    breaker_hours: float = 24.0
    daily_cap: int = 3000  # requests a host and day
    list_pages: int = 300  # a site
    files: int = 60  # a report: scans have a picture a page
    pages: int = 20  # further pages of an article; the longest seen has 3
    seconds: int = 60  # a download
    recheck_young_days: int = 400  # a report listed since then is asked for again at each crawl …
    recheck_old_days: float = 30.0  # … an older one after so many days


REAL = Politeness()
REPLICA = Politeness(delay=0, back_off=0, longest_wait=5, recheck_old_days=0, daily_cap=1_000_000)
# Of a search for a column, whose host is not known yet; docs/country.md counts what it costs.
SEARCH = replace(REAL, retries=1, seconds=30, daily_cap=100)
SEARCH_REPLICA = replace(SEARCH, delay=0, back_off=0, longest_wait=5, seconds=5)
REPLAY = replace(REPLICA, retries=0)

# All there are, in their order. Of what Scrapy has besides the whole lists are left out: it loads what is
# switched off one by one all the same, and two HTTP libraries with it, a fifth of a second at each start.
_MIDDLEWARES = {
    "spiders.middlewares.scope.Scope": 100,
    "spiders.middlewares.robots.Robots": 200,
    "spiders.middlewares.limits.Limits": 300,
    "spiders.middlewares.breaker.Breaker": 350,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 360,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "spiders.middlewares.retry.Retry": 550,
    "spiders.middlewares.redirect.Redirect": 600,
    "spiders.middlewares.location.Location": 650,
    "spiders.middlewares.cookies.Cookies": 700,
    "spiders.middlewares.capture.Capture": 900,
}
_FROM_WIRE = "spiders.net.tls.Handler"
_FROM_FILES = "spiders.crawling.replay.ReplayHandler"
_PUBLIC_ADDRESS = "spiders.net.resolver.PublicResolver"
_ANY_ADDRESS = "scrapy.resolver.CachingHostnameResolver"


def scrapy_settings(
    polite: Politeness, contact: str, proxied: bool, replayed: bool = False
) -> dict[str, Any]:
    """Settings of one Scrapy process; no cookies beyond its session, no disguise, no environment proxies.

    `proxied`: a proxy resolves the names, so that only its own address is looked up here.
    `replayed`: answers come from files, and no socket is opened.
    """
    handler = _FROM_FILES if replayed else _FROM_WIRE
    return {
        "USER_AGENT": USER_AGENT.format(contact=contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "SPIDER_MIDDLEWARES_BASE": {},  # nothing passes through the spider's callbacks
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": 0},
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": polite.delay,
        "DOWNLOAD_DELAY_JITTER": 0.5,
        "AUTOTHROTTLE_ENABLED": polite.delay > 0,
        "AUTOTHROTTLE_START_DELAY": polite.delay,
        "AUTOTHROTTLE_MAX_DELAY": polite.max_delay,
        "DOWNLOAD_TIMEOUT": polite.seconds,
        "DOWNLOAD_MAXSIZE": MAX_BODY,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": 5,
        "TWISTED_DNS_RESOLVER": _ANY_ADDRESS if proxied else _PUBLIC_ADDRESS,
        "LOG_LEVEL": "WARNING",
        # Our log tells each answer, and counts them: Scrapy's own counts and lines took a tenth of its work.
        "LOG_FORMATTER": "spiders.policy.log_formatter.QuietLogFormatter",
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    }
