"""Whatever changes from build to build: the release is, byte for byte, the one that is built from nothing."""

import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.model.reading import ReportHead, Section
from spiders.archive.reader import log_path
from tests.warehouse.warehouse_world import HEAD, World, figures, reading, site
from warehouse.build import parquet_files, partitions, pipeline, small_tables
from warehouse.build.staging import core, touched
from warehouse.build.years import copies, shelves
from warehouse.errors import WarehouseError
from warehouse.release.store import SEARCH, SEARCH_FILES
from warehouse.release.verify import verify
from warehouse.schema import FOLDER

EXAMPLES = int(os.environ.get("NIANBAO_SEQUENCES", "3"))
BODIES = {  # name → (site, division, kind, function)
    "云栖区教育局": ("yx", "990101", "department", "education"),
    "云栖区教育和体育局": ("yx", "990101", "department", "education"),  # the same body under another name
    "云栖区民政局": ("yx", "990101", None, None),
    "云栖区国家税务局": ("yx", "990101", "department", None),  # the seed names its successor
    "云栖区人民政府": ("yx", "990101", "government", None),
    "东城区教育局": ("bj", "110101", "department", "education"),
    "东城区人民政府": ("bj", "110101", "government", None),
}
YEARS = (2021, 2022)
SENTENCES = (  # bodies share them or not, so that what is copied comes and goes
    "窗口工作人员轮流参加答复文书写作练习，疑难申请由法制科会商后答复，年终对各科室的公开工作打分；",
    "校园食堂采购、招生计划和学区划分列为公开重点，逐项明确责任科室、公开时限和更新周期，每季度抽查；",
    "预算草案、决算说明和政府采购结果集中放在一个栏目，附上名词解释，便于群众看懂每一笔开支的去向；",
)
NAMES, YEAR, SMALL = st.sampled_from(list(BODIES)), st.sampled_from(YEARS), st.integers(3, 6)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["add", "correct"]), NAMES, YEAR, SMALL),
    st.tuples(st.sampled_from(["revise", "repeat", "carry", "share", "ask"]), NAMES, YEAR, SMALL),
    st.tuples(st.sampled_from(["withdraw", "read_again", "seed", "site", "spoil"]), st.integers(0, 9)),
)


@dataclass
class Story:
    """A world that changes, and the folder of the seeds that its builds read."""

    world: World
    seeds: Path
    count: int = 0

    def batch(self) -> str:
        self.count += 1
        return f"202503{self.count:02}T000000Z-000"

    def head(self, name: str, year: int) -> ReportHead:
        _, code, kind, function = BODIES[name]
        scope = "own_government" if kind == "government" else "own_agency"
        about = {"region_code": code, "kind": kind, "function": function, "scope": scope}
        return replace(HEAD, agency=name, year=year, **about)

    def add(self, name: str, year: int, granted: int, words: str = "", **place: str) -> None:
        """A report, or a later state of it at the same address, or at another `place`."""
        text = f"{name}{year}年，{SENTENCES[granted % 3] * 2}{SENTENCES[granted % 2]}{words}"
        sections = (Section(1, "一、总体情况", text, "html:p4"),)
        made = reading(self.head(name, year), figures(new=year - 2000, granted=granted), sections=sections)
        self.world.add(made, **{"batch": self.batch(), "site_id": BODIES[name][0]} | place)

    def revise(self, name: str, year: int, granted: int) -> None:
        self.add(name, year, granted + 7)

    def repeat(self, name: str, year: int, granted: int) -> None:
        """The same figures in other words."""
        self.add(name, year, granted, "网站栏目由专人每月检查一遍")

    def carry(self, name: str, year: int, granted: int) -> None:
        """The report of a body, or another state of it, on the other site."""
        self.add(name, year, granted, site_id="bj" if BODIES[name][0] == "yx" else "yx")

    def share(self, name: str, year: int, granted: int) -> None:
        """At an address where another body's report may have stood."""
        self.add(name, year, granted, url=f"https://www.{BODIES[name][0]}.gov.example/nb/{year}.html")

    def ask(self, name: str, year: int, granted: int) -> None:
        """An address is asked for again, and nothing new is read: unchanged, failed, or unlike its link."""
        site_id, outcomes = BODIES[name][0], ("unchanged", "failed", "not_a_report", "blocked")
        url = f"https://www.{site_id}.gov.example/nb/{name}/{year}.html"
        text = f"{year + granted}年政府信息公开工作年度报告"  # also a year of which no site has any
        self.world.attempt(url, self.batch(), site_id, outcome=outcomes[granted - 3], link_text=text)

    def withdraw(self, number: int) -> None:
        batches = sorted(self.world.rows)
        if len(batches) > 1:
            batch = batches[number % len(batches)]
            del self.world.rows[batch]
            self.world.attempts = [each for each in self.world.attempts if each.batch != batch]
            (self.world.data / "readings" / f"{batch}.parquet").unlink(missing_ok=True)
            log_path(self.world.data / "archive", batch).unlink(missing_ok=True)

    def read_again(self, number: int) -> None:
        """Another extractor reads a batch otherwise."""
        batches = sorted(self.world.rows)
        for row in self.world.rows[batches[number % len(batches)]]:
            row |= {"extractor_version": f"x{number}", "title": f"as read by {number}"}

    def correct(self, name: str, year: int, granted: int) -> None:
        found = {
            "region_code": BODIES[name][1],
            "agency_name": name,
            "year": year,
            "indicator": "req_granted",
        }
        told = {"applicant": "total", "printed": Decimal(granted), "corrected": Decimal(1)}
        told |= {"reason": "x", "source": "x", "line": self.count + 2, "report_id": None}
        self.world.corrections[:] = [found | told]

    def seed(self, number: int) -> None:
        """The seeds with their last line, or without."""
        path = self.seeds / "seeds" / "successions.csv"
        whole = (FOLDER / "seeds" / path.name).read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(whole[: len(whole) - number % 2 * (len(whole) - 1)]), encoding="utf-8")

    def spoil(self, number: int) -> None:
        """A file that the next build would go by has other bytes: one that is kept, or of the index."""
        release = self.world.store.current()
        index = sorted((release / SEARCH_FILES).rglob("*.sqlite")) if release else []
        files = [*sorted(self.world.store.kept.rglob("*.arrow")), *index]
        for path in files[number::10]:
            spoilt = bytearray(path.read_bytes())
            spoilt[len(spoilt) // 2] ^= 1
            path.chmod(0o644)
            path.write_bytes(spoilt)

    def site(self, number: int) -> None:
        self.world.sites["bj"] = site("bj", region_code="110101", status="active", note=f"{number}")


def outcome(world: World) -> tuple[str, dict[str, bytes]]:
    """The name of the release that is built, with every byte of its index; or why none is."""
    try:
        release = world.build(has_search=True).release
    except WarehouseError as error:
        return str(error), {}
    assert verify(release) == []
    files = [release / SEARCH, *(release / SEARCH_FILES).rglob("*.sqlite")]
    return release.name, {str(path.relative_to(release)): path.read_bytes() for path in files}


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of seeds that builds read in place of ours, and know as a part of their code."""
    folder = tmp_path / "schema"
    shutil.copytree(FOLDER / "seeds", folder / "seeds")
    monkeypatch.setattr(core, "FOLDER", folder)
    monkeypatch.setattr(shelves, "DOCUMENTS_A_RANGE", 2)  # several shelves, and not as many in each release
    monkeypatch.setattr(shelves, "MOST", 3)
    monkeypatch.setattr(shelves, "IN_HAND", 2)
    monkeypatch.setattr(partitions, "DOCUMENTS", 2)
    monkeypatch.setattr(copies, "DOCUMENTS", 2)
    monkeypatch.setattr(small_tables, "ROWS", 3)
    monkeypatch.setitem(parquet_files.ROW_GROUPS, "pieces", 2)
    monkeypatch.setattr(touched, "MOST", 1)  # a change reaches most of so small a world
    texts = sorted((folder / "seeds").glob("*.csv"))
    monkeypatch.setattr(
        pipeline, "build_recipe", lambda: [path.read_text(encoding="utf-8") for path in texts]
    )
    yield folder


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(STEPS, min_size=2, max_size=5))
def test_a_sequence_of_changes_ends_in_the_release_of_its_end(
    seeds: Path, steps: list[tuple[str, ...]]
) -> None:
    with TemporaryDirectory() as root:
        story = Story(World(Path(root) / "incremental"), seeds)
        story.world.sites["bj"] = site("bj", region_code="110101")
        story.seed(0)
        for name in BODIES:
            story.add(name, YEARS[0], 3)
        for number, (step, *words) in enumerate(steps):
            getattr(story, step)(*words)
            incremental = outcome(story.world)
            anew = replace(deepcopy(story.world), data=Path(root) / f"anew-{number}")
            assert outcome(anew) == incremental, steps[: number + 1]
            if "stale corrections" in incremental[0]:
                story.world.corrections.clear()
