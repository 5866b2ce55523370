"""Styles of DOC files: what they change with their bases, and fields in fields."""

import struct

import pytest

from extract.model.looks import LeftOut, Look, Trait, run
from extract.readers.word.doc import printed
from extract.readers.word.doc_looks import _is_on, _look
from extract.readers.word.doc_styles import CHARACTER, PARAGRAPH, StyleSheet

STRIKE, SCRIPT, STYLE = 0x0837, 0x2A48, 0x4A30
NONE = 0x0FFF


def change(code: int, operand: int, size: int = 1) -> bytes:
    return struct.pack("<H", code) + operand.to_bytes(size, "little")


def style(kind: int, base: int, changes: bytes) -> bytes:
    lists = [b"", changes] if kind == PARAGRAPH else [changes]
    content = struct.pack("<HHHHH", 0, base << 4 | kind, len(lists), 0, 0) + struct.pack(
        "<HHH", 1, ord("甲"), 0
    )
    for listed in lists:
        content += b"\0" * (len(content) % 2) + struct.pack("<H", len(listed)) + listed
    return struct.pack("<H", len(content)) + content + b"\0" * (len(content) % 2)


def sheet(*styles: bytes) -> StyleSheet:
    return StyleSheet(struct.pack("<HHH", 4, len(styles), 10) + b"".join(styles))


SHEET = sheet(
    style(PARAGRAPH, NONE, b""),
    style(CHARACTER, NONE, change(STRIKE, 1)),
    style(CHARACTER, 1, change(SCRIPT, 1)),
    style(PARAGRAPH, 0, change(STRIKE, 1)),
    b"\0\0",
)


@pytest.mark.parametrize(
    ("changes", "paragraph", "traits"),
    [
        (b"", 0, Trait.NONE),
        (change(STYLE, 1, 2), 0, Trait.STRUCK),
        (change(STYLE, 2, 2), 0, Trait.STRUCK | Trait.RAISED),
        (change(STYLE, 2, 2) + change(STRIKE, 0), 0, Trait.RAISED),
        (b"", 3, Trait.STRUCK),
        (change(STYLE, 1, 2), 3, Trait.NONE),  # two styles turn the toggle twice
        (change(STRIKE, 0x81), 3, Trait.NONE),
        (change(STRIKE, 0x80), 3, Trait.STRUCK),
        (change(STYLE, 4, 2), 0, Trait.NONE),
    ],
)
def test_styles_with_their_bases_make_the_look(changes: bytes, paragraph: int, traits: Trait) -> None:
    assert _look(changes, SHEET, paragraph).traits == traits


@pytest.mark.parametrize("end", range(0, 40, 3))
def test_a_cut_sheet_has_no_styles(end: int) -> None:
    whole = struct.pack("<HHH", 4, 1, 10) + style(CHARACTER, NONE, change(STRIKE, 1))
    assert StyleSheet(whole[:end]).kind(0) in (0, CHARACTER)


def test_a_toggle_that_nothing_states_is_inherited() -> None:
    assert _is_on(STRIKE, (), True) and not _is_on(STRIKE, (), False)


def test_of_a_field_in_a_field_the_outer_result_is_shown() -> None:
    assert printed("\x13 IF \x13 MERGEFIELD n \x147\x15 = 7 \x1431\x15") == "31"
    assert printed("\x13 REF n \x14\x13 SEQ x \x1431\x15\x15") == "31"
    struck = run("9", Look(Trait.STRUCK), LeftOut())
    assert printed(f"\x13 REF n \x14{struck}\x15") == struck
