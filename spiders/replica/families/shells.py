"""The pages around a report: each family's metas, information block and body container.

Containers and metas as real sites of the family print them.
"""

from dataclasses import dataclass
from html import escape

COLUMN = "政府信息公开年报"


@dataclass(frozen=True, slots=True)
class Article:
    """What a page shell needs to know; `links` is (href, text) of the attachments."""

    site_name: str
    title: str
    date: str
    source: str
    index_number: str
    body: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shell:
    """`opening` and `closing` enclose the body; `has_metas` prints the national meta block of 2017.

    block: `table` (索引号, 发布机构, 发布日期 above it), `line` (one line under the title) or '' (none).
    """

    opening: str
    closing: str
    has_metas: bool = True
    block: str = "table"
    head: str = ""


SHELLS = {
    "trs": Shell('<div class="TRS_Editor">', "</div>"),
    "ucap": Shell('<div id="zoomcon"><UCAPCONTENT>', "</UCAPCONTENT></div>", block="line"),
    "hanweb": Shell('<div id="zoom">', "</div>"),
    "nfcms": Shell(
        '<div class="news_cont_d_wrap">', "</div>", head="<script>var NFCMS_SITE_ID = 755001;</script>"
    ),
    "shanghai": Shell(
        '<div id="ivs_content" class="Article_content">', "</div>", has_metas=False, block="line"
    ),
    "govxxgk": Shell('<div class="main-txt">', "</div>", has_metas=False),
    "chaoyang": Shell('<div class="content">', "</div>", has_metas=False, block="line"),
    "eportal": Shell('<div class="easysite-news-text" id="Zoom">', "</div>", block="line"),
    "lonsun": Shell('<div class="wzcon j-fontContent">', "</div>"),
    "aspnet": Shell('<div class="news-info">', "</div>", has_metas=False, block="line"),
    "vsb": Shell('<div class="v_news_content">', "</div>", block="line"),
    "yanan": Shell('<div class="m-txt-article">', "</div>"),
    "plain": Shell('<div class="article">', "</div>", has_metas=False, block=""),
}


def page(shell: Shell, article: Article, charset: str) -> str:
    """The whole HTML page of an article."""
    files = "".join(f'<p>附件：<a href="{href}">{escape(text)}</a></p>' for href, text in article.links)
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
        f"{metas(article) if shell.has_metas else ''}"
        f"<title>{escape(article.title)}_{article.site_name}</title>"
        f'{shell.head}</head><body>\n<div class="crumb">首页 &gt; 政府信息公开 &gt; {COLUMN}</div>\n'
        f"{_block(shell, article)}<h1>{escape(article.title)}</h1>\n{_line(shell, article)}"
        f"{shell.opening}{article.body}{files}{shell.closing}\n"
        '<div class="footer">主办：示例省某单位（演示数据，均为虚构）</div></body></html>'
    )


def metas(article: Article) -> str:
    """The national meta block (国办发〔2017〕47号) as content systems print it."""
    named = {
        "SiteName": article.site_name,
        "SiteIDCode": "9900000000",
        "ColumnName": COLUMN,
        "ColumnType": "信息公开年报",
    }
    if article.title:
        named |= {
            "ArticleTitle": article.title,
            "PubDate": f"{article.date} 09:30",
            "ContentSource": article.source,
        }
    return "".join(f'<meta name="{name}" content="{escape(text)}">\n' for name, text in named.items())


def _block(shell: Shell, article: Article) -> str:
    if shell.block != "table":
        return ""
    publisher = f"<td>发布机构</td><td>{article.source}</td>" if article.source else ""
    number = f"<td>索引号</td><td>{article.index_number}</td>"
    return (
        f'<table class="xxgk"><tr>{number}{publisher}<td>发布日期</td><td>{article.date}</td></tr></table>\n'
    )


def _line(shell: Shell, article: Article) -> str:
    if shell.block != "line":
        return ""
    source = f" 来源：{article.source}" if article.source else ""
    return f'<p class="info">发布时间：{article.date} 16:20{source} 点击量：</p>\n'
