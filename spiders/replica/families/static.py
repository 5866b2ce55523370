"""Families of plain pages and links: aspnet, vsb, jeecms, eportal, tsid, yanan, huaian, the generic."""

from spiders.replica.families.base import ReplicaSite, Reply, Request
from spiders.replica.families.builder import Builder, Row, county, items, number, pages_of, query
from spiders.replica.model import Report


def build(edition: int) -> list[ReplicaSite]:
    makers = (_aspnet, _vsb, _jeecms, _eportal, _tsid, _yanan, _huaian, _generic)
    return [make(edition) for make in makers]


def _aspnet(edition: int) -> ReplicaSite:
    """InfoPublic.aspx?page=N, the last page number in the last link."""
    row = county("zheling", "aspnet-query", "/InfoPublic.aspx?cid=1019&pid=971&page=1&kw=")
    site = Builder(row, edition, "aspnet")
    rows = site.rows(lambda place, report: f"/NewsView.aspx?id={place}")
    answers = {listed.url.rpartition("=")[2]: listed.report for listed in site.listed}
    pages = pages_of(rows, 6)

    def listing(request: Request) -> Reply:
        page = min(max(number(query(request), "page", 1), 1), len(pages))
        lines = "".join(
            f'<p><a href="{row.href.lstrip("/")}">{row.title}</a><span>{row.date}</span></p>'
            for row in pages[page - 1]
        )
        links = "".join(
            f'<a href="?cid=1019&pid=971&page={place}&kw=">{name}</a>'
            for place, name in [*((p, str(p)) for p in range(1, len(pages) + 1)), (len(pages), "尾页")]
        )
        body = f'<div class="info-list">{lines}</div><div class="pages">{links}</div>'
        return site.reply(f"<html>{site.head()}<body>{body}</body></html>")

    def article(request: Request) -> Reply:
        key = answers.get(query(request).get("id", ""))
        return site.answer(key)(request) if key else site.reply("<html><body>参数错误</body></html>")

    site.pages |= {"/InfoPublic.aspx": listing, "/NewsView.aspx": article}
    return site.done()


def _vsb(edition: int) -> ReplicaSite:
    """Pages numbered downwards: only the next link leads on, a composed address fails."""
    site = Builder(county("yunding", "vsb-htm", "/zfxxgknb.htm", "pages count downwards"), edition, "vsb")
    rows = site.rows(lambda place, report: f"/info/1001/{2300 + place}.htm")
    pages = pages_of(rows, 6)
    names = ["zfxxgknb.htm", *(f"zfxxgknb/{number}.htm" for number in range(len(pages) - 1, 0, -1))]
    for place, part in enumerate(pages):
        up = "../" if "/" in names[place] else ""
        lines = items([Row(f"{up}{row.href.lstrip('/')}", row.title, row.date) for row in part])
        following = names[place + 1] if place + 1 < len(pages) else ""
        turn = ""
        if following:
            turn = f'<span class="p_next p_fun"><a href="{up}{following}">下页</a></span>'
        pager = f'<span class="p_pages"><span class="p_no">{place + 1}</span>{turn}</span>'
        text = f'<html>{site.head()}<body><ul class="content-list"><ul>{lines}</ul></ul>{pager}</body></html>'
        site.add(f"/{names[place]}", text)
    return site.done()


def _jeecms(edition: int) -> ReplicaSite:
    """index.jhtml, index_2.jhtml."""
    base = "/zfxxgknb/"
    site = Builder(county("lianhu", "jeecms", f"{base}index.jhtml"), edition, "plain")
    rows = site.rows(lambda place, report: f"{base}{12300 + place}.jhtml")
    pages = pages_of(rows, 8)
    for place, part in enumerate(pages, 1):
        name = "index.jhtml" if place == 1 else f"index_{place}.jhtml"
        links = "".join(
            f'<a href="{base}index{"" if number == 1 else f"_{number}"}.jhtml">{number}</a>'
            for number in range(1, len(pages) + 1)
        )
        site.add(f"{base}{name}", f"<html>{site.head()}<body><ul>{items(part)}</ul>{links}</body></html>")
    return site.done()


def _eportal(edition: int) -> ReplicaSite:
    """Opaque numeric folders: a folder a year, a folder an article."""
    base = "/xsqrmzf/zwfw/zfxxgk/xsq69/"
    site = Builder(county("xueshan", "eportal-numid", f"{base}index.html"), edition, "eportal")
    folders = {2025: "2291822", 2024: "2190355", 2023: "2023n", 2022: "2022n", 2021: "2021n"}

    def path(place: int, report: Report) -> str:
        return f"{base}{folders[report.year]}/{719700 + place}/index.html"

    rows = site.rows(path)
    years = "".join(
        f'<li><a href="{base}{name}/index.html">{year}年</a></li>' for year, name in folders.items()
    )
    site.add(site.column_path, f"<html>{site.head()}<body><ul>{years}</ul></body></html>")
    for name in folders.values():
        part = [row for row in rows if f"/{name}/" in row.href]
        site.add(f"{base}{name}/index.html", f"<html>{site.head()}<body><ul>{items(part)}</ul></body></html>")
    return site.done()


def _tsid(edition: int) -> ReplicaSite:
    """Articles in folders of 19 digits, whose first eight are a date only sometimes."""
    base = "/qtqzf/zwgk/zfgs1669/xzjd/"
    site = Builder(county("qiaotou", "tsid-index", f"{base}index.shtml"), edition, "ucap")

    def path(place: int, report: Report) -> str:
        date = report.published.replace("-", "") if place % 3 else "99990000"
        return f"{base}{date}{10512345600 + place}/index.shtml"

    rows = site.rows(path)
    site.add(site.column_path, f"<html>{site.head()}<body><ul>{items(rows)}</ul></body></html>")
    return site.done()


def _yanan(edition: int) -> ReplicaSite:
    """1.html, 2.html, the number of pages in a script."""
    base = "/zfxxgk/zfxxgknb/"
    site = Builder(county("huapu", "yanan-n-html", f"{base}1.html"), edition, "yanan")
    rows = site.rows(lambda place, report: f"{base}{1100000 + place}.html")
    pages = pages_of(rows, 8)
    for place, part in enumerate(pages, 1):
        script = f"<script>var n=parseInt('{len(pages)}')</script>"
        lines = f'<div class="m-lst"><ul>{items(part)}</ul></div>'
        site.add(f"{base}{place}.html", f"<html>{site.head()}<body>{lines}{script}</body></html>")
    return site.done()


def _huaian(edition: int) -> ReplicaSite:
    """The list stands in an iframe; addresses end in milliseconds and eight letters."""
    base = "/col/18073_668815/"
    site = Builder(
        county("chunshan", "huaian-col", f"{base}index.html", "the list is an iframe"), edition, "hanweb"
    )
    rows = site.rows(
        lambda place, report: f"/col/1167_462443/art/17383392/17395225724{place:02}SD89ttmc.html"
    )
    frame = f'<iframe src="{base}list.html" width="100%"></iframe>'
    site.add(site.column_path, f"<html>{site.head()}<body>{frame}</body></html>")
    site.add(f"{base}list.html", f"<html>{site.head()}<body><ul>{items(rows)}</ul></body></html>")
    return site.done()


def _generic(edition: int) -> ReplicaSite:
    """No known system: plain links, page 2 found by trying; page 3 repeats page 2."""
    base = "/gongkai/nianbao/"
    site = Builder(county("qiushui", "static", f"{base}index.html", "no known system"), edition, "plain")
    rows = site.rows(lambda place, report: f"{base}{report.published}/content_{7700 + place}.html")
    pages = pages_of(rows, 8)
    for name, part in (("index.html", pages[0]), ("index_2.html", pages[1]), ("index_3.html", pages[1])):
        site.add(f"{base}{name}", f"<html>{site.head()}<body><ul>{items(part)}</ul></body></html>")
    return site.done()
