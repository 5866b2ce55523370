"""Reports that a page holds and does not print: in scripts, templates, hidden fields, frames, and JSON."""

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode
from stringzilla import contains

from extract.readers.html.scripts import scripted_body, string_literals

Body = tuple[str, dict[str, str]]  # a page's source, and what is said of it beside it
# What a report's tables say somewhere, and its text; a page that prints one of these is read as it is.
OF_FORM = re.compile("本年新收|规范性文件|行政许可|结果维持|其他处理")
OF_TEXT = re.compile("总体情况|所列数据|统计期限|信息公开条例")
OF_REPORT = re.compile(f"{OF_FORM.pattern}|{OF_TEXT.pattern}")
UNSHOWN = "noscript", "template", "script", "textarea"
SIGNS = b"<script", b"<template", b"<noscript", b"<textarea", b"hidden"
MARKUP = re.compile(r"<(?:table|p|div|br|span)\b", re.I)
HTML_SCRIPT = re.compile(r"html|template|handlebars|x-tmpl", re.I)
# Keys of JSON that name what the page would print as its title and publisher, as seen on gkmlpt and JPaaS.
SAID_OF_BODY = {
    "title": "articletitle",
    "articletitle": "articletitle",
    "name": "articletitle",
    "publisher": "contentsource",
    "source": "contentsource",
    "pubdate": "pubdate",
}
MAX_DEPTH = 12
MOST_STRINGS = 3
MIN_BODY = 100  # characters


def with_frames(tree: LexborHTMLParser, lowered: bytes) -> str | None:
    """The page with the documents of its frames (`srcdoc`) in their places; None where it has none."""
    frames = tree.css("iframe[srcdoc]") if contains(lowered, b"srcdoc") else []
    if not frames or tree.body is None:
        return None
    inner = {}
    for number, frame in enumerate(frames):
        page = LexborHTMLParser(frame.attributes.get("srcdoc") or "")
        head, body = page.head, page.body
        mark = f"srcdoc-{number}-of-{len(frames)}"
        inner[mark] = f"{head.inner_html if head else ''}{body.inner_html if body else ''}"
        frame.replace_with(mark)
    whole = tree.html or ""
    for mark, text in inner.items():
        whole = whole.replace(mark, text or "", 1)
    return whole


def unprinted_body(tree: LexborHTMLParser, source: bytes, lowered: bytes) -> Body | None:
    """The report that a page holds without printing it, where it prints none itself."""
    if lowered.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        return json_body(source.decode())
    if not any(contains(lowered, sign) for sign in SIGNS):
        return None
    scripted = None if tree.css_first("table") else scripted_body(source.decode())
    if scripted is not None or _prints_form(tree):
        return scripted
    bodies = _bodies(tree, source.decode())
    found = next((body for body in bodies if len(body[0]) >= MIN_BODY and OF_REPORT.search(body[0])), None)
    return None if found is None or _prints_text(source) else found


def _prints_form(tree: LexborHTMLParser) -> bool:
    """Whether a table outside of what browsers do not show has words of the form."""
    return any(
        table.css_first("table") is None and OF_FORM.search(table.text()) and not _stands_in(table, UNSHOWN)
        for table in tree.css("table")
    )


def _prints_text(source: bytes) -> bool:
    """Whether the page shows the text of a report."""
    tree = LexborHTMLParser(source)
    tree.strip_tags([*UNSHOWN, "style"])
    return tree.body is not None and OF_TEXT.search(tree.body.text()) is not None


def _stands_in(node: LexborNode, tags: tuple[str, ...]) -> bool:
    around = node.parent
    while around is not None:
        if around.tag in tags:
            return True
        around = around.parent
    return False


def _bodies(tree: LexborHTMLParser, source: str) -> Iterator[Body]:
    """What may be the report, the likeliest first."""
    for script in tree.css("script"):
        text = script.text()
        if HTML_SCRIPT.search(script.attributes.get("type") or ""):
            yield text, {}
        elif "<" in text or "\\u003c" in text.lower():
            yield from _of_script(text)
    for node in tree.css("input[type=hidden i]"):
        value = node.attributes.get("value") or ""
        yield json_body(value) or (_markup(value), {})
    for node in tree.css("textarea"):
        yield json_body(node.text()) or (_markup(node.text()), {})
    for match in re.finditer(r"<(template|noscript)\b[^>]*>(.*?)</\1", source, re.I | re.S):
        yield match[2], {}


def _of_script(text: str) -> Iterator[Body]:
    """The objects of a script that hold a body, then its longest strings."""
    for start in re.finditer(r"[=(:]\s*(?=[{\[]\s*[\"{])", text):
        try:
            value, _ = json.JSONDecoder(strict=False).raw_decode(text, start.end())
        except (json.JSONDecodeError, RecursionError):
            continue
        found = _only_body(value)
        if found is not None:
            yield found
    for literal in sorted(string_literals(text), key=len, reverse=True)[:MOST_STRINGS]:
        yield json_body(literal) or (_markup(literal), {})


def json_body(text: str) -> Body | None:
    """The body of an article that came as JSON, with its title and publisher; None where there is none."""
    if text.lstrip("\ufeff \r\n\t")[:1] not in ("{", "["):
        return None
    try:
        value = json.loads(text.lstrip("\ufeff"), strict=False)
    except (json.JSONDecodeError, RecursionError):
        return None
    return _only_body(value)


def _only_body(value: object) -> Body | None:
    """The longest body under a value; none where several hold tables, for then it is a list of reports."""
    found = dict(_texts(value, {}, 0))
    with_tables = [text for text in found if "<td" in text.lower()]
    if len(with_tables) > 1 or not found:
        return None
    longest = max(with_tables or found, key=len)
    return longest, found[longest]


def _texts(value: object, around: dict[str, str], depth: int) -> Iterator[Body]:
    """The texts under a value that may be a report, and what the objects around each say of it."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        text = _markup(value)
        if len(text) >= MIN_BODY and OF_REPORT.search(text):
            yield text, around
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, around, depth + 1)
    elif isinstance(value, dict):
        inside = around | _meta(value)
        for item in value.values():
            yield from _texts(item, inside, depth + 1)


def _markup(text: str) -> str:
    """A text as markup: unquoted or unescaped where that was how it was kept, plain lines as lines."""
    text = unquote(text) if "%3c" in text[:200].lower() else text
    if MARKUP.search(text) is None and "&lt;" in text:
        text = unescape(text)
    return text if MARKUP.search(text) else text.replace("\n", "<br>")


def _meta(value: dict[str, object]) -> dict[str, str]:
    """What an object says of the body that it holds."""
    texts = {
        key.lower(): text for key, text in value.items() if isinstance(text, str) and text and len(text) < 200
    }
    named = {SAID_OF_BODY[key]: text for key, text in texts.items() if key in SAID_OF_BODY}
    return named | {key: text for key, text in texts.items() if key not in SAID_OF_BODY}
