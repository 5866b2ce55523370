"""Text that Arrow, a file or a terminal would not bear costs its characters, not the document."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model.document import Hints
from extract.model.problems import problem
from extract.model.reading import Check, Figure, Mention, Reading, ReportHead, Section
from extract.run import output
from extract.run.capture import Task, packed
from extract.run.clean_reading import clean_reading
from extract.run.workers.rows import accept_reading, accept_rows, pack
from spiders.archive.attempt import Attempt
from spiders.content.clean_text import is_clean
from tests.spiders.content.test_clean_text import HOSTILE

TASK = Task(
    Path("archive"),
    Attempt("b", "s", "report", "http://www.a.gov.example/1", offset=1, digest="sha256:0"),
    Hints(),
)


def reading(text: str) -> Reading:
    """A reading that holds the text wherever a document can put one."""
    return Reading(
        "sha256:0",
        "pdf",
        ReportHead(agency=text, title=text, publisher=text, index_number=text, year=2024),
        (Figure("req_new", Decimal(1), text, "reported", "pdf:p1", item=text),),
        (Check("rule", "scope", "passed", "error", note=text),),
        (problem("unreadable_cell", "pdf:p1", text),),
        (Section(1, text, text, "pdf:p1"),),
        (Mention("m", "c", Decimal(1), "件", False, text, 1),),
    )


@settings(deadline=None, max_examples=80)
@given(HOSTILE)
def test_hostile_text_becomes_an_arrow_row_and_comes_back(text: str) -> None:
    rows = accept_rows((TASK,), packed(TASK, reading(text)).serialize().to_pybytes())
    assert accept_reading(None, pack(clean_reading(reading(text)))) == clean_reading(reading(text))
    (batch,) = rows.to_pylist()
    assert batch["reader"] == "pdf" and len(batch["problems"]) == 1
    assert batch["cells"][0]["raw"] == clean_reading(reading(text)).cells[0].raw
    texts = [batch["title"], batch["sections"][0]["text"], batch["mentions"][0]["sentence"]]
    assert all(map(is_clean, texts))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf"))))
def test_a_clean_reading_is_not_touched(text: str) -> None:
    plain = reading(text)
    assert clean_reading(plain) is plain


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "table"])
def test_every_output_holds_the_hostile_document_and_those_after_it(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [(Path("a\udcff.pdf"), reading("年\ud83d\x1b[2J")), (Path("b.pdf"), reading("报告"))]
    target = tmp_path / "out"
    assert output.write(documents, form, target) == 0
    if form == "parquet":
        assert pq.read_table(target).num_rows == 2
        return
    text = target.read_text(encoding="utf-8")
    assert "b.pdf" in text and "\x1b[2J" not in text
    if form == "jsonl":
        assert [json.loads(line)["file"] for line in io.StringIO(text)] == ["a\ufffd.pdf", "b.pdf"]
