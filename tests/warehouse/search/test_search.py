"""What is found: any part of any name, its pinyin and initials, any part of a text; whatever is asked."""

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extract.model.reading import Section
from tests.warehouse.search.names import release, tables
from tests.warehouse.warehouse_world import HEAD, World, reading
from warehouse.errors import WarehouseError
from warehouse.release.verify import verify
from warehouse.search.hit import EVERYWHERE, Hit, Within
from warehouse.search.hits import held_years, pages, search
from warehouse.search.named import RANKED
from warehouse.search.sections import CHECKED
from warehouse.search.terminal import print_hits
from warehouse.search.words import fold, readings, words_of

DICE = random.Random(20)
COMMON = "".join(DICE.choices([chr(code) for code in range(0x4E00, 0x9FA5)], k=200))
NAMES = [
    "长乐市朝阳区教育局",
    "朝阳区园林绿化局\n朝阳区园林局\n朝阳县林业局",
    "重庆路街道办事处",
    "绿园区（开发区）管委会",
    "蚌埠路B区2号社区",
    "女山镇人民政府",
    *("".join(DICE.choices(COMMON, k=DICE.randrange(2, 20))) + "局" for _ in range(200)),
]
TEXTS = ["".join(DICE.choices(COMMON + "，。、；\n 0123AB", k=DICE.randrange(9, 300))) for _ in range(150)]
ALL = 10_000


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    years = [(2010 + number % 5, text) for number, text in enumerate(TEXTS)]
    return release(tmp_path_factory.mktemp("search") / "release", tables(NAMES, years))


def part(data: st.DataObject, text: str) -> str:
    start = data.draw(st.integers(0, len(text) - 1))
    return text[start : data.draw(st.integers(start + 1, len(text)))]


def bodies(found_in: Path, question: str) -> set[int | None]:
    return {hit.agency_id for hit in search(found_in, question, ALL, ("body",))}


@settings(deadline=None)  # of a machine with other work
@given(st.data(), st.sampled_from(range(len(NAMES))))
def test_any_part_of_a_name_its_pinyin_and_its_initials_finds_the_body(
    found_in: Path, data: st.DataObject, number: int
) -> None:
    name = data.draw(st.sampled_from(NAMES[number].split("\n")))
    for spelt in (name, *readings(fold(name))):
        asked = part(data, spelt)
        if words_of(asked):
            assert number + 1 in bodies(found_in, asked)


@settings(deadline=None)  # of a machine with other work
@given(st.data(), st.sampled_from(TEXTS))
def test_any_part_of_a_text_finds_its_section_and_is_marked(
    found_in: Path, data: st.DataObject, text: str
) -> None:
    asked = part(data, text)[:200]
    words = words_of(asked)
    assume(words)
    hits = search(found_in, asked, ALL, ("section",))
    assert TEXTS.index(text) in {hit.report_id for hit in hits}
    for hit in hits:
        assert hit.text in TEXTS[hit.report_id or 0]
        assert hit.marks
        marked = [fold(hit.text[start:end]) for start, end in hit.marks]
        assert all(any(word in each for word in words) for each in marked)
        assert all(before[1] < after[0] for before, after in pairwise(hit.marks))


@settings(deadline=None)  # of a machine with other work
@given(st.text())
def test_whatever_is_asked_is_answered(found_in: Path, question: str) -> None:
    if len(question) <= 200:
        hits = search(found_in, question, 3)
        assert all(
            len([hit for hit in hits if hit.kind == kind]) <= 3 for kind in ("place", "body", "section")
        )


HOSTILE = (
    *('"', "'", '""', '"朝" OR "阳"', "NEAR(朝 阳)", "朝*", "^朝", "pieces:朝", "-朝", "朝 AND", "%", "_"),
    *("'; DROP TABLE named; --", "(" * 200, "﷽" * 50, "𠮷" * 99, "é" * 200, "a" * 200, " ".join("朝" * 100)),
    *("朝\0阳", "\ud800", "\u202e朝", " \t\u3000", "\N{COMBINING ACUTE ACCENT}" * 9),
)


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_the_syntax_of_others_is_words_or_nothing(found_in: Path, question: str) -> None:
    assert isinstance(search(found_in, question), list)
    assert len(search(found_in, "朝阳")) == 3


def test_a_question_without_end_is_refused(found_in: Path) -> None:
    with pytest.raises(WarehouseError, match=r"at most 200 characters, and this one has 10,000"):
        search(found_in, "朝" * 10_000)


@pytest.mark.parametrize(
    ("question", "kind", "name"),
    [
        ("朝阳", "place", "朝阳区"),
        ("朝陽區", "place", "朝阳区"),
        ("chaoyang", "place", "朝阳区"),
        ("Cháoyáng", "place", "朝阳区"),
        ("cyq", "place", "朝阳区"),
        ("lvyuan", "place", "绿园区"),
        ("lǜ yuán", "place", "绿园区"),
        ("changle", "place", "长乐市"),
        ("luan", "place", "朝阳区"),
        ("朝阳 园林", "body", "朝阳区园林绿化局"),
        ("chaoyang yuanlin", "body", "朝阳区园林绿化局"),
        ("示例省 园林", "body", "朝阳区园林绿化局"),
        ("chongqing", "body", "重庆路街道办事处"),
        ("绿园区开发区管委会", "body", "绿园区（开发区）管委会"),
        ("b区2号", "body", "蚌埠路B区2号社区"),
        ("nvshan", "body", "女山镇人民政府"),
    ],
)
def test_the_best_hit_is_what_was_meant(found_in: Path, question: str, kind: str, name: str) -> None:
    assert search(found_in, question, 20, (kind,))[0].name == name


def test_a_former_name_that_was_hit_is_told(found_in: Path) -> None:
    (body,) = search(found_in, "林业局 朝阳县", 20, ("body",))
    assert (body.name, body.former, body.text) == ("朝阳区园林绿化局", "朝阳县林业局", "朝阳县林业局")
    assert body.marks == ((0, 6),)
    (place,) = search(found_in, "六安", 20, ("place",))
    assert (place.name, place.former, place.above) == ("朝阳区", "六安镇", "示例省 长乐市")


def test_places_above_may_hold_some_words_but_not_all(found_in: Path) -> None:
    assert {hit.name for hit in search(found_in, "示例省", 20, ("place", "body"))} == {"示例省"}


def test_the_newest_texts_come_first_and_a_budget_leaves_out_whole_years(tmp_path: Path) -> None:
    made = [(2020 + number % 3, f"第{number}次会议讨论了公开目录。") for number in range(9)]
    found_in = release(tmp_path / "whole", tables(NAMES[:3], made))
    hits = search(found_in, "公开目录", 5)
    assert [hit.year for hit in hits] == [2022, 2022, 2022, 2021, 2021]
    assert held_years(found_in) == ([2022, 2021, 2020], [])
    size = sum(len(text) for year, text in made if year > 2020)
    found_in = release(tmp_path / "part", tables(NAMES[:3], made), size)
    assert held_years(found_in) == ([2022, 2021], [2020])
    assert {hit.year for hit in search(found_in, "公开目录")} == {2022, 2021}


def walk(release: Path, question: str, kind: str, limit: int, within: Within = EVERYWHERE) -> list[Hit]:
    """The hits of every page of a kind."""
    start: int | None = 0
    found: list[Hit] = []
    while start is not None:
        page = pages(release, question, {kind: start}, limit, within)[kind]
        found += page.hits
        start = page.next
    return found


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More names than are ranked, the question itself last, and more texts than are looked through."""
    names = [f"{COMMON[number % 150]}{COMMON[number // 150]}甲局" for number in range(2 * RANKED)] + ["甲局"]
    # Every text has the pieces of 甲乙丙, and one in three the word itself.
    texts = [
        (2015 + number % 3, "甲乙丙丁。" if number % 9 < 3 else "甲乙，乙丙。丁")
        for number in range(3 * CHECKED)
    ]
    return release(tmp_path_factory.mktemp("crowded") / "release", tables(names, texts))


@pytest.mark.parametrize("limit", [7, 50, RANKED])
def test_pages_of_names_hold_each_once_and_begin_with_the_best(crowded: Path, limit: int) -> None:
    found = walk(crowded, "甲局", "body", limit)
    assert sorted(hit.agency_id or 0 for hit in found) == list(range(1, 2 * RANKED + 2))
    assert found[0].name == "甲局", "the question itself, though it is numbered last"
    assert [hit.score for hit in found[:RANKED]] == sorted(
        (hit.score for hit in found[:RANKED]), reverse=True
    )


@pytest.mark.parametrize("limit", [20, 500])
def test_pages_of_texts_hold_each_once_the_newest_first(crowded: Path, limit: int) -> None:
    found = walk(crowded, "甲乙丙", "section", limit)
    assert (
        len({hit.report_id for hit in found})
        == len(found)
        == sum(number % 9 < 3 for number in range(3 * CHECKED))
    )
    assert [hit.year for hit in found] == sorted((hit.year for hit in found), reverse=True)


@pytest.mark.parametrize("place", ["", "990000", "990100", "990101", "990102", "110000"])
@pytest.mark.parametrize("year", [None, 2016, 1999])
def test_hits_are_kept_to_a_place_and_a_year(crowded: Path, place: str, year: int | None) -> None:
    """As if all hits were looked through: a place holds what its code begins, a year its texts alone."""
    begins = {"": "", "990000": "99", "990100": "9901", "110000": "11"}.get(place, place)
    within = Within(place, year)
    for kind, question in {"body": "甲局", "section": "甲乙丙", "place": "区"}.items():
        wanted = [
            hit
            for hit in walk(crowded, question, kind, 100)
            if (hit.region_code or "").startswith(begins) and (kind != "section" or year in (None, hit.year))
        ]
        found = walk(crowded, question, kind, 60, within)
        key = lambda hit: (hit.region_code, hit.agency_id, hit.report_id)  # noqa: E731
        assert sorted(map(key, found)) == sorted(map(key, wanted)), kind
        assert bool(found) is (place != "110000" and (kind != "section" or year != 1999))


def test_equal_tables_make_equal_bytes(tmp_path: Path) -> None:
    made = [(2020, text) for text in TEXTS[:20]]
    files = [release(tmp_path / name, tables(NAMES, made)) / "search.sqlite" for name in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_an_index_that_is_missing_or_damaged_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"has no search\.sqlite\. `nianbao build` makes it"):
        search(tmp_path, "朝阳")
    path = release(tmp_path / "release", tables(NAMES, [(2020, text) for text in TEXTS])) / "search.sqlite"
    whole = path.read_bytes()
    for damaged in (b"", b"[]\n", whole[:5000], whole[:200] + bytes(len(whole) - 200)):
        path.write_bytes(damaged)
        for ask in (lambda: search(path.parent, "朝阳"), lambda: held_years(path.parent)):
            with pytest.raises(WarehouseError, match="cannot be read"):
                ask()


def test_a_build_puts_it_beside_the_release(world: World) -> None:
    world.add(reading())
    built = world.build(has_search=True).release
    assert verify(built) == []
    hits = search(built, "云栖 教育")
    assert [(hit.kind, hit.name) for hit in hits if hit.kind == "body"] == [("body", HEAD.agency)]
    assert [hit.text for hit in search(built, "收到申请10件")] == ["全年收到申请10件。"]


def test_after_a_change_only_the_files_of_what_changed_are_made(world: World) -> None:
    for year in (2021, 2022):
        world.add(reading(replace(HEAD, year=year)))
    before = world.build(has_search=True).release
    words = Section(1, "一、总体情况", "窗口前排起了长队。", "html:p4")
    late = reading(replace(HEAD, year=2022), sections=(words,), digest="sha256:" + "1" * 64)
    world.add(late, batch="20250601T000000Z-000")
    after = world.build(has_search=True).release
    assert verify(after) == []
    names, old, new = sorted(str(path.relative_to(after)) for path in (after / "search").rglob("*.sqlite"))
    assert {name: (after / name).samefile(before / name) for name in (names, old, new)} == {
        "search/names.sqlite": True,
        "search/year=2021/province=990000.sqlite": True,
        "search/year=2022/province=990000.sqlite": False,
    }
    assert [(hit.year, hit.text) for hit in search(after, "排起了长队")] == [(2022, "窗口前排起了长队。")]
    assert [hit.year for hit in search(after, "收到申请10件")] == [2021]


def test_a_file_of_the_index_before_that_is_damaged_is_not_linked(world: World) -> None:
    for year in (2021, 2022):
        world.add(reading(replace(HEAD, year=year)))
    before = world.build(has_search=True).release
    part = "search/year=2021/province=990000.sqlite"
    whole = (before / part).read_bytes()
    (before / part).chmod(0o644)
    (before / part).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert verify(before) == [f"{part}: its bytes changed (sha256 differs)"]
    world.add(reading(replace(HEAD, year=2023)), batch="20250601T000000Z-000")
    after = world.build(has_search=True).release
    assert verify(after) == []
    assert (after / part).read_bytes() == whole


def test_the_terminal_marks_what_was_found_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [(2021, "公开目录\n更新了两次。"), (2020, "公开目录已经更新。")]
    found_in = release(tmp_path, tables(NAMES[:2], made), 12)
    print_hits(found_in, "目录 更新", 20, "section", "csv")
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1:] == [
        "section,0,长乐市朝阳区教育局,一、总体情况,2021,公开【目录】 【更新】了两次。"
    ]
    assert printed.err == "the index holds no texts of 2020 and before\n"
    print_hits(found_in, "目录 更新", 20, "section", "csv", Within(year=1999))
    assert "nothing found" in capsys.readouterr().err
    print_hits(found_in, "无此词", 20, None, "csv")
    assert "nothing found" in capsys.readouterr().err
