"""Damaged files of every kind: cut or with bytes changed, they are read or it is said what is wrong."""

import io
import random
import shutil
from collections.abc import Callable
from functools import cache

import docx
import pytest

from extract.model.document import Document
from extract.model.problems import PROBLEMS
from extract.readers.office import convert
from extract.run.workers import worker_pool
from tests.extract.readers.ofd.test_ofd import draw, ofd
from tests.extract.readers.pdf.test_hostile_pdf import drawn as drawn_pdf
from tests.extract.readers.random_grids import random_grid, to_html, to_word
from tests.extract.readers.test_containers import MHTML, archive, old_workbook, workbook
from tests.extract.readers.word.test_doc import NO_OFFICE, word_package
from tests.extract.run.worker_tasks import outcome, outcome_kind, text

LIMITS = worker_pool.Limits(memory_bytes=2 << 30, cpu_seconds=20, wall_seconds=60, documents=1000)
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
        "pdf": drawn_pdf,
        "mhtml": lambda: MHTML,
        "zip": lambda: archive({"年度报告.xlsx": workbook(), "a.txt": b"x"}),
    }[kind]()


KINDS = [
    *("html", "docx", "xlsx", "xls", "ofd", "pdf", "mhtml", "zip"),
    *(
        pytest.param(kind, marks=pytest.mark.skipif(not shutil.which("soffice"), reason=NO_OFFICE))
        for kind in ("doc", "rtf")
    ),
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_sound_file_is_read(kind: str) -> None:
    document = outcome(sample(kind))
    assert isinstance(document, Document) and (document.grids or document.paragraphs)


def cut(kind: str, seed: int) -> bytes:
    data = sample(kind)
    return data[: random.Random(seed).randrange(len(data))]


def with_changed_bytes(kind: str, seed: int) -> bytes:
    chance = random.Random(seed)
    data = bytearray(sample(kind))
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("damage", [cut, with_changed_bytes], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_read_or_named(kind: str, damage: Callable[[str, int], bytes]) -> None:
    """In a worker, as readers of the archive do: native code that aborts ends that worker, not this run."""
    files = [damage(kind, seed) for seed in range(80)]
    found = list(worker_pool.run(outcome_kind, files, text, lambda _, reason: reason, limits=LIMITS))
    assert {seed: each for seed, each in enumerate(found) if each != "read" and each not in PROBLEMS} == {}


def test_a_workbook_that_claims_absurd_sizes_is_refused_before_it_is_opened() -> None:
    """calamine would ask for memory by the DIMENSIONS record and abort the whole process."""
    sound = sample("xls")
    at = sound.index(b"\x00\x02\x0e\x00") + 4
    for place, value in ((at, 0xFFFF_0000), (at + 4, 0x00FF_FFFF)):
        data = bytearray(sound)
        data[place : place + 4] = value.to_bytes(4, "little")
        assert outcome(bytes(data)) == "damaged"
