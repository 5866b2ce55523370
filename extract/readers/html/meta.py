"""What a page says of itself: meta tags, headings, and the information block above the text."""

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.model.grid import Grid

# Printed keys of the information block, as seen on Suqian, Lianyun, Kaihua, Shuyang and Qinan pages.
INFO_KEYS = """
信息索引号 索引号 信息名称 名称 标题 信息分类 主题分类 分类 文号 发文字号 关键词 时效 有效性 文件下载
发布机构 发布单位 发布部门 发文机关 公开主体 公开机构 责任部门 信息来源 来源
公开日期 发布日期 发文日期 成文日期 生成日期 发布时间 时间 日期
"""
_ALTERNATIVES = "|".join(r"\s*".join(key) for key in sorted(INFO_KEYS.split(), key=len, reverse=True))
KEY_CELL = re.compile(rf"\s*[【\[]?({_ALTERNATIVES})[】\]]?\s*[:：]?\s*")
KEY_LINE = re.compile(
    rf"(?<![\w（(])[【\[]?({_ALTERNATIVES})[】\]]?\s*[:：]\s*(.*?)\s*"
    rf"(?=[【\[]?(?:{_ALTERNATIVES}|浏览次数|阅读次数|点击数|点击量|访问量|字号|字体|作者)[】\]]?\s*[:：]|[\[【]?\s*字体|$)",
    re.MULTILINE,
)
MAX_INFO_CELLS = 60
MAX_LINE = 200
HEADINGS = ("h1", "ucaptitle", "publishtime")
OF_HEAD = frozenset({"meta", "title"})
BREADCRUMB = re.compile(r"(?:当前|您的|你的|所在)\S{0,4}位置")


def head_meta(tree: LexborHTMLParser, tags: Set[str]) -> dict[str, str]:
    """Every `<meta name>`, lower-cased, and the texts of the title-like tags; first occurrence wins.

    `tags` are those of the body: to look for an unknown one takes ten times as long as for one that is there.
    """
    meta: dict[str, str] = {}
    headings = ", ".join(name for name in HEADINGS if name in tags)
    head = tree.head if tags.isdisjoint(OF_HEAD) else None
    for node in [*(head or tree).css("meta[name], title"), *(tree.css(headings) if headings else [])]:
        name, text = _stated(node)
        if name.strip() and text.strip():
            meta.setdefault(name.strip().lower(), " ".join(text.split()))
    return meta


def _stated(node: LexborNode) -> tuple[str, str]:
    """Name and content of a meta tag; tag and text of another."""
    if node.tag != "meta":
        return node.tag or "", node.text()
    return node.attributes.get("name") or "", node.attributes.get("content") or ""


def info_block(grids: Iterable[Grid], lines: Iterable[str]) -> dict[str, str]:
    """The printed key and value pairs: key cells with the cell to their right, and `key：value` lines."""
    info: dict[str, str] = {}
    small = [grid for grid in grids if len(grid.texts) <= MAX_INFO_CELLS]
    for grid in small:
        for name, value in _keyed_cells(grid):
            info.setdefault(name, value)
    texts = [*lines, *(text for grid in small for text in grid.texts)]
    for match in KEY_LINE.finditer("\n".join(filter(_may_state, texts))):
        if match[2]:
            info.setdefault(_bare(match[1]), match[2])
    return info


def _keyed_cells(grid: Grid) -> Iterator[tuple[str, str]]:
    """The key cells of a table, each with the cell to its right."""
    for (key, row), (value, row_of_value) in pairwise(zip(grid.texts, grid.places.rows, strict=True)):
        name = _key(key) if row == row_of_value and value else None
        if name:
            yield name, value


def _may_state(text: str) -> bool:
    return ("：" in text or ":" in text) and len(text) < MAX_LINE


@lru_cache(maxsize=4096)
def _key(text: str) -> str | None:
    """The key that a cell prints, and nothing else."""
    match = KEY_CELL.fullmatch(text)
    return _bare(match[1]) if match else None


def breadcrumb(lines: list[str]) -> str | None:
    """The line of the page's place in the site, with its parts where each stands in a block of its own."""
    for at, line in enumerate(lines):
        found = BREADCRUMB.search(line)
        if found and len(line) < MAX_LINE:
            after = line[found.end() :].strip(" :：")
            return after or " ".join(part for part in lines[at + 1 : at + 9] if len(part) <= 20)
    return None


def _bare(key: str) -> str:
    return re.sub(r"\s+", "", key)
