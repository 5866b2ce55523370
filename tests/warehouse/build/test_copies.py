"""The table `copies`: whose text stands in whose report, made anew only where a text changed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extract.model.reading import Section
from spiders.archive.reader import log_path
from tests.warehouse.warehouse_world import HEAD, World, figures, reading, site
from warehouse.build.years import copies
from warehouse.copying.counted import CountedText
from warehouse.copying.passages import passages
from warehouse.release.manifest import read_manifest

OWN = {  # sentences of our own, as long as a section that counts
    "教育": "本局把校园食堂采购、招生计划和学区划分列为公开重点，逐项明确责任科室、公开时限和更新周期",
    "民政": "本局围绕养老机构补贴、社会救助标准和殡葬服务价格三类事项梳理目录，每季度抽查一次更新情况",
    "财政": "本局将预算草案、决算说明和政府采购结果集中放在一个栏目，附上名词解释，便于群众看懂每一笔开支",
}
COMMON = (
    "窗口工作人员轮流参加答复文书写作练习，疑难申请由法制科会商后答复；",
    "网站栏目由专人每月检查一遍，发现链接失效或者内容过期的，当天通知经办人改正；",
    "年终对各科室的公开工作打分，分数写进考核表，得分靠后的科室要在会上说明原因。",
)
AGENCIES = {name: f"云栖区{name}局" for name in OWN}
PAIRS = """
    SELECT a.agency_name, c.year, b.agency_name, c.same_pct, c.alike_count
    FROM copies c JOIN reports a USING (report_id) JOIN reports b ON b.report_id = c.other_report_id
    WHERE c.what = 'text' AND c.source = '{source}' ORDER BY ALL"""


def add(world: World, name: str, year: int, *sentences: str, batch: str = "", **other: object) -> None:
    head = replace(HEAD, agency=AGENCIES[name], year=year, kind=None, function=None)
    text = f"{year}年，" + "".join(sentences)
    made = reading(head, sections=(Section(1, "一、总体情况", text, "html:p4"),), **other)
    world.add(made, **({"batch": batch} if batch else {}))  # type: ignore[arg-type]


def three(world: World, finance: str = "") -> World:
    """教育 says in 2023 what it said in 2022; 民政 says in 2023 what 教育 says; 财政 speaks for itself."""
    whole = "".join(COMMON)
    add(world, "教育", 2022, OWN["教育"] + "。", whole)
    add(world, "民政", 2022, OWN["民政"] * 3)
    add(world, "财政", 2022, OWN["财政"] * 3)
    add(world, "教育", 2023, OWN["教育"] + "。", whole)
    add(world, "民政", 2023, OWN["民政"] + "。", whole)
    add(world, "财政", 2023, finance or OWN["财政"] * 3, batch="20250401T000000Z-000")
    return world


def test_last_year_and_other_bodies_are_told_with_how_much_is_the_same(world: World) -> None:
    three(world).build()
    assert world.ask(PAIRS.format(source="last_year")) == [
        ("云栖区教育局", 2023, "云栖区教育局", 100.0, None),
        ("云栖区民政局", 2023, "云栖区民政局", pytest.approx(28, abs=3), None),
        ("云栖区财政局", 2023, "云栖区财政局", 100.0, None),
    ]
    half = pytest.approx(72, abs=3)
    assert world.ask(PAIRS.format(source="same_year")) == [
        ("云栖区教育局", 2023, "云栖区民政局", half, 1),
        ("云栖区民政局", 2023, "云栖区教育局", half, 1),
    ]


def test_the_passages_of_a_row_are_what_it_counts(world: World) -> None:
    three(world).build()
    rows = world.ask(
        "SELECT s.text, o.text, c.same_count, c.compared_count FROM copies c "
        "JOIN sections s USING (report_id, ord) "
        "JOIN sections o ON o.report_id = c.other_report_id AND o.ord = c.other_ord"
    )
    assert len(rows) == 5
    for text, other, same, compared in rows:
        counted = CountedText(str(text))
        assert compared == len(counted.text)
        found = passages(str(text), str(other))
        assert same == sum(each.start <= place < each.end for each in found for place in counted.places())


def test_equal_texts_name_the_nearest_and_count_them_all(world: World) -> None:
    for number in range(6):
        head = replace(HEAD, agency=f"云栖区{'一二三四五六'[number]}里镇人民政府", kind=None, function=None)
        text = Section(1, "一、总体情况", f"收到申请{number}件。" + "".join(COMMON), "html:p4")
        world.add(reading(head, figures(new=10 + number), sections=(text,)))
    world.build()
    rows = world.ask(
        "SELECT report_id, count(*), max(rank), min(same_pct), any_value(alike_count), "
        "count(DISTINCT other_report_id), bool_or(report_id = other_report_id) FROM copies GROUP BY ALL"
    )
    assert [row[1:] for row in rows] == [(3, 3, 100.0, 5, 3, False)] * 6


def test_tables_of_last_year_are_those_that_the_check_finds(world: World) -> None:
    many = {f"req_refused_{name}": 3 for name in ("state_secret", "three_security", "internal")}
    same = figures(new=30, granted=5, carried_in=2, **many)
    for year in (2022, 2023):
        add(world, "教育", year, "".join(COMMON), cells=same)
        add(world, "民政", year, "".join(COMMON), cells=figures(new=year - 2000))
    world.build()
    found = world.ask(
        "SELECT c.report_id, c.other_report_id, c.same_count FROM copies c WHERE what = 'tables'"
    )
    expected = world.ask(
        "SELECT f.report_id, b.report_id, f.left_value FROM findings f JOIN reports a USING (report_id) "
        "JOIN reports b ON b.agency_id = a.agency_id AND b.year = a.year - 1 WHERE f.check_id = 'X.DUP'"
    )
    assert found == expected
    # The check reads `copies`: which report it must be is said apart.
    whose = "FROM copies c JOIN reports a USING (report_id) JOIN reports b ON b.report_id = c.other_report_id"
    bodies = world.ask(f"SELECT a.agency_name, a.year, b.agency_name, b.year {whose} WHERE c.what = 'tables'")
    assert bodies == [("云栖区教育局", 2023, "云栖区教育局", 2022)]


def test_short_texts_superseded_reports_and_unknown_years_are_not_compared(world: World) -> None:
    add(world, "教育", 2022, "办结全部申请。")
    add(world, "教育", 2023, "办结全部申请。")
    for text in ("".join(COMMON), "".join(COMMON) + OWN["民政"]):  # the second supersedes the first
        batch = f"2025030{1 + len(text) % 7}T000000Z-000"
        add(world, "民政", 2023, text, batch=batch, cells=figures(new=len(text)))
    for name in ("教育", "财政"):
        head = replace(HEAD, agency=AGENCIES[name], year=None, kind=None, function=None)
        section = Section(1, "一、总体情况", "".join(COMMON), "html:p4")
        world.add(reading(head, sections=(section,)), url=f"https://www.yx.gov.example/nb/{name}.html")
    world.build()
    assert world.ask("SELECT count(*) FROM copies") == [(0,)]


def linked(before: Path, after: Path, path: str) -> bool:
    return (before / path).samefile(after / path)


def test_only_years_whose_texts_changed_are_compared_again(
    world: World, make_world: Callable[[str], World]
) -> None:
    before = three(world).build().release
    head = replace(HEAD, agency="云栖区水务局", year=2023, kind=None, function=None)
    late = reading(head, sections=(Section(1, "一、总体情况", OWN["财政"] * 3, "html:p4"),))
    world.add(late, batch="20250601T000000Z-000")
    after = world.build().release
    assert linked(before, after, "copies/year=2022/data.parquet")
    assert not linked(before, after, "copies/year=2023/data.parquet")
    assert world.ask("SELECT count(*) FROM copies WHERE source = 'same_year'") == [(4,)]
    anew = three(make_world("anew"))
    anew.add(late, batch="20250601T000000Z-000")
    built = anew.build(workers=1).release
    assert built.name == after.name
    assert {entry.path for entry in read_manifest(built).files if entry.path.startswith("copies/")} == {
        f"copies/year={year}/data.parquet" for year in (2022, 2023)
    }


TWICE = figures(new=30, granted=5, carried_in=2, req_refused_state_secret=3, req_refused_internal=3)
LATER: dict[str, Callable[[World], None]] = {
    "last year's text": lambda world: add(world, "财政", 2022, OWN["民政"] * 3, batch=AFTER),
    "a text that another has": lambda world: add(world, "民政", 2023, OWN["民政"] * 3, batch=AFTER),
    "figures that were last year's": lambda world: add(
        world, "教育", 2023, OWN["教育"] + "。", "".join(COMMON), batch=AFTER, cells=figures(new=9)
    ),
    "a report that goes": lambda world: withdraw(world, "20250401T000000Z-000"),
}
AFTER = "20250601T000000Z-000"


def withdraw(world: World, batch: str) -> None:
    """As if a batch had never been crawled."""
    del world.rows[batch]
    world.attempts = [each for each in world.attempts if each.batch != batch]
    (world.data / "readings" / f"{batch}.parquet").unlink(missing_ok=True)
    log_path(world.data / "archive", batch).unlink(missing_ok=True)


@pytest.mark.parametrize("change", LATER)
def test_no_row_stands_that_a_change_can_reach(
    world: World, make_world: Callable[[str], World], change: str
) -> None:
    for each in (world, anew := make_world("anew")):
        three(each)
        for year in (2022, 2023):  # another batch, so that these are the current versions
            words = OWN["教育"] + "。", "".join(COMMON)
            add(each, "教育", year, *words, batch=f"20250501T00000{year % 10}Z-000", cells=TWICE)
    before = world.build().release
    rows = "SELECT * FROM copies ORDER BY ALL"
    told = world.ask(rows)
    kinds = world.ask("SELECT DISTINCT source, what FROM copies ORDER BY ALL")
    assert kinds == [("last_year", "tables"), ("last_year", "text"), ("same_year", "text")]
    for each in (world, anew):
        LATER[change](each)
    after = world.build().release
    assert after.name == anew.build().release.name != before.name
    assert world.ask(rows) != told


PROVINCES = {"330000": "330106", "420000": "420111", "510000": "510104"}


def in_provinces(world: World, words: str = "", batch: str = "") -> World:
    """A body in each of three provinces, which says in 2023 what no other does; the last one says `words`."""
    for (province, region), text in zip(PROVINCES.items(), OWN.values(), strict=True):
        world.sites[province] = site(province, region_code=region)
        head = replace(HEAD, agency=f"{province}局", year=2023, region_code=region, kind=None, function=None)
        is_last = province == "510000"
        section = Section(1, "一、总体情况", words if words and is_last else text * 3, "html:p4")
        made = reading(head, figures(new=int(province[:2])), sections=(section,))
        if not words or is_last:
            world.add(made, site_id=province, **({"batch": batch} if batch else {}))  # type: ignore[arg-type]
    return world


@pytest.mark.parametrize(
    ("words", "linked"),
    [
        (
            "全年没有新的做法，工作人员参加了两次培训，栏目内容由办公室统一更新，" * 4,
            [True, True, True],
        ),  # nobody's
        (OWN["教育"] * 3, [False, True, False]),  # what the first body says, whose rows tell it, too
    ],
)
def test_a_change_writes_the_runs_of_provinces_that_it_reaches(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, linked: list[bool]
) -> None:
    monkeypatch.setattr(copies, "DOCUMENTS", 1)
    before = in_provinces(world).build().release
    after = in_provinces(world, words, batch="20250601T000000Z-000").build().release
    files = [sorted((release / "copies" / "year=2023").iterdir()) for release in (before, after)]
    assert [len(of_year) for of_year in files] == [3, 3]
    assert [one.samefile(other) for one, other in zip(*files, strict=True)] == linked
    anew = replace(world, data=world.copy(tmp_path / "copy").data)
    (anew.data / "warehouse").rename(tmp_path / "of before")
    assert anew.build().release.name == after.name


def test_a_run_that_is_cut_elsewhere_is_written_anew(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "DOCUMENTS", 2)
    in_provinces(world).build()
    more = replace(HEAD, agency="又一局", year=2023, region_code="330106", kind=None, function=None)
    section = Section(1, "一、总体情况", "".join(COMMON), "html:p4")
    world.add(reading(more, sections=(section,)), site_id="330000", batch="20250601T000000Z-000")
    after = world.build().release
    anew = replace(world, data=world.copy(tmp_path / "copy").data)
    (anew.data / "warehouse").rename(tmp_path / "of before")
    assert anew.build().release.name == after.name
