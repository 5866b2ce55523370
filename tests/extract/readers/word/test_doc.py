"""The DOC and RTF readers, on random grids that LibreOffice wrote, and on streams made by hand."""

import io
import shutil
import struct
import zipfile
from collections.abc import Callable
from types import ModuleType

import pytest

from extract.model.document import Document, Hints, UnreadableError
from extract.readers.office import convert
from extract.readers.word import doc
from extract.readers.word.rtf import reader as rtf
from tests.extract.readers.random_grids import is_plain_form, random_grid, shape, to_word

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
GRIDS = [grid for seed in range(90) if is_plain_form(grid := random_grid(seed, 2 + seed % 5, 2 + seed % 6))]
NO_OFFICE = "needs LibreOffice (libreoffice-writer)"
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason=NO_OFFICE)


def word_package(body: str) -> bytes:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return file.getvalue()


def many_grids() -> bytes:
    blocks = (f"<w:p><w:r><w:t>第{n}张表𠮷</w:t></w:r></w:p>{to_word(grid)}" for n, grid in enumerate(GRIDS))
    return word_package("".join(blocks) + "<w:p><w:r><w:t>结尾。</w:t></w:r></w:p>")


@needs_office
@pytest.mark.parametrize(("reader", "suffix"), [(doc, ".doc"), (rtf, ".rtf")], ids=["doc", "rtf"])
def test_grids_written_by_libreoffice_come_back_equal(reader: ModuleType, suffix: str) -> None:
    document: Document = reader.read(convert(many_grids(), ".docx", suffix), Hints())
    assert len(document.grids) == len(GRIDS) > 30
    for read, made in zip(document.grids, GRIDS, strict=True):
        assert shape(read) == shape(made)
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said == [*(f"第{n}张表𠮷" for n in range(len(GRIDS))), "结尾。"]


@pytest.fixture(scope="module")
def small_doc() -> bytes:
    if not shutil.which("soffice"):
        pytest.skip(NO_OFFICE)
    return convert(word_package("<w:p><w:r><w:t>本机关</w:t></w:r></w:p>"), ".docx", ".doc")


def with_head_word(document: bytes, offset: int, value: int) -> bytes:
    """The file with a number of its FIB changed."""
    head = document.index(struct.pack("<H", 0xA5EC), 512)
    return document[: head + offset] + struct.pack("<H", value) + document[head + offset + 2 :]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda file: file[:600], "truncated"),
        (lambda file: file[: len(file) // 2], "truncated"),
        (lambda file: with_head_word(file, 10, 0x0300), "encrypted"),
        (lambda file: with_head_word(file, 2, 0x0065), "unsupported_format"),
        (lambda file: with_head_word(file, 0x1A6, 3), "damaged"),
        (lambda file: with_head_word(file, 0, 7), "damaged"),
        (
            lambda file: file.replace("WordDocument".encode("utf-16-le"), "SomeDocument".encode("utf-16-le")),
            "binary_content",
        ),
    ],
    ids=["head", "half", "password", "word-95", "pieces", "magic", "other"],
)
def test_a_doc_that_cannot_be_read_is_named(
    change: Callable[[bytes], bytes], kind: str, small_doc: bytes
) -> None:
    with pytest.raises(UnreadableError) as caught:
        doc.read_word_97(change(small_doc))
    assert caught.value.kind == kind


def test_a_fast_saved_text_is_put_together_from_its_pieces() -> None:
    late, early = "二、后面\r".encode("utf-16-le"), b"1. A\r"
    main = bytes(0x400) + late + early
    main = main[:0x4C] + struct.pack("<I", 10) + main[0x50:]
    bounds = struct.pack("<3I", 0, 5, 10)
    places = (struct.pack("<HIH", 0, 2 * (0x400 + len(late)) | 1 << 30, 0), struct.pack("<HIH", 0, 0x400, 0))
    table = bounds + b"".join(places)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(table)) + table
    assert [(text, after) for text, _, after in doc.marks(main, clx)] == [
        ("1. A", 0x400 + len(late) + 5),
        ("二、后面", 0x400 + len(late)),
    ]


def test_fields_print_their_result_only() -> None:
    assert (
        doc.printed('见\x13 HYPERLINK "a" \x14附件\x15\x13 PAGE \x15，共\ud842\udfb7字\x01')
        == "见附件，共𠮷字"
    )


def rich(text: str) -> Document:
    return rtf.read(text.encode("latin-1"), Hints())


def test_rich_text_in_code_pages_and_unicode() -> None:
    read = rich(
        r"{\rtf1\ansi\ansicpg936\uc2{\fonttbl{\f1\fcharset136 Ming;}}{\info{\title no}}{\*\unknown no}"
        r"\'d5\'fe\'b8\'ae\u20844\'b9\'ab\u-10174??\u-8265??{\f1 \'a4\'a4}{\v hidden}\line b\~c\par"
        r"{\pict ffd8ff}\'81@\par}"
    )
    assert [paragraph.text for paragraph in read.paragraphs] == ["政府公𠮷中", "b c", "丂"]
    assert [note[0] for note in read.notes] == ["hidden_text"]


def test_rich_text_tables_with_merges_and_an_inner_table() -> None:
    read = rich(
        r"{\rtf1\ansicpg936\trowd\trleft0\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000"
        r"\intbl a\cell b\cell\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\intbl\cell c\par d\cell e\cell\row\pard after\par"
        r"\trowd\cellx1000\cellx9000\intbl x\cell\intbl\itap2 m\nestcell n\nestcell"
        r"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}\pard\intbl\cell\row}"
    )
    assert [grid.locator for grid in read.grids] == ["rtf:t1", "rtf:t3"]
    assert shape(read.grids[0]) == [
        ("a", 0, 0, 2, 1),
        ("b", 0, 1, 1, 2),
        ("c\nd", 1, 1, 1, 1),
        ("e", 1, 2, 1, 1),
    ]
    assert shape(read.grids[1]) == [("m", 0, 0, 1, 1), ("n", 0, 1, 1, 1)]
    assert [paragraph.text for paragraph in read.paragraphs] == ["after", "x"]


def test_rich_text_that_ends_early_is_told() -> None:
    assert [note[0] for note in rich(r"{\rtf1 {\b cut").notes] == ["truncated"]


def test_rich_text_past_the_caps_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        rich(r"{\rtf1 " + "{" * 5000)
    assert caught.value.kind == "resource_limit"


def test_without_libreoffice_the_message_names_what_to_install(
    monkeypatch: pytest.MonkeyPatch, small_doc: bytes
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableError, match="libreoffice-writer") as caught:
        doc.read(with_head_word(small_doc, 2, 0x0065), Hints())
    assert caught.value.kind == "unsupported_format"
