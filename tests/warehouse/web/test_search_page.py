"""Search in the page: a street office found by its initials on both doors, texts, filters, paging."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser

from tests.demo import ask
from tests.warehouse.web.browsing import SERIOUS, Look, looking
from tests.warehouse.web.conftest import PLACE
from tests.warehouse.web.test_server import get
from warehouse.search.hits import names, search
from warehouse.search.names_script import names_script
from warehouse.web.content import Content, NotFoundError
from warehouse.web.doors import Server
from warehouse.web.parts.search import FEW, MANY, NAMES_FILE
from warehouse.web.questions import Questions
from warehouse.web.render import Renderer

OFFICE = "南屏县城南街道办事处"
INITIALS = "cnjd"  # of 城南街道
QUESTIONS = ("nanping", "npx", "教育", "局 nanping", "Nánpíng", "縣", "n", "jyj", "财政 shili", "城南街道")
MOST_NAMES = 60_000  # bytes of names.js of the whole demo


@pytest.fixture(scope="module")
def renderer(questions: Questions) -> Renderer:
    return Renderer(questions, Server())


def content(renderer: Renderer, **query: str) -> Content:
    return renderer.content("search", "", query)


def shown(content: Content, kind: str) -> list[dict[str, object]]:
    return next((hits for name, hits in content.values["found"] if name == kind), [])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_street_office_is_found_by_its_initials_with_the_keyboard_alone(look: Look, language: str) -> None:
    prefix = "zh/" if language == "zh" else ""
    look.at(f"{prefix}place/{PLACE}")
    page = look.page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type(INITIALS)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/search/?(index\.html)?\?q={INITIALS}"))
    link = page.get_by_role("link", name=OFFICE)
    link.wait_for()
    found = Axe().run(page).response["violations"]
    assert not [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS]
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/body/"))
    assert page.locator("h1").inner_text() == OFFICE
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[language]
    page.go_back()
    assert page.locator("#search-box").input_value() == INITIALS
    look.is_clean()


def test_a_folder_finds_it_from_a_disk(browser: Browser, site: Path) -> None:
    """No server at all, as from a USB stick: the form, the names and the links."""
    with looking(browser, site.as_uri()) as found:
        found.at(f"place/{PLACE}/index.html")
        found.page.keyboard.press("/")
        found.page.keyboard.type(INITIALS)
        found.page.keyboard.press("Enter")
        found.page.get_by_role("link", name=OFFICE).click()
        assert found.page.locator("h1").inner_text() == OFFICE
        found.is_clean()


def test_the_key_types_where_somebody_types(look: Look) -> None:
    look.at(f"place/{PLACE}")
    look.page.locator("form.filter input").click()
    look.page.keyboard.type("a/b")
    assert look.page.locator("form.filter input").input_value() == "a/b"
    look.is_clean()


def test_both_doors_find_the_same_names_in_the_same_order(
    browser: Browser,
    static: str,
    release: Path,
) -> None:
    """Two programs score: they must agree. A folder of a place knows fewer names."""
    with looking(browser, static) as found:
        found.at("search/index.html")
        box, links = found.page.locator("#search-box"), found.page.locator("#found-body a")
        for question in QUESTIONS:
            box.fill(question)
            found.page.wait_for_function(
                "q => document.getElementById('found').dataset.found === q", arg=question
            )
            wanted = [
                hit.name for hit in search(release, question, 1000, ("body",)) if hit.region_code == PLACE
            ]
            assert links.all_inner_texts() == wanted and wanted, question
        box.fill("鑫鑫")
        found.page.locator("#found-none").wait_for()
        assert found.page.locator("#browse").is_hidden()
        box.fill("")
        found.page.locator("#browse").wait_for()
        found.is_clean()


def test_passages_have_their_words_marked_and_lead_to_the_report(look_served: Look) -> None:
    look = look_served
    look.at(f"search?q={quote('政府信息')}&kind=section&place={PLACE}&year=2024")
    page = look.page
    passages = page.locator("#found-section li")
    assert passages.count() == MANY
    assert set(page.locator("#found-section mark").all_inner_texts()) == {"政府信息"}
    assert all("2024" in text for text in page.locator("#found-section li > a").all_inner_texts())
    first = passages.first.inner_text()
    page.get_by_role("link", name="More").click()
    assert page.locator("#found-section li").first.inner_text() != first
    page.get_by_role("link", name="To the first").click()
    assert passages.first.inner_text() == first
    page.locator(".switches a[hreflang]").click()
    assert page.locator("#search-box").input_value() == "政府信息", "the other language is asked the same"
    passages.first.locator("a").click()
    page.wait_for_url(re.compile("/zh/report/"))
    look.is_clean()


@pytest.fixture
def look_served(browser: Browser, served: str):  # type: ignore[no-untyped-def]
    with looking(browser, served) as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["search", "zh/search?q=jiaoyu", "api", "zh/api"])
def test_pages_are_accessible_and_no_wider_than_a_phone(
    browser: Browser,
    served: str,
    address: str,
    scheme: str,
) -> None:
    options = {"viewport": {"width": 360, "height": 800}, "color_scheme": scheme}
    with looking(browser, served, **options) as found:
        found.at(address)
        for details in found.page.locator("main details").all():
            details.evaluate("each => { each.open = true; }")
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert found.page.evaluate(over) == 0
        bad = Axe().run(found.page).response["violations"]
        assert not [(each["id"], each["nodes"][0]["html"]) for each in bad if each["impact"] in SERIOUS]
        found.is_clean()


def test_without_scripts_a_server_finds_and_a_folder_leads_to_every_place(
    browser: Browser,
    served: str,
    static: str,
) -> None:
    with looking(browser, served, java_script_enabled=False) as found:
        found.at("zh/")
        found.page.locator("#search-box").fill(INITIALS)
        found.page.locator("#search-box").press("Enter")
        assert OFFICE in found.page.locator("#found-body").inner_text()
        found.is_clean()
    with looking(browser, static, java_script_enabled=False) as found:
        found.at("search/index.html")
        assert "needs scripts" in found.page.locator("main").inner_text()
        found.page.locator(f"#browse a[href*='{PLACE}']").click()
        assert found.page.get_by_role("link", name=OFFICE).first.is_visible()
        found.is_clean()


def test_a_question_is_cut_down_by_kind_place_and_year(renderer: Renderer, demo: Path) -> None:
    every = content(renderer, q="教育")
    assert len(shown(every, "body")) == FEW and shown(every, "section")
    bodies = content(renderer, q="教育", kind="body", place="990100")
    wanted = ask(
        demo,
        "SELECT count(*) FROM agencies WHERE contains(array_to_string(aliases, ' '), '教育') "
        "AND region_code LIKE '9901%'",
    )
    assert [name for name, _ in bodies.values["found"]] == ["body"]
    assert len(shown(bodies, "body")) == wanted[0][0] > 1
    texts = shown(content(renderer, q="政府信息", year="2023"), "section")
    assert {each["hit"].year for each in texts} == {2023}  # type: ignore[attr-defined]


def test_pages_of_hits_hold_every_hit_once(renderer: Renderer, demo: Path) -> None:
    found, after = [], ""
    while True:
        page = content(renderer, q="局", kind="body", after=after)
        found += [each["key"] for each in shown(page, "body")]
        link = page.values["more"]["body"]
        if not link:
            break
        after = re.search(r"after=(-?\d+)", link)[1]  # type: ignore[index]
    wanted = ask(demo, "SELECT agency_id FROM agencies WHERE contains(array_to_string(aliases, ' '), '局')")
    assert sorted(found) == sorted(key for (key,) in wanted) and len(found) > 3 * MANY


@pytest.mark.parametrize("query", [{"place": "123456"}, {"place": "'"}, {"year": "1999"}, {"kind": "x"}])
def test_a_filter_that_there_is_not_is_told(renderer: Renderer, query: dict[str, str]) -> None:
    with pytest.raises(NotFoundError) as found:
        content(renderer, q="局", **query)
    assert "There is no" in found.value.text.en and "没有" in found.value.text.zh


@pytest.mark.parametrize(
    "asked", ["%00", "%22%20OR%201=1", "a" * 300, quote("长" * 150), "<b>x</b>", "{{7*7}}", "%ff", "'", "%25"]
)
def test_hostile_questions_are_answered_as_text(served: str, asked: str) -> None:
    for prefix in ("", "/zh"):
        answer = get(served, f"{prefix}/search?q={asked}&after=zz")
        assert answer.status == 200 and "<b>x</b>" not in answer.text and ">49<" not in answer.text
    if len(asked) == 300:
        assert "at most 200" in get(served, f"/search?q={asked}").text


def test_the_names_of_a_folder_are_all_and_few_bytes(release: Path, site: Path) -> None:
    whole = names_script(release, lambda _: True)
    data = json.loads(whole.decode().partition("self.nianbaoNames = ")[2].rstrip().rstrip(";"))
    rows = names(release)
    assert len(data["place"]) + len(data["body"]) == len(rows)
    bodies = names_script(release, lambda path: path.startswith("body/") or path.startswith("place/99"))
    assert len(bodies) < MOST_NAMES, f"{len(bodies)} bytes"
    of_place = json.loads((site / "search" / NAMES_FILE).read_text().partition(" = ")[2].rstrip().rstrip(";"))
    assert {key for key, *_ in of_place["body"]} == {path.name for path in (site / "body").iterdir()}


def test_every_page_links_to_search(renderer: Renderer) -> None:
    for kind, key in (("", ""), ("place", PLACE), ("data", ""), ("api", "")):
        page = html.fromstring(renderer.html(kind, key, "zh", renderer.content(kind, key)))
        (form,) = page.xpath("//form[@role='search']")
        assert form.get("action") == "/zh/search"
        assert page.xpath("//label[@for='search-box']"), "the box has a name"
