"""Addresses as browsers read them (the WHATWG URL standard), by Ada: backslashes, dots, spaces, charsets."""

import re
from urllib.parse import quote

import can_ada

# What a servlet hangs on the addresses of visitors without cookies: another one at each visit.
_SESSION = re.compile(r";jsessionid=[^?#/]*", re.I)
_ENDS = "".join(map(chr, range(0x21)))  # what a browser strips from both ends
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# Where the script of a link leads to: its first string in quotes that can only be an address.
_IN_SCRIPT = re.compile(
    r"[\"']((?:https?:)?[\\/][^\"'\s]{2,500}|[^\"'\s()]{1,300}\.(?:s?html?|jsp|aspx|pdf|docx?)(?:\?[^\"'\s]{0,300})?)[\"']",
    re.I,
)


class NoAddressError(ValueError):
    """A link that cannot be asked for; `reason` is a code of archive.reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def join(base: str, link: str, charset: str = "utf-8") -> str:
    """The absolute http(s) address of a link without its fragment and its session's name.

    charset: of the page; a query is asked in it, a path in UTF-8. Raises NoAddressError where nothing can be
    asked: a script, another scheme, no link at all, what no browser would understand either.

        >>> join("http://x.gov.cn/a/", "..\\\\b\\\\c.html;jsessionid=1F#top")
        'http://x.gov.cn/b/c.html'
    """
    plain = link.strip(_ENDS)
    if not plain or plain.startswith("#"):
        raise NoAddressError("link_missing")
    try:
        plain.encode()  # Ada takes no lone surrogate
        parsed = can_ada.parse(base) + _with_query_in(plain, charset)
    except (ValueError, UnicodeError) as error:
        raise NoAddressError("link_malformed") from error
    if parsed.protocol == "javascript:":
        raise NoAddressError("link_by_script")
    if parsed.protocol not in ("http:", "https:") or not parsed.hostname:
        raise NoAddressError("link_not_web")
    parsed.hash = ""
    return _SESSION.sub("", parsed.href)


def domain(host: str) -> str:
    """The name that a body registered: one label under gov.cn; any other host stands for itself.

    Pauses, caps and circuits count by it: www.x.gov.cn and x.gov.cn are one body's. gov.example is the
    replica's, for RFC 2606 reserves .example: no such name ever leads out.
    """
    labels = host.lower().rstrip(".").split(".")
    return ".".join(labels[-3:]) if labels[-2:] in (["gov", "cn"], ["gov", "example"]) else ".".join(labels)


def in_script(code: str) -> str | None:
    """The address that the script of a link opens, where it stands there whole: window.open('/a.html')."""
    found = _IN_SCRIPT.search(code)
    return found[1] if found else None


def _with_query_in(link: str, charset: str) -> str:
    """The link with what its query says outside ASCII percent-encoded in the charset of its page."""
    head, mark, query = link.partition("?")
    if not mark or query.isascii():
        return link
    return head + mark + _NOT_ASCII.sub(lambda found: quote(found[0].encode(charset, "replace")), query)
