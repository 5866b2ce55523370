"""Choosing the reader by the bytes; archives of attachments; pages saved as MHTML."""

import io
import quopri
import zipfile

import openpyxl
import pytest
import xlwt

from extract.model.document import Hints, UnreadableError
from extract.readers import read_document, reader_of

PAGE = "<html><body><table><tr><td>规章</td><td>7</td></tr></table></body></html>"
MHTML = (
    b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="----x"\r\n\r\n------x\r\n'
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    + quopri.encodestring(PAGE.encode("gb18030"))
    + b"\r\n------x\r\nContent-Type: image/png\r\n"
    + b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------x--\r\n"
)


def archive(members: dict[str, bytes], is_gbk: bool = False) -> bytes:
    """A zip file; its names flagged as UTF-8, or in GBK without a flag, as Windows writes them in China."""
    file = io.BytesIO()
    stand_ins = {name: str(n).ljust(len(name.encode("gbk")), "_") for n, name in enumerate(members)}
    with zipfile.ZipFile(file, "w") as target:
        for name, content in members.items():
            target.writestr(stand_ins[name] if is_gbk else name, content)
    packed = file.getvalue()
    for name, stand_in in stand_ins.items() if is_gbk else ():
        packed = packed.replace(stand_in.encode(), name.encode("gbk"))
    return packed


def workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["行政许可", 3])
    book.save(file)
    return file.getvalue()


def old_workbook() -> bytes:
    book, file = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("a").write(0, 0, "行政许可")
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        (archive({"word/document.xml": b"", "[Content_Types].xml": b""}), "docx"),
        (workbook(), "sheet"),
        (old_workbook(), "sheet"),
        (archive({"OFD.xml": b""}), "ofd"),
        (archive({"a.txt": b"x"}), "archive_zip"),
        (archive({"word/document.xml": b"x" * 500})[:300], "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "doc"),
        (b"{\\rtf1 a}", "rtf"),
        (MHTML, "mhtml"),
        (PAGE.encode(), "html"),
        (b"%PDF-1.7 ...", "pdf"),
        ("一、总体情况".encode(), "text"),
    ],
)
def test_the_bytes_choose_the_reader_whatever_the_name_says(data: bytes, reader: str) -> None:
    assert reader_of(data) == reader


def test_a_saved_page_is_read_from_its_html_part() -> None:
    document = read_document(MHTML, Hints())
    assert [cell.text for cell in document.grids[0].cells] == ["规章", "7"]
    assert document.reader == "mhtml"


def test_a_saved_page_without_its_page_says_so() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_document(MHTML.replace(b"text/html\r\n", b"text/plain\r\n"), Hints())
    assert caught.value.kind == "truncated"


@pytest.mark.parametrize("is_gbk", [False, True])
def test_of_an_archive_the_report_is_read_and_the_rest_is_named(is_gbk: bool) -> None:
    members = {
        "附件/通知.txt": "通知".encode(),
        "附件/某局2021年政府信息公开工作年度报告.xlsx": workbook(),
        "附件/旧版.zip": archive({"a.txt": b"x"}),
        "附件/坏年度报告.docx": b"PK\x03\x04",
    }
    document = read_document(archive(members, is_gbk), Hints())
    report = "zip:附件/某局2021年政府信息公开工作年度报告.xlsx"
    assert document.reader == "zip-xlsx"
    assert [cell.locator for cell in document.grids[0].cells] == [
        f"{report}!xlsx:Sheet!A1",
        f"{report}!xlsx:Sheet!B1",
    ]
    assert sorted(place for kind, place, _ in document.notes if kind == "archive_member") == [
        "zip:附件/坏年度报告.docx",
        "zip:附件/旧版.zip",
        "zip:附件/通知.txt",
    ]


def test_an_archive_of_nothing_readable_says_so() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_document(archive({"a.zip": archive({"b.txt": b"x"}), "c.bin": b"\x00\x01"}), Hints())
    assert caught.value.kind == "unsupported_format"
