"""Lists with page numbers of their own, in a name or the query: jeecms, vsb, aspnet, channels, Yan'an."""

import re
from typing import ClassVar

from spiders.content.page import Page
from spiders.families.base import Family
from spiders.families.listing import ListRequest, Promise
from spiders.families.paging import highest, next_link, next_numbered


class Jeecms(Family):
    """index.jhtml, index_2.jhtml; details are numbers."""

    name = "jeecms"
    article = re.compile(r"/\d+\.jhtml$")
    signature = re.compile(r"\.jhtml\b")

    def promise(self, page: Page) -> Promise:
        """The highest page that the list names, in a link or in `1/3页`."""
        named = highest(r"index_(\d+)\.jhtml|\d/(\d+)\s*页|共\s*(\d+)\s*页", page.text)
        return Promise(pages=named)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Pages by number."""
        return next_numbered(request, page, self.promise(page).pages, "index_{}.jhtml")


class VsbHtm(Family):
    """Pages that may count downwards: only the next link leads on, nothing is composed."""

    name = "vsb-htm"
    article = re.compile(r"/info/\d+/\d+\.htm$|/content\.jsp\?")
    signature = re.compile(r"class=[\"']p_pages|v_news_content")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The link 下页 of the pager."""
        return next_link(request, page, "span.p_next a[href]")


class QueryPaged(Family):
    """Lists whose page is a number in the query, up to the highest that the page links to or tells."""

    parameter: ClassVar[str]

    def promise(self, page: Page) -> Promise:
        """The highest page that the list links to, else what it says."""
        linked = highest(rf"[?&;]{self.parameter}=(\d{{1,6}})", page.text)
        return super().promise(page) | Promise(pages=linked)

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """Pages by number, in the query."""
        path, _, query = page.url.partition("?")
        fields = [field for field in query.split("&") if field and not field.startswith(f"{self.parameter}=")]
        name = f"{path}?{'&'.join([*fields, self.parameter])}={{}}"
        if f"{self.parameter}=" in query:  # in its place: some servers take the fields in their order alone
            name = re.sub(rf"([?&]{self.parameter}=)\d*", r"\g<1>{}", page.url)
        return next_numbered(request, page, self.promise(page).pages, name)


class AspnetQuery(QueryPaged):
    """InfoPublic.aspx?cid=…&page=N (Yunnan's human resources)."""

    name = "aspnet-query"
    article = re.compile(r"/\w+\.aspx\?(?:[^#]*&)?id=\d+", re.I)
    signature = re.compile(r"InfoPublic\.aspx", re.I)
    parameter = "page"


class IList(QueryPaged):
    """/info/iList.jsp?node_id=…&cat_id=N&cur_page=N (Xinjiang, Sichuan, Shaanxi)."""

    name = "ilist-jsp"
    article = re.compile(r"/info/i(?:Index|Content|Detail)\.jsp\?|[?&]info_id=\d+")
    signature = re.compile(r"/iList\.jsp\?")
    parameter = "cur_page"


class YxGovFront(QueryPaged):
    """/yxgovfront/NAME.jspx?…&pageNo=N (Yuxi and its counties)."""

    name = "yxgovfront"
    article = re.compile(r"/\w+/\d{8}/\d{5,}\.html$|\.jspx\?(?:[^#]*&)?contentId=\d+")
    signature = re.compile(r"/yxgovfront/")
    parameter = "pageNo"


class Channels(Family):
    """/channels/N.html, /channels/N_2.html …, articles at /contents/N/N.html (Yunnan, Henan)."""

    name = "channels"
    article = re.compile(r"/contents/\d+/\d+\.html$")
    signature = re.compile(r"\A\S*/channels/\d+(?:_\d+)?\.html|[\"'/]contents/\d+/\d+\.html")

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The link 下一页, else the next number while the page tells of more."""
        column = re.search(r"/channels/(\d+)", page.url)
        if (known := super().more(request, page)) or column is None:
            return known
        return next_numbered(request, page, self.promise(page).pages, f"/channels/{column[1]}_{{}}.html")


class YananHtml(Family):
    """1.html, 2.html …, the number of pages as parseInt('N') in a script."""

    name = "yanan-n-html"
    article = re.compile(r"/\d{5,}\.html$")
    signature = re.compile(r"\A(?>[\s\S]*?class=[\"']m-lst)[\s\S]*parseInt\('\d+'\)")

    def promise(self, page: Page) -> Promise:
        """The number that its script counts to."""
        return Promise(pages=highest(r"parseInt\('(\d+)'\)", page.text))

    def more(self, request: ListRequest, page: Page) -> list[ListRequest]:
        """The next number."""
        return next_numbered(request, page, self.promise(page).pages, "{}.html")
