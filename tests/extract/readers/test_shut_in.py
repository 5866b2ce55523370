"""No reader opens a network address or a file that a document names: watched from inside and outside."""

import ctypes
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from extract.model.document import UnreadableError
from extract.readers.office import convert
from spiders.replica.render.pdf import _file
from tests.extract.readers.ofd.test_ofd import ofd, text
from tests.extract.readers.test_containers import MHTML, archive, workbook
from tests.extract.readers.word.test_doc import NAMESPACE, word_package

READER = Path(__file__).with_name("watched_reading.py")
IN_OPEN, NONBLOCK = 0x20, 0x800  # of Linux' inotify
DECOY = "诱饵九九九"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def page(place: str) -> bytes:
    """Every attribute of a page that a browser would follow."""
    return f"""<!doctype html><html><head><base href="{place}"><link rel=stylesheet href="{place}">
      <meta http-equiv=refresh content="0;url={place}"><script src="{place}"></script>
      <style>@import url("{place}"); td {{ background: url({place}) }}</style></head>
      <body background="{place}">
      <p>某局2023年政府信息公开工作年度报告</p><iframe src="{place}"></iframe><object data="{place}"></object>
      <img src="{place}"><embed src="{place}"><svg><image href="{place}"/><use href="{place}"/></svg>
      <table><tr><td>规章<td><img src="{place}"></table><script>document.write('<img src="{place}">')</script>
      </body></html>""".encode()


def drawing(place: str) -> bytes:
    return (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="{place}"/><text>某局2023年政府信息公开工作年度报告</text></svg>'
    ).encode()


def entity(place: str) -> bytes:
    """A DOCX whose text is said to lie elsewhere."""
    declared = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{place}">]>'
    text = f"<w:document {NAMESPACE}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": (declared + text).encode()})


def old_xml(place: str) -> bytes:
    """WordprocessingML 2003 with a linked picture."""
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    picture = f'<w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="{place}"/></w:pict>'
    body = f"<w:body><w:p><w:r>{picture}<w:t>某局年度报告</w:t></w:r></w:p></w:body>"
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    return f'{head}<w:wordDocument xmlns:w="{space}">{body}</w:wordDocument>'.encode()


def word(place: str) -> bytes:
    """A picture field, an alternative part and a template outside the file."""
    kinds = ("image", "aFChunk", "attachedTemplate", "hyperlink", "subDocument")
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{place}" TargetMode="External"/>'
        for number, kind in enumerate(kinds)
    )
    field = (
        f"<w:fldSimple w:instr='INCLUDEPICTURE \"{place}\"'><w:r><w:t>某局年度报告</w:t></w:r></w:fldSimple>"
    )
    parts = f'<w:altChunk xmlns:r="{RELATIONS}" r:id="r1"/><w:subDoc xmlns:r="{RELATIONS}" r:id="r4"/>'
    body = f"<w:p>{field}</w:p>{parts}"
    return with_member(
        word_package(body),
        "word/_rels/document.xml.rels",
        f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
    )


def with_member(package: bytes, name: str, content: str) -> bytes:
    file = io.BytesIO(package)
    with zipfile.ZipFile(file, "a") as target:
        target.writestr(name, content)
    return file.getvalue()


def rich_text(place: str) -> bytes:
    field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{place}" \\d}}{{\fldrslt x}}}}'
    return rf"{{\rtf1{{\*\template {place}}}{{\object\objlink {place}}}{field}\par}}".encode()


def pdf(place: str) -> bytes:
    """A page whose content, picture, link and opening action lie elsewhere."""
    return _file(
        {
            1: f"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F ({place}) >> >>".encode(),
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 5 0 R] "
            b"/Resources << /XObject << /I 6 0 R >> >> /Annots [7 0 R] >>",
            4: f"<< /Length 0 /F << /FS /URL /F ({place}) >> >>\nstream\n\nendstream".encode(),
            5: b"<< /Length 26 >>\nstream\nq 100 0 0 100 0 0 cm /I Do Q\nendstream",
            6: f"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /Length 0 "
            f"/BitsPerComponent 8 /F ({place}) >>\nstream\n\nendstream".encode(),
            7: f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI ({place}) >> >>".encode(),
        }
    )


def fixed_layout(place: str) -> bytes:
    """An OFD whose template, picture and second page are said to lie elsewhere."""
    picture = f'<ofd:ImageObject ResourceID="1"><ofd:MediaFile>{place}</ofd:MediaFile></ofd:ImageObject>'
    made = ofd(text("某局年度报告", 60, 45) + picture)
    return with_member(made, "Doc_0/PublicRes.xml", f"<Res BaseLoc='{place}'/>")


def beyond(place: str) -> bytes:
    """An OFD whose document root climbs out of the package."""
    root = f"<DocRoot>{'../' * 12}{place}</DocRoot>"
    return archive({"OFD.xml": f"<OFD><DocBody>{root}</DocBody></OFD>".encode()})


def linked_workbook(place: str) -> bytes:
    kind = f"{RELATIONS}/externalLinkPath"
    relation = f'<Relationship Id="r1" Type="{kind}" Target="{place}" TargetMode="External"/>'
    part = "xl/externalLinks/_rels/externalLink1.xml.rels"
    return with_member(workbook(), part, f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>')


def climbing(place: str) -> bytes:
    return archive({f"{'../' * 12}{place}": b"", f"/{place}.html": page(place)})


def open_text(place: str) -> bytes:
    """A flat OpenDocument text with a linked picture and a linked section."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}"'
        for name, space in (("office", "office:1.0"), ("text", "text:1.0"), ("draw", "drawing:1.0"))
    )
    link = f'xlink:href="{place}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
    picture = f"<draw:frame><draw:image {link}/></draw:frame>"
    section = f'<text:section text:name="s"><text:section-source {link}/></text:section>'
    return (
        f'<?xml version="1.0"?><office:document {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        f"<text:p>某局年度报告{picture}</text:p>{section}</office:text></office:body></office:document>"
    ).encode()


def old_picture(place: str) -> bytes:
    """RTF that a word processor opens, with a linked picture."""
    field = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{place}" \\d}}{{\fldrslt x}}}}'
    return rf"{{\rtf1\ansi{{\fonttbl{{\f0 Arial;}}}}\f0 Report {field}\par}}".encode()


CONVERTED = {".fodt": open_text, ".rtf": old_picture, ".docx": word}  # what word processors write
KINDS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "html": ("html", page),
    "svg": ("svg", drawing),
    "mhtml": ("mhtml", lambda place: MHTML.replace(b"<table", f'<img src="{place}"><table'.encode())),
    "docx": ("docx", word),
    "docx with an entity": ("docx", entity),
    "word_xml": ("xml", old_xml),
    "rtf": ("rtf", rich_text),
    "pdf": ("pdf", pdf),
    "ofd": ("ofd", fixed_layout),
    "ofd that climbs": ("ofd", beyond),
    "xlsx": ("xlsx", linked_workbook),
    "zip": ("zip", climbing),
    "text": ("md", lambda place: f"# 某局年度报告\n![图]({place})\n<{place}>\n".encode()),
}


@contextmanager
def watched(folder: Path) -> Iterator[Callable[[], int]]:
    """Counts how often any program opens a file of the folder."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(NONBLOCK)
    assert handle >= 0 and libc.inotify_add_watch(handle, os.fsencode(folder), IN_OPEN) >= 0

    def opened() -> int:
        try:
            return len(os.read(handle, 65536))
        except BlockingIOError:
            return 0

    try:
        yield opened
    finally:
        os.close(handle)


def connections(server: socket.socket) -> int:
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def reading_of(files: list[tuple[str, str, bytes]]) -> list[dict[str, Any]]:
    """What a process that watches itself tells of (kind, ending, bytes)."""
    named = (f"{len(data)}:{number}.{ending}" for number, (_, ending, data) in enumerate(files))
    run = subprocess.run(
        [sys.executable, READER, *named],
        input=b"".join(data for _, _, data in files),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="watches the folder with inotify")
def test_nothing_that_a_document_names_is_opened(tmp_path: Path) -> None:
    named = tmp_path / "named.txt"
    named.write_text(DECOY)
    with socket.create_server(("127.0.0.1", 0)) as server, watched(tmp_path) as opened:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/named.png"
        places = (address, named.as_uri(), str(named))
        files = [(kind, KINDS[kind][0], KINDS[kind][1](place)) for kind in KINDS for place in places]
        read = reading_of(files)
        assert (connections(server), opened()) == (0, 0)
        with named.open() as file, socket.create_connection(server.getsockname()):  # the watch works
            assert file.read() == DECOY
        assert (connections(server), opened() > 0) == (1, True)
    assert len(read) == len(files)
    readers = {each["reader"] for each in read}
    assert readers >= {"html", "mhtml", "docx", "word-xml", "rtf", "pdf", "ofd", "xlsx", "zip-html", "text"}
    assert {kind: each["seen"] for (kind, *_), each in zip(files, read, strict=True) if each["seen"]} == {}
    assert not [kind for (kind, *_), each in zip(files, read, strict=True) if DECOY in each["said"]]


@pytest.mark.skipif(sys.platform != "linux", reason="watches the folder with inotify")
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (libreoffice-writer)")
@pytest.mark.parametrize("suffix", CONVERTED)
def test_libreoffice_opens_nothing_that_a_document_names(suffix: str, tmp_path: Path) -> None:
    named = tmp_path / "named.txt"
    named.write_text(DECOY)
    with socket.create_server(("127.0.0.1", 0)) as server, watched(tmp_path) as opened:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/named.txt"
        for place in (address, named.as_uri()):
            with suppress(UnreadableError):
                content = convert(CONVERTED[suffix](place), suffix, ".txt").decode("utf-8", "replace")
                assert DECOY not in content
        assert (connections(server), opened()) == (0, 0)
