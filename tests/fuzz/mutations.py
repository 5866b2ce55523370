"""Documents and pages changed at random: by bytes, by the elements of markup, by the members of a package.

Every change is drawn by hypothesis, so that it can make a case that fails smaller by itself.
"""

import io
import re
import zipfile
from collections.abc import Callable

from hypothesis import strategies as st

# What makes parsers stumble: sizes, entities, controls, half characters, figures in other signs.
TOKENS = [
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<", b">", b"&#0;", b"&#x110000;", b"<!--", b"<![CDATA[", b"]]>",
    b' rowspan="65535"', b' colspan="0"', b' colspan="-1"', b' style="display:none"', b"<table>", b"<tr><td>",
    b"</table>", b"<td rowspan=3 colspan=2>", b"<script>", b"<base href='//x'>", b"999999999999999999999",
    b"-1", b"1e309", b"NaN", "１２３".encode(), "壹".encode(), "①".encode(), "²".encode(), b"(1)", b"0x10",
    b"\r", b"\xc2\xa0", b"\xe2\x80\xae", b"/../", b"http://[", b"javascript:", b"{", b"]", b'"', b"\\ud83d",
    b"/W [0 0 0]", b"/Kids [1 0 R]", b"stream\n", b"endobj", b"{\\rtf1", b"\\u-3", b"PK\x03\x04",
    b"<w:vMerge/>",
]  # fmt: skip
MARKUP = re.compile(rb"<[^<>]{0,300}>")
MOST_CHANGES = 6
MOST_MEMBERS = 400

Change = Callable[[bytes], bytes]


def _spot(data: bytes, share: float) -> int:
    return int(share * len(data))


def by_bytes() -> st.SearchStrategy[Change]:
    """One change of bytes: set, cut out, doubled, cut off, or a token put in."""
    place = st.floats(0, 1, exclude_max=True)
    size = st.integers(1, 200)
    return st.one_of(
        st.builds(lambda at, byte: lambda data: _put(data, at, 1, bytes([byte])), place, st.integers(0, 255)),
        st.builds(lambda at, token: lambda data: _put(data, at, 0, token), place, st.sampled_from(TOKENS)),
        st.builds(lambda at, length: lambda data: _put(data, at, length, b""), place, size),
        st.builds(
            lambda at, length, times: lambda data: _doubled(data, at, length, times), place, size, size
        ),
        st.builds(lambda at: lambda data: data[: _spot(data, at)], place),
    )


def _put(data: bytes, at: float, length: int, new: bytes) -> bytes:
    start = _spot(data, at)
    return data[:start] + new + data[start + length :]


def _doubled(data: bytes, at: float, length: int, times: int) -> bytes:
    start = _spot(data, at)
    return data[:start] + data[start : start + length] * times + data[start + length :]


def by_elements() -> st.SearchStrategy[Change]:
    """One change of markup: a tag left out, doubled or swapped with another, or put where another stands."""
    share = st.floats(0, 1, exclude_max=True)
    kind = st.sampled_from(["drop", "double", "swap", "move", "nest"])
    return st.builds(lambda how, a, b: lambda data: _retagged(data, how, a, b), kind, share, share)


def _retagged(data: bytes, how: str, first: float, second: float) -> bytes:
    tags = list(MARKUP.finditer(data))
    if not tags:
        return data
    one, other = sorted(
        (tags[int(first * len(tags))], tags[int(second * len(tags))]), key=lambda m: m.start()
    )
    head, between, tail = data[: one.start()], data[one.end() : other.start()], data[other.end() :]
    if one.start() == other.start():
        between, tail = b"", data[one.end() :]
    return {
        "drop": head + between + other[0] + tail,
        "double": head + one[0] * 2 + between + other[0] + tail,
        "swap": head + other[0] + between + one[0] + tail,
        "move": head + between + one[0] + other[0] + tail,
        "nest": head + one[0] + between + data[one.start() : other.end()] + other[0] + tail,
    }[how]


def by_members() -> st.SearchStrategy[Change]:
    """One change within a package (DOCX, XLSX, OFD …): a member's bytes or elements, or it is emptied."""
    share = st.floats(0, 1, exclude_max=True)
    inner = st.one_of(by_bytes(), by_elements(), st.just(lambda _: b""))
    return st.builds(lambda at, change: lambda data: _repacked(data, at, change), share, inner)


def _repacked(data: bytes, at: float, change: Change) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [(each.filename, package.read(each)) for each in package.infolist()[:MOST_MEMBERS]]
    except Exception:  # an earlier change has broken the package
        return data
    if not members:
        return data
    chosen, out = int(at * len(members)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, content) in enumerate(members):
            package.writestr(name, change(content) if number == chosen else content)
    return out.getvalue()


@st.composite
def mutants(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A seed after a few changes, those that fit it."""
    data = draw(st.sampled_from(seeds))
    changes = [by_bytes()]
    if data[:2] == b"PK":
        changes = [by_members(), by_members(), by_bytes()]
    elif MARKUP.search(data[:4000]):
        changes = [by_elements(), by_bytes()]
    for change in draw(st.lists(st.one_of(changes), min_size=1, max_size=MOST_CHANGES)):
        data = change(data)
    return data
