"""PDFs made to hurt: each ends as a Document or a named refusal, or at worst kills only its own process."""

import io
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extract.model.document import Hints, UnreadableError
from extract.readers.pdf.reader import MOST_PAGES, read

ROOT = Path(__file__).resolve().parents[4]
# A worker as the batch reader makes it: bounded memory and time; it prints how the reading ended.
WORKER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from extract.model.document import Hints, UnreadableError
from extract.readers import scan
from extract.readers.pdf.reader import read
scan.read_again = lambda data, contents, notes: (contents, notes)  # the reader alone, without OCR
try:
    document = read(sys.stdin.buffer.read(), Hints())
    print(len(document.grids), "grids", *sorted({kind for kind, *_ in document.notes}))
except UnreadableError as error:
    print("refused", error.kind)
"""


def written(objects: list[bytes], root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)


def stream(body: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), more, body)


def one_page(content: bytes, resources: bytes = b"<<>>", more: list[bytes] | None = None) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources%s>>" % resources
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            content,
            *(more or []),
        ]
    )


def flate_bomb() -> bytes:
    packed = zlib.compress(b"0 0 m 9 9 l S\n" * 22_000_000, 9)
    return one_page(stream(packed, b"/Filter/FlateDecode"))


def deep_tree(depth: int = 20_000) -> bytes:
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 3, n + 1) for n in range(depth)]
    last = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % (depth + 1)
    return written([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, last])


def cyclic_tree() -> bytes:
    return written(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000000/Parent 2 0 R>>"]
    )


def fan_out(levels: int = 8, width: int = 10) -> bytes:
    """Form objects that each draw the next ten times: 10^8 strokes in two kilobytes."""
    forms = []
    for level in range(levels):
        is_last = level == levels - 1
        body = b"0 0 m 9 9 l S" if is_last else b"/F Do " * width
        inner = b"<<>>" if is_last else b"<</XObject<</F %d 0 R>>>>" % (6 + level)
        forms.append(stream(body, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources%s" % inner))
    return one_page(stream(b"/F Do " * width), b"<</XObject<</F 5 0 R>>>>", forms)


def many_rules() -> bytes:
    rules = b"".join(
        b"%d 0 m %d 800 l S 0 %d m 500 %d l S\n" % (n % 500, n % 500, n % 800, n % 800) for n in range(60_000)
    )
    return one_page(stream(rules))


def many_objects() -> bytes:
    return one_page(stream(b"1 1 1 1 re f\n" * 400_000))


def drawn(**options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)  # type: ignore[arg-type]
    canvas.drawString(100, 700, "1 2 3")
    canvas.save()
    return buffer.getvalue()


def kind_of(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data, Hints())
    assert len(str(caught.value)) > 20
    return caught.value.kind


def test_an_encrypted_file_is_named_so() -> None:
    assert kind_of(drawn(encrypt=StandardEncryption("secret", ownerPassword="owner"))) == "encrypted"


def test_a_file_with_an_empty_user_password_is_read() -> None:
    document = read(drawn(encrypt=StandardEncryption("", ownerPassword="owner")), Hints())
    assert [paragraph.text for paragraph in document.paragraphs] == ["1 2 3"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_read_or_named_so(share: float) -> None:
    data = drawn()
    try:
        document = read(data[: int(len(data) * share)], Hints())
    except UnreadableError as error:
        assert error.kind == "truncated"
    else:
        assert document.notes or document.paragraphs


def test_noise_behind_a_pdf_header_is_refused() -> None:
    assert kind_of(b"%PDF-1.7\n" + bytes(range(256)) * 4000) == "truncated"
    assert kind_of(b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF") == "damaged"


def test_a_flate_bomb_is_refused_before_it_unpacks() -> None:
    assert kind_of(flate_bomb()) == "too_large"


def test_a_tree_that_claims_a_hundred_million_pages_ends() -> None:
    assert kind_of(cyclic_tree()) == "damaged"


def test_pages_beyond_the_cap_are_told() -> None:
    count = MOST_PAGES + 5
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    document = read(written([b"<</Type/Catalog/Pages 2 0 R>>", tree, *pages]), Hints())
    assert [kind for kind, *_ in document.notes] == ["page_cap"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize(
    "make", [deep_tree, fan_out, many_rules, many_objects], ids=lambda make: make.__name__
)
def test_the_worst_files_end_within_their_own_process(make: object) -> None:
    data = make()  # type: ignore[operator]
    run = subprocess.run(
        [sys.executable, "-c", WORKER], input=data, cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    said = run.stdout.decode().split()
    if run.returncode == 0:
        assert said[:2] == ["0", "grids"] or said[0] == "refused"
        assert make not in (many_rules, many_objects) or "page_too_complex" in said
    else:
        assert make is fan_out and said == []  # pdfium aborts: the worker is lost, its parent is not
