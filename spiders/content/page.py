"""A fetched page as families see it: URL, text by the charset rule, tree, links."""

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
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
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}  # what the label promises → what pages hold


@dataclass(frozen=True)
class Page:
    """Body bytes (decoded from content coding) of one response, and what its header said of them."""

    url: str
    body: bytes
    content_type: str = ""

    @cached_property
    def text(self) -> str:
        """The text: by BOM, header, <meta>, UTF-8, in the first that fits all bytes; else as GB18030."""
        for charset in self._charsets():
            try:
                return self.body.decode(charset)
            except (UnicodeDecodeError, LookupError):
                continue  # a wrong or unknown label: GBK bytes under a utf-8 header are common
        return self.body.decode("gb18030", "replace")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed HTML."""
        return LexborHTMLParser(self.text)

    @cached_property
    def meta(self) -> dict[str, str]:
        """The national meta block (国办发〔2017〕47号), as far as the page carries it."""
        found: dict[str, str] = {}
        for node in self.tree.css("meta[name][content]"):
            name = _META.get((node.attributes.get("name") or "").strip().lower())
            value = re.sub(r"\s+", " ", node.attributes.get("content") or "").strip()
            if name and value:
                found.setdefault(name, value[:200])
        return found

    @cached_property
    def base(self) -> str:
        """What relative links hang on: <base href> or the URL."""
        node = self.tree.css_first("base[href]")
        return urljoin(self.url, (node.attributes.get("href") or "") if node else "")

    def join(self, link: str | None) -> str | None:
        """The absolute http(s) URL of a link, or None for scripts and links that climb over the root."""
        try:
            url = urldefrag(urljoin(self.base, re.sub(r"[\t\r\n]", "", link or "").strip())).url
        except ValueError:  # `http://[` and the like
            return None
        return url if re.match(r"https?://", url) and "/../" not in url and link else None

    def anchors(self, selector: str = "a[href]") -> list[LexborNode]:
        """Anchors of the page in document order."""
        return self.tree.css(selector)

    def _charsets(self) -> list[str]:
        found = [name for bom, name in _BOMS if self.body.startswith(bom)]
        if header := _HEADER_CHARSET.search(self.content_type):
            found.append(header[1])
        if meta := _META_CHARSET.search(self.body[:4096]):
            found.append(meta[1].decode())
        return [_WIDER.get(name.lower(), name) for name in [*found, "utf-8"]]
