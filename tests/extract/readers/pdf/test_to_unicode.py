"""A font's map by faster tokens is the one that pdfminer reads; what could differ is left to pdfminer."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.cmapdb import CMapParser, FileUnicodeMap

from extract.readers.pdf.reread.to_unicode import read_map

HEAD = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def
1 begincodespacerange <0000> <FFFF> endcodespacerange
"""
TAIL = "endcmap CMapName currentdict /CMap defineresource pop end end"
CODES = st.integers(0, 0xFFFF).map(lambda code: f"<{code:04X}>")
TEXTS = st.text("0123 年公开\u00a0𠮷", min_size=1, max_size=3).map(
    lambda text: f"<{text.encode('utf-16-be').hex()}>"
)
CHARACTERS = st.lists(st.tuples(CODES, TEXTS).map(" ".join), max_size=5).map(
    lambda lines: f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar\n"
)
RANGES = st.tuples(st.integers(0, 0xFF00), st.integers(0, 9), TEXTS, st.booleans()).map(
    lambda drawn: (
        f"1 beginbfrange <{drawn[0]:04x}> <{drawn[0] + drawn[1]:04x}> "
        + (f"[{' '.join([drawn[2]] * (drawn[1] + 1))}]" if drawn[3] else drawn[2])
        + " endbfrange\n"
    )
)


def by_pdfminer(data: bytes) -> dict[int, str]:
    found = FileUnicodeMap()
    CMapParser(found, BytesIO(data)).run()
    return found.cid2unichr


@given(
    sections=st.lists(st.one_of(CHARACTERS, RANGES), max_size=5),
    head=st.sampled_from([HEAD, "", "% a note\n"]),
    tail=st.sampled_from([TAIL, "", TAIL + "\n1 beginbfchar <0001> <0031> endbfchar"]),
)
def test_maps_are_those_of_pdfminer(sections: list[str], head: str, tail: str) -> None:
    data = (head + "".join(sections) + tail).encode()
    found = read_map(data)
    assert found is not None and found.cid2unichr == by_pdfminer(data)


@pytest.mark.parametrize(
    "data",
    [
        "1 beginbfchar <1> <0031> endbfchar",
        "1 beginbfchar <00 1> <0031> endbfchar",
        "1 begincidrange <0001> <0002> 3 endcidrange",
        "1 beginbfchar <0001> (1 endbfchar",
        "1 beginbfrange <0001> <0002> endbfrange ]",
    ],
)
def test_what_tokens_could_read_otherwise_is_left_to_pdfminer(data: str) -> None:
    assert read_map(data.encode()) is None
