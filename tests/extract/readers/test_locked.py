"""Files that keep their text to themselves: under a password, or under the name of another kind of file."""

import io
import shutil
import struct
from collections.abc import Callable

import pytest
import xlwt
from reportlab.lib.pdfencrypt import StandardEncryption
from xlwt.CompoundDoc import XlsDoc

from extract.model.document import Hints
from extract.readers import read_document
from extract.report import read
from tests.extract.readers.ofd.test_ofd import ofd
from tests.extract.readers.pdf.test_hostile_pdf import drawn as drawn_pdf
from tests.extract.readers.test_containers import archive
from tests.extract.readers.test_damaged import KINDS, sample
from tests.extract.readers.word.test_doc import NO_OFFICE, with_head_word

FILEPASS = struct.pack("<HHH", 0x2F, 2, 1)
BOF_BYTES = 20
NAMES = ("report.html", "report.doc", "report.docx", "report.pdf", "report.xls", "report.ofd", "report")


def container(name: str, content: bytes) -> bytes:
    """An OLE container with one stream."""
    file = io.BytesIO()
    XlsDoc().save(file, content)
    entry = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 18)
    assert file.getvalue().count(entry) == 1
    encoded = name.encode("utf-16-le")
    return file.getvalue().replace(entry, encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded) + 2))


def locked_workbook() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "行政许可")
    records = book.get_biff_data()
    return container("Workbook", records[:BOF_BYTES] + FILEPASS + records[BOF_BYTES:])


def locked_archive() -> bytes:
    """A zip whose only member is flagged as encrypted, in its own head and in the directory."""
    packed = archive({"年度报告.xlsx": sample("xlsx")})
    for at in (packed.index(b"PK\x03\x04") + 6, packed.rindex(b"PK\x01\x02") + 8):
        flags = int.from_bytes(packed[at : at + 2], "little") | 1
        packed = packed[:at] + flags.to_bytes(2, "little") + packed[at + 2 :]
    return packed


LOCKED: dict[str, Callable[[], bytes]] = {
    "docx or xlsx": lambda: container("EncryptedPackage", bytes(8000)),
    "doc": lambda: with_head_word(sample("doc"), 10, 0x0300),
    "xls": locked_workbook,
    "pdf": lambda: drawn_pdf(encrypt=StandardEncryption("secret", ownerPassword="owner")),
    "ofd": lambda: ofd("", **{"Doc_0/Encryptions.xml": "<a/>"}),
    "zip": locked_archive,
}


@pytest.mark.parametrize("kind", LOCKED)
def test_a_file_under_a_password_is_listed_so(kind: str) -> None:
    if kind == "doc" and not shutil.which("soffice"):
        pytest.skip(NO_OFFICE)
    reading = read(LOCKED[kind]())
    assert not reading.cells
    said = [each for each in reading.problems if each.kind == "encrypted"]
    assert len(said) == 1, reading.problems
    assert "password" in said[0].message or "key" in said[0].message
    assert said[0].advice and said[0].severity == "error"


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_a_file_changes_nothing(kind: str) -> None:
    data = sample(kind)
    expected = read_document(data, Hints())
    for name in NAMES:
        assert (
            read_document(data, Hints(file_name=name, url=f"https://www.yx.gov.example/{name}")) == expected
        )


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\xef\xbb\xbf", b"\x00" * 4096])
def test_a_file_of_nothing_is_listed_so(data: bytes) -> None:
    reading = read(data)
    assert not reading.cells
    assert {each.kind for each in reading.problems} <= {"empty_file", "binary_content"}
    assert reading.problems
