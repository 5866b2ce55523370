"""The console and an embedded chart in a real Chromium."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.warehouse.web.browsing import SERIOUS, hosting, looking
from warehouse.web.parts.console.examples import examples

YEARS = "select year, count(*) as n\n    from reports\n    group by year order by year"


def test_a_question_is_asked_by_the_keyboard_and_answered_with_a_chart(browser: Browser, served: str) -> None:
    with looking(browser, served) as look:
        page = look.at("sql").page
        question = page.locator("#question")
        question.click()
        page.keyboard.type("select year, count(*) as n")
        page.keyboard.press("Enter")
        page.keyboard.type("    from reports")
        page.keyboard.press("Enter")
        page.keyboard.type("group by year order by year")
        assert question.input_value() == YEARS, "a new line is indented as the one before"
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".answer table")
        assert page.locator("#question").input_value() == YEARS
        assert "/sql?q=select+year" in page.url, "an address to share"
        assert look.drawn() == 1
        found = Axe().run(page).response["violations"]
        assert not [each["id"] for each in found if each["impact"] in SERIOUS]
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert download.value.suggested_filename == "nianbao-answer.csv"
        page.locator(".switches a").click()
        assert page.locator("h1").inner_text() == "用 SQL 提问"
        assert page.locator("#question").input_value() == YEARS, "the question stays"
        look.is_clean()


def test_an_example_is_a_click_and_the_back_button_leads_back(browser: Browser, served: str) -> None:
    with looking(browser, served) as look:
        page = look.at("sql").page
        page.locator(".examples a").nth(1).click()
        page.wait_for_selector(".answer table")
        assert page.locator("#question").input_value() == examples()[1].sql
        look.drawn()  # before it is left: what the player says of a chart comes late
        page.go_back()
        assert page.locator("#question").input_value() == "" and not page.locator("#asking").inner_text()
        look.is_clean()


def test_without_scripts_the_console_answers_with_a_picture(browser: Browser, served: str) -> None:
    with looking(browser, served, java_script_enabled=False) as look:
        page = look.at("sql").page
        page.locator("#question").fill(YEARS)
        page.get_by_role("button", name="Ask").click()
        assert page.locator(".answer tbody tr").count() > 5
        picture = page.locator("figure noscript img")
        assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") > 300
        look.is_clean()


def test_a_page_of_another_site_frames_a_chart_and_nothing_else(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    address = f"{served}/place/990101"
    frames = f'<iframe src="{address}/requests.html"></iframe><iframe src="{address}"></iframe>'
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Another site</title>{frames}")
    with hosting(tmp_path) as other, looking(browser, other.replace("127.0.0.1", "localhost")) as look:
        look.at("index.html")
        chart, page = look.page.frames[1:]
        chart.wait_for_selector("figure[data-drawn] canvas")
        assert "error" in page.url or not page.locator("h1").count()
        assert any("frame-ancestors" in text for text in look.said)
