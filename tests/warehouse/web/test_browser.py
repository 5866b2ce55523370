"""Both doors in a real Chromium: charts drawn, nothing asked of others, all reached by the keyboard."""

import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser

from tests.demo import ask
from tests.warehouse.web.browsing import SERIOUS, Look, looking
from tests.warehouse.web.conftest import PLACE

CHARTS = {"": 3, "place": 4, "body": 1, "concept": 1}  # by kind of page


@pytest.fixture(scope="module")
def addresses(demo: Path) -> list[str]:
    """One page of each kind (eleven), of those with figures that are not all alike."""
    ((report,),) = ask(
        demo, f"SELECT max(report_id) FROM reports WHERE region_code = '{PLACE}' AND failed_count > 0"
    )
    ((body,),) = ask(demo, f"SELECT max(agency_id) FROM reports WHERE report_id = {report}")
    return [
        "",
        f"place/{PLACE}",
        f"body/{body}",
        f"report/{report}",
        "concept/req_new",
        "league/refusal_pct-2024",
        "dictionary",
        "data",
        "quality",
        "compare",
        "sql",
    ]


@pytest.mark.parametrize("number", range(11))
def test_every_page_of_both_doors_is_clean_accessible_and_drawn(
    look: Look, root: str, static: str, addresses: list[str], number: int
) -> None:
    """Both doors have the same elements, so that one of them is looked at by axe."""
    address = addresses[number]
    charts = CHARTS.get(address.partition("/")[0], 0)
    assert look.at(f"zh/{address}".rstrip("/")).drawn() == charts
    if root != static:
        assert look.at(address).drawn() == look.page.locator("figure.chart").count() == charts
        found = Axe().run(look.page).response["violations"]
        assert not [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS]
    look.is_clean()


def test_the_line_of_a_chart_has_the_accent_of_the_page(look: Look) -> None:
    """Pixels: the colour that the style sheet names stands in the canvas, light and dark."""
    look.at(f"place/{PLACE}").drawn()
    for scheme in ("light", "dark"):
        look.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        look.page.wait_for_timeout(600)
        wanted = look.page.evaluate(
            """() => { const probe = document.body.appendChild(document.createElement("i"));
            probe.style.color = "var(--accent)";
            const found = getComputedStyle(probe).color; probe.remove(); return found; }"""
        )
        accent = tuple(int(part) for part in wanted.removeprefix("rgb(").removesuffix(")").split(","))
        picture = Image.open(io.BytesIO(look.page.locator("#chart-requests canvas").screenshot()))
        colours = picture.convert("RGB").getcolors(1 << 24) or []
        near = sum(
            count for count, rgb in colours if max(abs(a - b) for a, b in zip(rgb, accent, strict=True)) < 12
        )
        assert near > 300, (scheme, wanted, near)
    look.is_clean()


def test_a_reader_finds_a_place_its_body_its_report_and_goes_back(look: Look, root: str) -> None:
    look.at("")
    page = look.page
    page.locator(f".tile[data-code='{PLACE}']").click()
    page.wait_for_url(re.compile(f"/place/{PLACE}/?$"))  # the promised address, also where files are named
    page.locator("#bodies tbody a").first.click()
    name = page.locator("h1").inner_text()
    page.locator("table.years tbody td a").first.click()
    assert "/report/" in page.url
    cell = page.url.rpartition("#")[2]
    page.locator(f"[id='{cell}']:target").wait_for()  # the figure's own cell is pointed at
    page.go_back()
    assert page.locator("h1").inner_text() == name
    page.locator(".switches a").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("h1").inner_text() == name
    look.is_clean()


def test_tiles_follow_figure_and_year_and_the_address_keeps_them(look: Look) -> None:
    look.at("")
    page, tile = look.page, f".tile[data-code='{PLACE}'] .tile-value"
    before = page.locator(tile).inner_text()
    page.locator("#tile-figure").select_option("refusal_pct")
    page.locator("#tile-year").fill("2022")
    chosen = page.locator(tile).inner_text()
    assert chosen != before and "figure=refusal_pct" in page.url and "year=2022" in page.url
    page.reload()
    assert page.locator(tile).inner_text() == chosen
    assert page.locator("#tile-year-shown").inner_text() == "2022"
    page.locator("#tile-year").fill("2014")
    assert page.locator(tile).inner_text() == "∅", "no report is no zero"
    look.is_clean()


def test_bodies_are_filtered_and_sorted(look: Look) -> None:
    look.at(f"place/{PLACE}")
    page = look.page
    rows = page.locator("#bodies tbody tr:visible")
    every = rows.count()
    page.locator("form.filter input").fill("教育")
    assert 0 < rows.count() < every
    page.locator("form.filter input").fill("")
    page.get_by_role("button", name="New requests").click()
    texts = page.locator("#bodies tbody tr td:nth-child(5)").all_inner_texts()
    values = [float(text.replace(",", "")) for text in texts if text.replace(",", "").isdigit()]
    assert values == sorted(values, reverse=True) and len(values) > 3
    look.is_clean()


def test_the_league_is_cut_down_by_kind_and_function(look: Look, demo: Path) -> None:
    wanted = ask(
        demo,
        """SELECT agency_name FROM rates WHERE is_own AND year = 2024 AND kind = 'department'
        AND function = 'education' AND req_new IS NOT NULL ORDER BY req_new DESC, agency_name""",
    )
    look.at("league/req_new-2024")
    look.page.locator("select[name=kind]").select_option("department")
    look.page.locator("select[name=function]").select_option("education")
    shown = look.page.locator("#league tbody tr:visible")
    assert shown.locator("th").all_inner_texts() == [name for (name,) in wanted]
    assert shown.first.locator("td").first.inner_text() == "1", "places are counted anew"
    look.page.reload()
    assert shown.count() == len(wanted), "the address keeps what was chosen"
    look.is_clean()


def test_the_keyboard_reaches_every_link_and_control(
    look: Look, root: str, static: str, addresses: list[str]
) -> None:
    for address in addresses[1:2] if root == static else (addresses[1], addresses[3]):
        look.at(address)
        page = look.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        count = page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
            .filter((each) => each.checkVisibility()).length"""
        )
        seen = page.evaluate("() => { window.seen = new Set([document.activeElement]); return 1; }")
        for _ in range(count + 5):
            page.keyboard.press("Tab")
            seen = page.evaluate("() => window.seen.add(document.activeElement).size")
        assert seen >= count, address
    look.is_clean()


def test_light_and_dark_are_switched_and_kept(look: Look) -> None:
    look.at("quality")
    page = look.page
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    assert page.evaluate(ground) != light
    look.at("data")
    assert page.evaluate(ground) != light
    look.is_clean()


@pytest.mark.parametrize("width", [360, 768, 3840])
def test_no_page_is_wider_than_its_window(
    browser: Browser, served: str, addresses: list[str], width: int
) -> None:
    with looking(browser, served, viewport={"width": width, "height": 800}) as look:
        for address in [*addresses, "zh/", "place/990000"]:
            look.at(address)
            over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert look.page.evaluate(over) == 0, address
        look.is_clean()


def test_without_scripts_every_chart_is_a_picture_and_every_control_works(
    browser: Browser, root: str
) -> None:
    with looking(browser, root, java_script_enabled=False) as look:
        look.at(f"place/{PLACE}")
        pictures = look.page.locator("noscript img")
        assert pictures.count() == 4
        for number in range(4):
            pictures.nth(number).scroll_into_view_if_needed()
            assert pictures.nth(number).evaluate("each => each.decode().then(() => each.naturalWidth)") > 300
        look.is_clean()


def test_without_scripts_the_server_draws_the_tiles_of_a_figure_and_year(
    browser: Browser, served: str, demo: Path
) -> None:
    ((count,),) = ask(
        demo, f"SELECT count(*) FROM rates WHERE is_own AND year = 2020 AND region_code = '{PLACE}'"
    )
    with looking(browser, served, java_script_enabled=False) as look:
        look.at("league/req_new-2024?kind=department&function=education&level=county")
        kinds = look.page.locator("#league tbody tr td:nth-child(6)").all_inner_texts()
        assert kinds and set(kinds) == {"education"}
        look.at("?figure=report_count&year=2020")
        assert look.page.locator(f".tile[data-code='{PLACE}'] .tile-value").inner_text() == str(count)
        look.page.locator(".tiles button").click()
        assert "figure=report_count" in look.page.url


def test_a_folder_works_from_a_disk(browser: Browser, site: Path) -> None:
    """No server at all, as from a USB stick."""
    with looking(browser, site.as_uri()) as look:
        look.at(f"place/{PLACE}/index.html")
        assert look.drawn() == 4
        look.page.locator("#bodies tbody a").first.click()
        look.page.locator("table.years").wait_for()  # a count would not wait for a slow machine
        look.is_clean()


def test_a_chart_is_saved_as_a_picture_that_says_what_it_is(browser: Browser, static: str) -> None:
    with looking(browser, static) as look:
        look.at(f"place/{PLACE}").drawn()
        with look.page.expect_download() as found:
            look.page.locator("#chart-requests button.png").click()
        assert found.value.suggested_filename == "requests.png"
        with Image.open(found.value.path()) as picture:
            assert picture.width > 1200
        look.is_clean()


def test_two_years_are_compared_in_both_doors(look: Look, demo: Path) -> None:
    ((a, b),) = ask(
        demo,
        f"""SELECT a.report_id, b.report_id FROM reports a
        JOIN reports b ON b.agency_id = a.agency_id AND b.year = a.year + 1 AND b.scope = a.scope
        WHERE a.region_code = '{PLACE}' AND a.is_current AND b.is_current ORDER BY 1 LIMIT 1""",
    )
    ((changed,),) = ask(
        demo,
        f"""SELECT count(*) FROM (FROM cells WHERE report_id = {a}) x
        JOIN (FROM cells WHERE report_id = {b}) y
            ON x.indicator = y.indicator AND x.applicant IS NOT DISTINCT FROM y.applicant
        WHERE x.value <> y.value""",
    )
    look.at(f"report/{b}")
    look.page.locator(f"a[href*='a={b}&b={a}']").first.click()
    look.page.wait_for_selector("main table")
    rows = look.page.locator("main table tbody tr.differs, #comparison tbody tr")
    assert rows.count() >= changed > 0
    look.is_clean()


def test_print_has_no_navigation_and_cuts_nothing_off(
    browser: Browser, served: str, addresses: list[str]
) -> None:
    with looking(browser, served) as look:
        look.at(addresses[2])
        look.page.emulate_media(media="print")
        assert not look.page.locator("nav[aria-label='Pages']").is_visible()
        assert (
            look.page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"
        )
        assert look.page.pdf(format="A4")[:5] == b"%PDF-"
