"""The tokens of content streams are those that pdfminer finds, and nothing unknown is guessed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import PSKeyword

from extract.readers.pdf.reread.content_tokens import UnknownTokenError, operations

NUMBERS = st.one_of(
    st.integers(-9999, 9999).map(str),
    st.decimals(-999, 999, places=3).map(str),
    st.sampled_from([".5", "-.25", "7."]),
)
NAMES = st.sampled_from(["/F1", "/G3", "/a#20b", "/规"])
TEXTS = st.text("12ab 规()\\\n", max_size=8).map(
    lambda text: "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
)
HEXADECIMAL = st.binary(max_size=6).map(lambda data: f"<{data.hex()}>")
LEAVES = st.one_of(NUMBERS, NAMES, TEXTS, HEXADECIMAL, st.sampled_from(["true", "false"]))
OPERANDS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{' '.join(items)}]"),
        st.lists(inner, max_size=2).map(
            lambda items: f"<<{' '.join(f'/K{n} {i}' for n, i in enumerate(items))}>>"
        ),
    ),
    max_leaves=4,
)
OPERATIONS = st.tuples(
    st.lists(OPERANDS, max_size=4), st.sampled_from(["re", "Tj", "f*", "'", '"', "Tm", "q"])
)


def by_pdfminer(data: bytes) -> list[tuple[bytes, list[Any]]]:
    parser = PDFContentParser([PDFStream({}, data)])
    found: list[tuple[bytes, list[Any]]] = []
    operands: list[Any] = []
    while True:
        try:
            _, item = parser.nextobject()
        except PSEOF:
            return found
        if isinstance(item, PSKeyword):
            found.append((item.name, operands))
            operands = []
        else:
            operands.append(item)


@given(made=st.lists(OPERATIONS, max_size=6), gap=st.sampled_from([" ", "\n", "\r\n", " % a note\n"]))
def test_tokens_are_those_of_pdfminer(made: list[tuple[list[str], str]], gap: str) -> None:
    data = gap.join(gap.join([*operands, operator]) for operands, operator in made).encode()
    assert operations(data) == by_pdfminer(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[<01>-20<0203>]TJ",
        b"<01 02> Tj",
        b"/F1/F2 12/F3 Tf",
        b"/P<</MCID 0/K[1 2]>>BDC",
        b"<</K<01>>>BDC",
        b"/a\x01 /\x02 1 re",
    ],
)
def test_blanks_need_not_part_the_tokens(data: bytes) -> None:
    assert operations(data) == by_pdfminer(data)


@pytest.mark.parametrize(
    "data",
    [
        *(b"(a(b)c) Tj", b"BI /W 1 ID \x00\xff EI", b"[1 2 Tj", b"{1} Tj", b"1 ] Tj", b"<< /a >> BDC"),
        *(b"1\x0b2 Td", b"\x01 /K 1 \x02 BDC"),
    ],
)
def test_what_is_not_known_is_left_to_pdfminer(data: bytes) -> None:
    with pytest.raises(UnknownTokenError):
        operations(data)
