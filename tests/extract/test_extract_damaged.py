"""Damaged files of every kind: cut or with bytes changed, they are read or it is said what is wrong."""

import io
import random
import shutil
from functools import cache

import docx
import pytest
from extract_random_grids import random_grid, to_html, to_word
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extract_containers import MHTML, archive, old_workbook, workbook
from test_extract_doc import NO_OFFICE, word_package
from test_extract_ofd import draw, ofd

from extract.document import Document, Hints, UnreadableError
from extract.problems import PROBLEMS
from extract.readers import read_document
from extract.readers.office import convert

GRID = random_grid(5, 5, 4)


def written_docx() -> bytes:
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph("一、总体情况")
    document.add_table(3, 3).cell(0, 0).text = "规章"
    document.save(file)
    return file.getvalue()


@cache
def sample(kind: str) -> bytes:
    """A sound file of the kind."""
    if kind in ("doc", "rtf"):
        return convert(word_package(to_word(GRID)), ".docx", f".{kind}")
    return {
        "html": lambda: f"<html><head><title>年报</title></head><body>{to_html(GRID)}</body></html>".encode(),
        "docx": written_docx,
        "xlsx": workbook,
        "xls": old_workbook,
        "ofd": lambda: ofd(draw(GRID.cells)),
        "mhtml": lambda: MHTML,
        "zip": lambda: archive({"年度报告.xlsx": workbook(), "a.txt": b"x"}),
    }[kind]()


KINDS = [
    *("html", "docx", "xlsx", "xls", "ofd", "mhtml", "zip"),
    *(
        pytest.param(kind, marks=pytest.mark.skipif(not shutil.which("soffice"), reason=NO_OFFICE))
        for kind in ("doc", "rtf")
    ),
]


def outcome(data: bytes) -> Document | str:
    try:
        return read_document(data, Hints())
    except UnreadableError as error:
        assert error.kind in PROBLEMS, f"{error.kind} has no advice"
        return error.kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_sound_file_is_read(kind: str) -> None:
    document = outcome(sample(kind))
    assert isinstance(document, Document) and (document.grids or document.paragraphs)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1))
def test_a_cut_file_is_read_or_named(kind: str, share: float) -> None:
    data = sample(kind)
    outcome(data[: int(share * len(data))])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**9), changes=st.integers(1, 40))
def test_a_file_with_changed_bytes_is_read_or_named(kind: str, seed: int, changes: int) -> None:
    chance = random.Random(seed)
    data = bytearray(sample(kind))
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    outcome(bytes(data))


def test_a_workbook_that_claims_absurd_sizes_is_refused_before_it_is_opened() -> None:
    """calamine would ask for memory by the DIMENSIONS record and abort the whole process."""
    sound = sample("xls")
    at = sound.index(b"\x00\x02\x0e\x00") + 4
    for place, value in ((at, 0xFFFF_0000), (at + 4, 0x00FF_FFFF)):
        data = bytearray(sound)
        data[place : place + 4] = value.to_bytes(4, "little")
        assert outcome(bytes(data)) == "damaged"
