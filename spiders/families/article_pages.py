"""An article on several pages: where a page says that it goes on, and which pages are of the same article.

An address alone decides what may be asked: that of the first page with a number behind its name
(t20240115_12.html, t20240115_12_1.html) or with the number of a page in its query. So no link to another
article is taken for a further page, whatever its words. Where a report breaks off before its last section and
only a script could turn the page, that is told by an address with a fragment, which nobody can ask for.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from spiders.content.chinese import squeeze
from spiders.content.headings import count_headings
from spiders.content.markup import without_tags
from spiders.content.page import Page
from spiders.families.paging import (
    Pager,
    address_of,
    called_pagers,
    counted_pagers,
    is_next,
    leads_on,
    scripted_next,
)
from spiders.policy.titles import names_report

_NUMBERED = re.compile(r"[_-](\d{1,3})")
_EXTENSION = re.compile(r"\.\w{2,5}$")
_PARAMETER = re.compile(r"page_?(?:no|num|index|number)?|cur(?:rent)?_?page", re.I)
_NUMBER_WORD = re.compile(r"[\[【(（第]?\s*(\d{1,3})\s*[\]】)）页]?")
_OF_PAGER = re.compile(rf"{_NUMBER_WORD.pattern}|[上前首尾末][一1]?[页頁]|第一[页頁]|[<>«»‹›]+")
_MOST_WORDS = 8  # characters of a pager's link
_FIRST_SECTION, _LAST_SECTION = (re.compile(f"{number}[、.．,，:：]") for number in "一六")
# What the pagers of lists are named after, which may stand beside an article.
_OF_LIST = re.compile(r"(?:.*/)?(?:common_)?(?:index|x?list|rlist|default|more)\w*")


def next_page(page: Page, first: str | None = None) -> str | None:
    """The address on which an article goes on after a page; None on its last page.

    first: the address of its first page; None where `page` is that, and may be no article at all: one has a
    heading of a report or is titled as one, so that lists are not gone through. Raises PageOverCapError.
    """
    begin = first or page.url
    following = _called(page, begin)
    url = _linked(page, begin) if following is None else following
    if url is None and _breaks_off(page, first):
        url = _scripted(page)
    return url if url and (first or _is_article(page)) else None


def is_scripted(url: str) -> bool:
    """Whether what `next_page` gave is no address, but says that only a script leads on."""
    return "#" in url


def gap_alone(page: Page) -> str | None:
    """Why a page of a report that is read by itself is not whole, in words; None where it may be.

    Its address may not be that of the site, so what its pager leads through is told as it stands there; one
    that is named as those of lists are counts only where the report breaks off.
    """
    is_cut = _breaks_off(page, None)
    if not _is_article(page):
        return None
    for pager in called_pagers(page.text):
        if pager.pages > 1 and (is_cut or not _OF_LIST.fullmatch(pager.name.partition("_{")[0])):
            current = pager.current or 1
            if current >= pager.pages:
                return f"it is the last of {pager.pages} pages"
            return f"it goes on at {pager.name.format(current - 1 + pager.second)}, of {pager.pages} pages"
    return _gap_of_links(page) if is_cut else None


def _gap_of_links(page: Page) -> str | None:
    for anchor in page.anchors("a"):
        if leads_on(anchor) and address_of(page, anchor):
            return f"it goes on at {anchor.attributes.get('href')}"
    pages = max((pages for pages, _, _ in counted_pagers(page.text)), default=1)
    if pages > 1:
        return f"its script counts {pages} pages"
    return "only a script leads to its next page" if _scripted(page) else None


def is_part(page: Page, first: str, title: str | None) -> bool:
    """Whether a page is of the article that begins at `first`: it has its title, or the pager of its pages.

    title: what the first page's ArticleTitle says. A page of another title is of another article.
    """
    own = page.meta.get("ArticleTitle")
    if own and title:
        return own.startswith(title) or title.startswith(own)
    return any(number is not None for number in _numbers_of_pager(page, first))


def number_of(first: str, url: str) -> int | None:
    """The number that the address of a page has beside that of its article's first page; None of another's.

    >>> number_of("http://x.gov.cn/t2_7.html", "http://x.gov.cn/t2_7_1.html")
    1
    """
    if url == first:
        return 0
    one, other = urlsplit(first), urlsplit(url)
    if one.netloc != other.netloc:
        return None
    if one.path == other.path:
        return _number_in_query(one.query, other.query)
    name, extension = _split_name(one.path)
    other_name, other_extension = _split_name(other.path)
    found = _NUMBERED.fullmatch(other_name.removeprefix(name))
    is_own = other_name.startswith(name) and extension in (other_extension, "") and one.query == other.query
    return int(found[1]) if found and is_own else None


def _split_name(path: str) -> tuple[str, str]:
    """A path without its extension, and that; a folder is its index page, whatever that ends in."""
    if path.endswith("/"):
        return f"{path}index", ""
    found = _EXTENSION.search(path)
    return (path[: found.start()], found[0]) if found else (path, "")


def _number_in_query(first: str, other: str) -> int | None:
    (start, rest), (number, same_rest) = _parameters(first), _parameters(other)
    is_own = rest == same_rest and start in (None, 1)
    return number if is_own else None


def _parameters(query: str) -> tuple[int | None, list[tuple[str, str]]]:
    """The number of the page that a query names, and its other fields."""
    fields = parse_qsl(query, keep_blank_values=True)
    numbers = [value for name, value in fields if _PARAMETER.fullmatch(name)]
    is_one = len(numbers) == 1 and re.fullmatch("[0-9]{1,3}", numbers[0])
    return int(numbers[0]) if is_one else None, [each for each in fields if not _PARAMETER.fullmatch(each[0])]


def _own_number(first: str, url: str) -> int:
    """As number_of; of the first page the number that its query names, else 0."""
    return number_of(first, url) or _parameters(urlsplit(url).query)[0] or 0


def _pagers(page: Page, first: str) -> Iterator[Pager]:
    """The pagers that scripts of a page call or count, those of the article and others."""
    yield from called_pagers(page.text)
    stem, extension = _split_name(urlsplit(first).path)
    for pages, second, name in counted_pagers(page.text):
        if name or _breaks_off(page, None if first == page.url else first):
            place = (name or stem).replace("{", "{{").replace("}", "}}")
            yield Pager(pages, f"{place}_{{}}{extension or '.html'}", second)


def _called(page: Page, first: str) -> str | None:
    """What the script of its pager leads to; empty on the last page, None where no pager is the article's."""
    for pager in _pagers(page, first):
        if number_of(first, urljoin(first, pager.name.format(pager.second))) is None:
            continue
        beside = number_of(first, page.url) or 0
        number = max(beside - pager.second + 2 if beside else 1, pager.current or 1)
        return urljoin(first, pager.name.format(number - 1 + pager.second)) if number < pager.pages else ""
    return None


def _linked(page: Page, first: str) -> str | None:
    """What 下一页 or the number of the next page leads to, one page on from this one."""
    own = _own_number(first, page.url)
    # Page 2 has the number 1 or 2 in its address; from then on it grows by one.
    numbers, shown = ((own + 1,), {own + 1, own + 2}) if own else ((1, 2), {2})
    for words, url in _links_of_pager(page):
        printed = _NUMBER_WORD.fullmatch(words)
        if number_of(first, url) in numbers and (is_next(words) or (printed and int(printed[1]) in shown)):
            return url
    return None


def _links_of_pager(page: Page) -> Iterator[tuple[str, str]]:
    """(words, address) of the links that may be a pager's."""
    for anchor in page.anchors("a, [onclick]"):
        words = anchor.text(deep=True, strip=True)
        if len(words) <= _MOST_WORDS and (_OF_PAGER.fullmatch(words) or is_next(words)):
            url = address_of(page, anchor)
            if url and url != page.url:
                yield words, url


def _numbers_of_pager(page: Page, first: str) -> Iterator[int | None]:
    for pager in _pagers(page, first):
        yield number_of(first, urljoin(first, pager.name.format(pager.second)))
    for _, url in _links_of_pager(page):
        yield number_of(first, url)


def _is_article(page: Page) -> bool:
    return count_headings(page.text) > 0 or names_report(page.meta.get("ArticleTitle", ""))


def _breaks_off(page: Page, first: str | None) -> bool:
    """Whether a page shows the begin of a report and not its last section; further pages may."""
    if first:
        return True
    text = squeeze(without_tags(page.text))
    is_begun = count_headings(page.text) > 0 and _FIRST_SECTION.search(text) is not None
    return is_begun and not _LAST_SECTION.search(text)


def _scripted(page: Page) -> str | None:
    """That the words 下一页 of a page call a script, as its address with them behind it."""
    words = scripted_next(page)
    return f"{page.url}#{words}" if words else None
