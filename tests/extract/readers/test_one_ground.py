"""One ground for both sides: what the collector logs of bytes is what the reader makes of them."""

import io
import json
import zipfile
from itertools import product
from pathlib import Path

import pytest

from extract.model.document import Document, Hints, UnreadableError
from extract.readers import READER_OF, READERS, read_document, reader_of
from extract.readers.html.source import checked_source
from spiders.content.charset import decode
from spiders.content.media_type import media_type
from spiders.content.page import Page
from spiders.crawling.crawl_state import Link
from tests.cases.make_cases import Case, cases
from tests.spiders.content.captured import capturing

CASES = list(cases())
TITLE = "示例区镕堃祎局2023年政府信息公开工作年度报告"
TRADITIONAL = "示例區公開局2023年政府資訊公開工作年度報告"
PAGE = '<html><head>{meta}<meta name=ArticleTitle content="{title}"></head><body><p>{title}</p></body></html>'
CHARSETS = ("utf-8", "gb18030", "utf-8-sig", "utf-16")
LABELS = ("utf-8", "gb2312", "gbk", "gb18030", "big5", "x-unknown", "")


def page(charset: str, label: str, title: str = TITLE) -> bytes:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return PAGE.format(meta=meta, title=title).encode(charset)


def captured(body: bytes, content_type: str, tmp_path: Path) -> tuple[str | None, Page, dict[str, str]]:
    with capturing(tmp_path, "a") as batch:
        attempt, seen = batch.take(Link("a", "report", "https://www.a.gov.example/1"), body, content_type)
    return attempt.media_type, seen, attempt.page_meta or {}


def text_of(document: Document) -> str:
    return "".join(paragraph.text for paragraph in document.paragraphs)


# GB18030 under a label of Big5 is left out: no such page was seen, and that label alone is heeded.
MISLABELLED = [pair for pair in product(CHARSETS, LABELS) if pair != ("gb18030", "big5")]


@pytest.mark.parametrize(("charset", "label"), MISLABELLED)
@pytest.mark.parametrize("header", ["gbk", "utf-8", "big5", ""])
def test_a_page_is_the_same_text_on_both_sides_whatever_its_labels(
    charset: str, label: str, header: str, tmp_path: Path
) -> None:
    body = page(charset, label)
    kind, seen, meta = captured(body, f"text/html; charset={header}" if header else "", tmp_path)
    assert (kind, reader_of(body)) == ("text/html", "html")
    assert meta["ArticleTitle"] == TITLE
    assert seen.text.encode() == checked_source(body)
    assert TITLE in text_of(read_document(body, Hints()))


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("text", [TITLE, "年报", "规章 0"])
def test_a_short_text_is_the_same_on_both_sides(charset: str, text: str, tmp_path: Path) -> None:
    body = text.encode(charset)
    kind, seen, _ = captured(body, "text/html; charset=gbk", tmp_path)
    assert (kind, reader_of(body)) == ("text/plain", "text")
    assert seen.text == text == text_of(read_document(body, Hints()))


def test_big5_that_names_itself_is_read_so_by_both(tmp_path: Path) -> None:
    body = page("big5", "big5", TRADITIONAL)
    _, seen, meta = captured(body, "text/html; charset=utf-8", tmp_path)
    assert TRADITIONAL in seen.text
    assert meta["ArticleTitle"] == TRADITIONAL
    assert TRADITIONAL in text_of(read_document(body, Hints()))


def case(name: str) -> bytes:
    (found,) = (item for item in CASES if item.name == name)
    return found.document.read_bytes()


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        target.writestr(name, content)
    return file.getvalue()


# What was told differently by the two sides, or by its name or header: bytes, and the reader that they need.
DISGUISED = {
    "a BOM before a PDF": (b"\xef\xbb\xbf" + case("pdf-chromium"), "pdf"),
    "blank lines before a PDF": (b"\r\n\r\n" + case("pdf-chromium"), "pdf"),
    "a saved page after blank lines": (b"\r\n\r\n" + case("mhtml-quoted"), "mhtml"),
    "a saved page after a BOM": (b"\xef\xbb\xbf" + case("mhtml-base64"), "mhtml"),
    "an archive with one DOCX": (zipped("报告.docx", case("docx-clean")), "archive_zip"),
    "an archive with one PDF": (zipped("a.pdf", case("pdf-chromium")), "archive_zip"),
    "RTF after a blank line": (b"\n" + case("rtf-gbk"), "rtf"),
    "a page exported as .doc": (case("html-word"), "html"),
    "a page in UTF-16": (decode(case("html-clean")).encode("utf-16"), "html"),
    "an article in JSON": (json.dumps({"content": decode(case("html-clean"))}).encode(), "html"),
}


@pytest.mark.parametrize(("body", "reader"), DISGUISED.values(), ids=DISGUISED)
def test_disguised_bytes_are_known_by_both_sides(body: bytes, reader: str, tmp_path: Path) -> None:
    kind, _, _ = captured(body, "application/msword", tmp_path)
    assert kind is not None
    assert READER_OF[kind] == reader_of(body) == reader


@pytest.mark.parametrize("name", [name for name in DISGUISED if "JSON" not in name])
def test_disguised_bytes_give_their_figures(name: str) -> None:
    assert read_document(DISGUISED[name][0], Hints()).grids


@pytest.mark.parametrize("item", CASES, ids=lambda item: item.name)
def test_the_log_names_every_case_as_the_reader_is_chosen(item: Case, tmp_path: Path) -> None:
    body = item.document.read_bytes()
    kind, seen, _ = captured(body, "", tmp_path)
    assert kind == media_type(body)
    assert READER_OF[str(kind)] == reader_of(body)
    if reader_of(body) == "html":
        assert seen.text.encode() == decode(body).encode()


def test_every_type_has_a_reader_that_exists_and_every_reader_a_type() -> None:
    assert set(READER_OF.values()) == READERS.keys()


@pytest.mark.parametrize("body", [b"Rar!\x1a\x07\0", b"\x1f\x8b\x08\0", b"\0\1\2"])
def test_what_has_no_reader_is_refused_by_its_type(body: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        reader_of(body)
    assert caught.value.kind == "binary_content"
