"""Static lists with page numbers of their own: jeecms, vsb, aspnet, Yan'an."""

import re

from spiders.content.page import Page
from spiders.families.base import Family, ListRequest
from spiders.families.paging import next_link, next_numbered


class Jeecms(Family):
    """index.jhtml, index_2.jhtml; details are numbers."""

    name = "jeecms"
    article = re.compile(r"/\d+\.jhtml$")
    signature = re.compile(r"\.jhtml\b")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Pages by number up to the highest that the page names, in a link or in `1/3页`."""
        named = re.findall(r"index_(\d+)\.jhtml|\d/(\d+)\s*页|共\s*(\d+)\s*页", page.text)
        pages = max((int(max(groups)) for groups in named), default=1)
        return next_numbered(request, page, pages, "index_{}.jhtml")


class VsbHtm(Family):
    """Pages that may count downwards: only the next link leads on, nothing is composed."""

    name = "vsb-htm"
    article = re.compile(r"/info/\d+/\d+\.htm$|/content\.jsp\?")
    signature = re.compile(r"class=[\"']p_pages|v_news_content")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The link 下页 of the pager."""
        return next_link(request, page, "span.p_next a[href]")


class AspnetQuery(Family):
    """InfoPublic.aspx?cid=…&page=N (Yunnan's human resources)."""

    name = "aspnet-query"
    article = re.compile(r"/\w+\.aspx\?(?:[^#]*&)?id=\d+", re.I)
    signature = re.compile(r"InfoPublic\.aspx", re.I)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Pages up to the highest that the page links to."""
        linked = [int(number) for number in re.findall(r"[?&;]page=(\d+)", page.text)]
        following = re.sub(r"([?&]page=)\d+", r"\g<1>{}", page.url)
        return next_numbered(request, page, max(linked, default=1), following) if "{}" in following else []


class YananHtml(Family):
    """1.html, 2.html …, the number of pages as parseInt('N') in a script."""

    name = "yanan-n-html"
    article = re.compile(r"/\d{5,}\.html$")
    signature = re.compile(r"\A(?>[\s\S]*?class=[\"']m-lst)[\s\S]*parseInt\('\d+'\)")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next number."""
        count = re.search(r"parseInt\('(\d+)'\)", page.text)
        return next_numbered(request, page, int(count[1]) if count else 1, "{}.html")
