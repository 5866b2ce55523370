"""Static lists with page numbers of their own: jeecms, vsb, aspnet, Yan'an."""

import re

from spiders.content.page import Page
from spiders.families.base import Ask, Family
from spiders.families.paging import next_link, numbered


class Jeecms(Family):
    """index.jhtml, index_2.jhtml; details are numbers."""

    name = "jeecms"
    article = re.compile(r"/\d+\.jhtml$")
    signature = re.compile(r"\.jhtml\b")

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """Pages by number up to the highest that the page names, in a link or in `1/3页`."""
        named = re.findall(r"index_(\d+)\.jhtml|\d+/(\d+)\s*页|共\s*(\d+)\s*页", page.text)
        return numbered(ask, page, max((int(max(each)) for each in named), default=1), "index_{}.jhtml")


class VsbHtm(Family):
    """Pages that may count downwards: only the next link leads on, nothing is composed."""

    name = "vsb-htm"
    article = re.compile(r"/info/\d+/\d+\.htm$|/content\.jsp\?")
    signature = re.compile(r"class=[\"']p_pages|v_news_content")

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """The link 下页 of the pager."""
        return next_link(ask, page, "span.p_next a[href]")


class AspnetQuery(Family):
    """InfoPublic.aspx?cid=…&page=N (Yunnan's human resources)."""

    name = "aspnet-query"
    article = re.compile(r"/\w+\.aspx\?(?:[^#]*&)?id=\d+", re.I)
    signature = re.compile(r"InfoPublic\.aspx", re.I)

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """Pages up to the highest that the page links to."""
        linked = [int(number) for number in re.findall(r"[?&;]page=(\d+)", page.text)]
        following = re.sub(r"([?&]page=)\d+", r"\g<1>{}", page.url)
        return numbered(ask, page, max(linked, default=1), following) if "{}" in following else []


class YananHtml(Family):
    """1.html, 2.html …, the number of pages as parseInt('N') in a script."""

    name = "yanan-n-html"
    article = re.compile(r"/\d{5,}\.html$")
    signature = re.compile(r"class=[\"']m-lst[\s\S]*parseInt\('\d+'\)")

    def more(self, ask: Ask, page: Page) -> list[Ask]:
        """The next number."""
        count = re.search(r"parseInt\('(\d+)'\)", page.text)
        return numbered(ask, page, int(count[1]) if count else 1, "{}.html")
