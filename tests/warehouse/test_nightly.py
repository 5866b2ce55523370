"""A night ends with a release and a page of the sites, and its exit code says what a person should do."""

from pathlib import Path
from typing import Any

import pytest

from extract.run import archive_run
from spiders.archive.reasons import verdict
from spiders.archive.writer import BatchWriter
from spiders.crawling.crawl_state import Link
from tests.demo import ROOT
from warehouse import nightly
from warehouse.__main__ import main
from warehouse.build.staging.inputs import gather
from warehouse.errors import WarehouseError


@pytest.mark.parametrize(
    ("codes", "exit_code", "last"),
    [
        ({}, 0, "status"),
        ({"crawl": 1}, 1, "status"),
        ({"status": 1}, 1, "status"),
        ({"crawl": 3}, 3, "crawl"),
        ({"crawl": 2}, 2, "crawl"),
        ({"crawl": 130}, 2, "crawl"),
        ({"extract": 2}, 2, "extract"),
        ({"crawl": 1, "build": 1}, 2, "build"),
        ({"push": 1}, 2, "push"),
    ],
)
def test_what_failed_decides_what_follows(
    codes: dict[str, int], exit_code: int, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def step(words: list[str]) -> int:
        done.append("extract" if words[0] == "extract" else words[1])
        return codes.get(done[-1], 0)

    monkeypatch.setattr(nightly, "_run", step)
    assert main(["nightly", "--push", "s3://bucket/demo"]) == exit_code
    assert done == ["crawl", "extract", "push", "build", "status"][: done.index(last) + 1]
    done.clear()
    main(["nightly"])
    assert "push" not in done


def test_nothing_is_built_of_an_archive_without_a_document(tmp_path: Path) -> None:
    archive: Any = tmp_path / "demo" / "archive"
    with BatchWriter(archive, "20260101T000000Z-000") as writer:
        link = Link("demo-huapu", "list", "http://www.huapu.gov.example/")
        writer.write(link.attempt(verdict("host_unresolved", exception="x")))
    assert archive_run.run("demo", tmp_path) == 0
    with pytest.raises(WarehouseError, match="no document of any site"):
        gather("demo", tmp_path)


def test_make_has_the_same_night() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert '$(NIANBAO) nightly --registry "$$REGISTRY"' in makefile
    assert "YEARS    ?=\n" in makefile, "a bound of years would leave out the next"
