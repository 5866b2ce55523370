"""Each figure in its source, in a real Chromium on both doors: outlined, proved by its bytes, contained."""

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Dialog, FrameLocator, Route

from tests.conftest import made_once
from tests.demo import ask
from tests.warehouse.web import sources
from tests.warehouse.web.browsing import SERIOUS, Look, hosting, looking
from tests.warehouse.web.conftest import INSECURE, serving
from warehouse.evidence.pictures import COLOUR
from warehouse.web import site
from warehouse.web.charts import ASSETS

FIGURE = "req_new-total"
FORMATS = list(sources.FORMATS)
PICTURES = ("pdf", "scan")
NEAR, AROUND = 40, 12  # steps of colour; pixels between a cell and the outer edge of its outline


@dataclass(frozen=True)
class Known:
    """The figure of a document: its report, its number in it, its text."""

    report: int
    ord: int
    raw: str
    digest: str

    @property
    def path(self) -> str:
        return f"source/{self.report}"


@pytest.fixture(scope="session")
def known(every_format: Path) -> dict[str, Known]:
    """The figure FIGURE of each document by its name."""
    rows = ask(
        every_format,
        "SELECT d.url, c.report_id, c.ord, c.raw, d.digest FROM documents d JOIN cells c USING (report_id) "
        "WHERE c.indicator = 'req_new' AND c.applicant = 'total'",
    )
    return {url.removeprefix(f"{sources.ADDRESS}/"): Known(*rest) for url, *rest in rows}


@pytest.fixture(scope="module")
def served_sources(every_format: Path) -> Iterator[str]:
    with serving(every_format) as root:
        yield root


@pytest.fixture(scope="session")
def site_of_sources(
    every_format: Path, known: dict[str, Known], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The pages of every format as a folder, without those that hold no source."""

    def write(folder: Path) -> None:
        site._open(
            every_format / "demo" / "warehouse" / "current", every_format / "demo" / "archive", folder, None
        )
        keys = [str(known[name].report) for name in (*FORMATS, sources.ARTICLE)]
        for kind in ("report", "source"):
            site._write_portion((kind, keys))
        shutil.copytree(ASSETS, folder / "assets")

    return made_once(tmp_path_factory, "sources-site", write)


@pytest.fixture(scope="module")
def static_sources(site_of_sources: Path) -> Iterator[str]:
    with hosting(site_of_sources) as root:
        yield root


@pytest.fixture(params=["served_sources", "static_sources"])
def root(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def look(browser: Browser, root: str) -> Iterator[Look]:
    with looking(browser, root) as found:
        yield found


def framed(look: Look) -> FrameLocator:
    return look.page.frame_locator("iframe[name=document-1]")


def outline_of(look: Look, figure: Known) -> None:
    """The cell of a figure is outlined where a reader sees it, and nothing else in the frame."""
    cell, frame = framed(look).locator(f"#cell-{figure.ord}:target"), look.page.locator("iframe").first
    cell.wait_for()
    picture = Image.open(io.BytesIO(frame.screenshot())).convert("RGB")
    wrong = ImageChops.difference(picture, Image.new("RGB", picture.size, COLOUR)).split()
    outline = reduce(ImageChops.lighter, wrong).point(lambda most: 255 * (most < NEAR))
    assert outline.histogram()[255] > 60, "an outline is seen"
    inside, outside, seen = cell.bounding_box(), frame.bounding_box(), outline.getbbox()
    assert inside and outside and seen
    left, top = inside["x"] - outside["x"], inside["y"] - outside["y"]
    assert seen[0] > left - AROUND and seen[2] < left + inside["width"] + AROUND
    assert seen[1] > top - AROUND and seen[3] < top + inside["height"] + AROUND


@pytest.mark.parametrize("name", FORMATS)
def test_a_figure_of_each_format_is_outlined_in_its_source_and_proved(
    look: Look, known: dict[str, Known], name: str
) -> None:
    figure = known[name]
    look.at(f"report/{figure.report}")
    look.page.locator(f"[id='{FIGURE}'] a").click()
    look.page.wait_for_url(re.compile(rf"/{figure.path}(/|/index.html)?#{FIGURE}$"))
    look.page.locator(".verdict[data-state=proved]").wait_for()
    assert figure.digest.removeprefix("sha256:") in look.page.locator(".verdict").inner_text()
    outline_of(look, figure)
    cell = framed(look).locator(f"#cell-{figure.ord}")
    if name not in PICTURES:
        assert figure.raw in cell.inner_text()
    beside = look.page.locator("#figures tr:target")
    assert beside.locator("q").inner_text() == figure.raw
    assert beside.locator("code").is_visible() and ":" in beside.locator("code").inner_text()
    look.is_clean()


def test_of_an_article_each_figure_is_outlined_on_its_own_page(look: Look, known: dict[str, Known]) -> None:
    figure = known[sources.ARTICLE]
    look.at(f"{figure.path}#{FIGURE}")
    look.page.frame_locator("iframe[name=document-2]").locator(f"#cell-{figure.ord}:target").wait_for()
    first = look.page.frame_locator("iframe[name=document-1]")
    assert not first.locator(f"#cell-{figure.ord}").count() and first.locator("#cell-1").count()
    look.page.locator("[id='rules_made'] a").click()
    first.locator("#cell-1:target").wait_for()
    assert look.page.locator("iframe:visible").count() == 1, "the page of the chosen figure alone"
    look.page.locator(".verdict[data-state=proved]").nth(1).wait_for()
    look.is_clean()


def flipped(body: bytes) -> bytes:
    return body[:-1] + bytes([body[-1] ^ 1])


def test_one_flipped_byte_is_red(look: Look, known: dict[str, Known]) -> None:
    def fulfil(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=flipped(answer.body()))

    look.page.route("**/*.bin", fulfil)
    for name in ("html", "pdf"):
        look.at(known[name].path)
        verdict = look.page.locator(".verdict[data-state=refuted]")
        verdict.wait_for()
        assert "Refuted" in verdict.inner_text()
        assert look.page.locator(".verdict[data-state=proved]").count() == 0


def test_a_byte_flipped_in_a_folder_is_red(
    browser: Browser, site_of_sources: Path, known: dict[str, Known], tmp_path: Path
) -> None:
    shutil.copytree(site_of_sources, tmp_path / "site")
    (body,) = (tmp_path / "site" / known["docx"].path).glob("*.bin")
    body.write_bytes(flipped(body.read_bytes()))
    with hosting(tmp_path / "site") as root, looking(browser, root) as look:
        look.at(known["docx"].path).page.locator(".verdict[data-state=refuted]").wait_for()
        look.is_clean()


def test_from_a_disk_the_file_is_chosen_and_proved(
    browser: Browser, site_of_sources: Path, known: dict[str, Known], tmp_path: Path
) -> None:
    (body,) = (site_of_sources / known["html"].path).glob("*.bin")
    (tmp_path / "other.bin").write_bytes(flipped(body.read_bytes()))
    with looking(browser, site_of_sources.as_uri()) as look:
        look.at(f"{known['html'].path}/index.html#{FIGURE}")
        outline_of(look, known["html"])
        assert body.name in look.page.locator(".verdict[data-state=disk]").inner_text()
        for file, state in ((tmp_path / "other.bin", "refuted"), (body, "proved")):
            look.page.locator(".chooser input").set_input_files(file)
            look.page.locator(f".verdict[data-state={state}]").wait_for()
        look.is_clean()


def test_by_plain_http_it_is_said_why_nothing_is_proved(
    browser: Browser, static_sources: str, known: dict[str, Known]
) -> None:
    with looking(browser, static_sources.replace("127.0.0.1", INSECURE)) as look:
        look.at(f"zh/{known['html'].path}#{FIGURE}")
        assert "无法证实" in look.page.locator(".verdict[data-state=insecure]").inner_text()
        outline_of(look, known["html"])
        look.is_clean()


def test_the_keyboard_alone_goes_from_a_table_to_sources_and_on(look: Look, known: dict[str, Known]) -> None:
    figure = known["html"]
    look.at(f"report/{figure.report}")
    page = look.page
    page.locator(f"[id='{FIGURE}'] a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"#{FIGURE}$"))
    outline_of(look, figure)
    page.keyboard.press("ArrowRight")
    after = page.locator("#figures tr:target")
    assert after.get_attribute("id") != FIGURE
    assert page.evaluate("document.activeElement.closest('tr').id") == after.get_attribute("id")
    framed(look).locator(f"#cell-{figure.ord + 1}:target").wait_for()
    page.keyboard.press("ArrowLeft")
    framed(look).locator(f"#cell-{figure.ord}:target").wait_for()
    page.locator(".steps .after").focus()
    page.keyboard.press("Enter")
    framed(look).locator(f"#cell-{figure.ord + 1}:target").wait_for()
    name = after.get_attribute("id")
    assert (page.locator(".steps a").get_attribute("href") or "").endswith(f"#{name}")
    page.locator(f"[id='{FIGURE}'] a").focus()
    page.keyboard.press("Enter")
    framed(look).locator(f"#cell-{figure.ord}:target").wait_for()
    page.go_back()
    assert page.url.endswith(f"#{name}"), "a chosen figure is a step to go back to"
    framed(look).locator(f"#cell-{figure.ord + 1}:target").wait_for()
    page.locator(".filter input").fill("收费")
    assert 0 < page.locator("#figures tr[id]:visible").count() < 5
    look.is_clean()


def test_without_scripts_a_figure_is_found_and_its_link_shows_it(
    browser: Browser, root: str, known: dict[str, Known]
) -> None:
    figure = known["xlsx"]
    with looking(browser, root, java_script_enabled=False) as look:
        look.at(f"{figure.path}#{FIGURE}")
        row = look.page.locator("#figures tr:target")
        assert row.locator("code").is_visible() and row.locator("q").inner_text() == figure.raw
        assert figure.digest.removeprefix("sha256:") in look.page.locator(".verdict").inner_text()
        row.locator("th > a").click()
        outline_of(look, figure)
        look.is_clean()


@pytest.mark.parametrize(
    "door, width, prefix, name",
    [("served_sources", 360, "zh/", "pdf"), ("static_sources", 1280, "", "html")],
)
def test_it_is_accessible_in_both_languages_and_fits(
    browser: Browser,
    known: dict[str, Known],
    request: pytest.FixtureRequest,
    door: str,
    width: int,
    prefix: str,
    name: str,
) -> None:
    root = request.getfixturevalue(door)
    with looking(browser, root, viewport={"width": width, "height": 800}) as look:
        look.at(f"{prefix}{known[name].path}#{FIGURE}")
        look.page.locator(".verdict[data-state=proved]").wait_for()
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert look.page.evaluate(over) == 0
        for seen in (look.page.locator("iframe").first, look.page.locator("#figures tr:target")):
            box = seen.bounding_box()
            assert box and 0 <= box["y"] < 760, "the document and the figure are seen together"
        found = Axe().run(look.page).response["violations"]
        assert not [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS]
        look.is_clean()


def test_hostile_pages_are_contained(browser: Browser, served_sources: str, known: dict[str, Known]) -> None:
    dialogs: list[str] = []

    def close(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    with looking(browser, served_sources) as look:
        look.page.on("dialog", close)
        for name in sources.HOSTILE:
            figure = known[f"hostile/{name}"]
            look.at(f"{figure.path}#{FIGURE}")
            look.page.locator(".verdict[data-state=proved]").wait_for()
            framed(look).locator(f"#cell-{figure.ord}:target").wait_for()
            assert dialogs == [] and len(look.page.frames) == 2, name
        look.page.wait_for_timeout(300)
        assert len(sources.HOSTILE) >= 30 and dialogs == []
        look.is_clean()
