"""A fetched page as families see it: URL, text by the charset rule, tree, links."""

from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content import address
from spiders.content.charset import decoded
from spiders.content.chinese import tidy
from spiders.content.clean_text import MOST_IN_ADDRESS, clean_text
from spiders.content.markup import MOST_ANCHORS, PageOverCapError, check_caps

_META = {
    name.lower(): name
    for name in (
        "ArticleTitle",
        "PubDate",
        "ContentSource",
        "SiteName",
        "SiteIDCode",
        "ColumnName",
        "ArticleId",
    )
}


@dataclass(frozen=True)
class Page:
    """Body bytes (decoded from content coding) of one response, and what its header said of them."""

    url: str
    body: bytes
    content_type: str = ""

    @cached_property
    def text(self) -> str:
        """The text as the bytes tell it; header and <meta> are not believed (charset.py)."""
        return self._decoded[0]

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        return decoded(self.body)

    @property
    def _query_charset(self) -> str:
        """What a browser would ask a query in: the charset of the page, UTF-8 for those of two bytes."""
        codec = self._decoded[1]
        return "utf-8" if codec.startswith("utf") else codec

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed HTML; raises PageOverCapError where parsing it would take too long."""
        check_caps(self.text)
        return LexborHTMLParser(self.text)

    @cached_property
    def meta(self) -> dict[str, str]:
        """The national meta block (国办发〔2017〕47号), as far as the page carries it."""
        found: dict[str, str] = {}
        for node in self.tree.css("meta[name][content]"):
            name = _META.get((node.attributes.get("name") or "").strip().lower())
            value = tidy(node.attributes.get("content") or "")
            if name and value:
                found.setdefault(name, clean_text(value, 200))
        return found

    @cached_property
    def base(self) -> str:
        """What relative links hang on: <base href> or the URL."""
        node = self.tree.css_first("base[href]")
        given = (node.attributes.get("href") or "") if node else ""
        try:
            return address.join(self.url, given if len(given) <= MOST_IN_ADDRESS else "")
        except address.NoAddressError:
            return self.url

    def address(self, link: str | None) -> str:
        """The absolute http(s) address of a link as a browser reads it; raises NoAddressError."""
        return address.join(self.base, link or "", self._query_charset)

    def join(self, link: str | None) -> str | None:
        """As `address`, or None for scripts and what else cannot be asked."""
        try:
            return self.address(link)
        except address.NoAddressError:
            return None

    def anchors(self, selector: str = "a[href]") -> list[LexborNode]:
        """Anchors of the page in document order; raises PageOverCapError where there are too many."""
        found = self.tree.css(selector)
        if len(found) > MOST_ANCHORS:
            raise PageOverCapError(f"{len(found)} nodes that match {selector!r}")
        return found
