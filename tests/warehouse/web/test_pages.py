"""What the pages say: the figures of the release, where each is from, and why the others are absent."""

import csv
import gzip
import io
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree, html

from tests.demo import ask
from tests.warehouse.web.conftest import PLACE
from warehouse.query.sql import run_query
from warehouse.web import charts, discovery
from warehouse.web.content import NotFoundError
from warehouse.web.doors import LANGUAGES, Folder, Server, path_of
from warehouse.web.labels import ABSENT
from warehouse.web.panels import STEPS, shade
from warehouse.web.questions import Questions
from warehouse.web.render import Renderer, number
from warehouse.web.sql.named import QUERIES, text

KINDS = ("", "place", "body", "report", "concept", "dictionary", "data", "quality", "compare", "league")
MOST_BYTES, MOST_WITH_PLAYER = 60_000, 500_000  # of a page as it is sent, compressed


@pytest.fixture(scope="module")
def renderer(questions: Questions) -> Renderer:
    return Renderer(questions, Server())


@pytest.fixture(scope="module")
def some(questions: Questions) -> dict[str, list[str]]:
    """Keys of every kind of page; of those with many, some from all over."""
    known = {kind: [each.key for each in page.keys(questions)] for kind, page in discovery.pages().items()}
    return {kind: keys[:: max(1, len(keys) // 6)] for kind, keys in known.items()}


@pytest.fixture(scope="module")
def pages(renderer: Renderer, some: dict[str, list[str]]) -> dict[tuple[str, str, str], str]:
    """(kind, key, language) → HTML of these pages, each rendered once."""
    contents = {(kind, key): renderer.content(kind, key) for kind, keys in some.items() for key in keys}
    return {
        (kind, key, language): renderer.html(kind, key, language, content)
        for (kind, key), content in contents.items()
        for language in LANGUAGES
    }


def test_the_kinds_of_pages_are_the_promised_ones() -> None:
    assert set(discovery.pages()) >= set(KINDS)
    labels = [page.label.en for page in discovery.pages().values() if page.label]
    assert labels[0] == "Overview"


def test_addresses_are_the_promised_ones() -> None:
    assert [path_of("en", "place", "110105"), path_of("zh", "place", "110105")] == [
        "place/110105",
        "zh/place/110105",
    ]
    assert Server().page("zh/body/1", "report/2") == "/report/2"
    assert Folder().page("zh/body/1", "report/2") == "../../../report/2/index.html"
    assert Folder().page("", "") == "index.html"


def test_every_page_says_invented_and_how_to_cite_it(
    renderer: Renderer, pages: dict[tuple[str, str, str], str]
) -> None:
    for (kind, key, language), source in pages.items():
        page = html.fromstring(source)
        word = {"en": "invented", "zh": "虚构"}[language]
        assert word in page.findtext(".//title").lower()
        assert "demo" in page.xpath("string(//p[@class='invented'])")
        cited = page.xpath("string(//p[@class='citation'])")
        assert renderer.questions.release_id in cited and f"/{path_of('en', kind, key)}" in cited
        assert page.get("lang") == {"en": "en", "zh": "zh-Hans"}[language]


def test_a_page_is_light(pages: dict[tuple[str, str, str], str]) -> None:
    player = len(gzip.compress(charts.bundle()))
    for (kind, key, language), page in pages.items():
        size = len(gzip.compress(page.encode()))
        assert size < MOST_BYTES, f"/{path_of(language, kind, key)}: {size}"
        assert size + player < MOST_WITH_PLAYER


def test_a_report_shows_every_cell_as_printed(renderer: Renderer, demo: Path) -> None:
    rows = ask(
        demo,
        """SELECT report_id, concat_ws('-', indicator, applicant, item), raw, status
        FROM cells WHERE status <> 'reported' OR hash(report_id) % 60 = 0""",
    )
    reports: dict[int, list[tuple[str, str, str]]] = {}
    for report, anchor, raw, status in rows:
        reports.setdefault(report, []).append((anchor, raw, status))
    assert len(reports) > 10
    for report, cells in list(reports.items())[:25]:
        key = str(report)
        page = html.fromstring(renderer.html("report", key, "en", renderer.content("report", key)))
        shown = {cell.get("id"): cell for cell in page.xpath("//table[contains(@class,'printed')]//td[@id]")}
        for anchor, raw, status in cells:
            said = "".join(shown[anchor].xpath(".//a//text()"))
            if status == "reported":
                assert said == raw, (key, anchor)
            else:
                sign, words = ABSENT[status]
                assert said == f"{sign}{words.en}", (key, anchor)


def test_all_years_of_a_body_are_those_of_series_and_lead_to_their_cells(
    renderer: Renderer, demo: Path
) -> None:
    ((body,),) = ask(demo, "SELECT agency_id FROM agencies WHERE agency_name = '云栖区人民政府办公室'")
    page = html.fromstring(renderer.html("body", str(body), "en", renderer.content("body", str(body))))
    years = [head.xpath("string(a)") for head in page.xpath("//table[@class='years']/thead//th")[1:]]
    rows = {
        row.xpath("string(th/a/@href)").rpartition("/")[2]: row.xpath("td")
        for row in page.xpath("//table[@class='years']//tr[td]")
    }
    wanted = ask(demo, f"SELECT year, concept, value::DOUBLE, report_id FROM series WHERE agency_id = {body}")
    checked = 0
    for year, concept, value, report in wanted:
        if concept in rows:
            cell = rows[concept][years.index(str(year))]
            assert cell.xpath("string(a)") == number(value)
            assert cell.xpath("string(a/@href)").startswith(f"/report/{report}#")
            checked += 1
    assert checked > 200


def test_no_absent_figure_looks_like_zero(pages: dict[tuple[str, str, str], str]) -> None:
    assert not {sign for sign, _ in ABSENT.values()} & {"0", "", " "}
    bodies = [html.fromstring(source) for (kind, *_), source in pages.items() if kind == "body"]
    assert len(bodies) > 10
    for page in bodies:
        for cell in page.xpath("//table[@class='years']//td"):
            assert cell.xpath(".//a") or cell.xpath(".//span[@class='absent']/@title")[0]


def test_a_failed_sum_marks_its_cells(renderer: Renderer, demo: Path) -> None:
    ((report, scope),) = ask(
        demo, "SELECT report_id, scope FROM checks WHERE rule_id = 'T3.FLOW' AND outcome = 'failed' LIMIT 1"
    )
    page = html.fromstring(
        renderer.html("report", str(report), "en", renderer.content("report", str(report)))
    )
    failed = set(page.xpath("//td[contains(@class,'check-failed')]/@id"))
    assert {f"req_new-{scope}", f"req_carried_out-{scope}"} <= failed
    assert "req_new-legal_research" not in failed, "its sum holds"


@pytest.mark.parametrize("kind, key", [("", ""), ("place", PLACE), ("concept", "req_new"), ("quality", "")])
def test_the_sql_that_a_page_offers_answers_its_csv(
    kind: str, key: str, renderer: Renderer, release: Path
) -> None:
    content = renderer.content(kind, key)
    assert content.answers
    for answer in content.answers:
        rows = list(
            csv.DictReader(io.StringIO(renderer.file(content, f"{answer.name}.csv").decode("utf-8-sig")))
        )
        again = run_query(release, renderer.file(content, f"{answer.name}.sql").decode())
        assert len(rows) == len(again.rows), answer.name
        assert all("虚构" in row["notice"] for row in rows), "a file that leaves the page says it, too"
        for name in set(again.names) - {"page_key"}:
            place = again.names.index(name)
            filled = [row[place] is not None and row[place] != [] for row in again.rows]
            assert [row[name] != "" for row in rows] == filled, (answer.name, name)


def test_a_picture_of_a_chart_says_what_it_is(renderer: Renderer) -> None:
    content = renderer.content("place", PLACE)
    picture = renderer.file(content, "requests.svg").decode()
    said = " ".join(etree.fromstring(picture.encode()).itertext())
    assert "历年新收申请" in said and "Invented 虚构" in said and renderer.questions.release_id in said
    assert renderer.file(content, "requests.png").startswith(b"\x89PNG")


def test_every_link_of_a_folder_leads_somewhere(site: Path) -> None:
    """Files and fragments, of every page: the folder works on a USB stick."""
    pages = {path: html.parse(str(path)).getroot() for path in site.rglob("*.html")}
    assert len(pages) > 300
    ids = {path.resolve(): set(page.xpath("//@id")) for path, page in pages.items()}
    for path, page in pages.items():
        for address in {*page.xpath("//@href"), *page.xpath("//@src")}:
            if re.match(r"https?://|data:", address):
                continue
            file, _, fragment = address.partition("#")
            target = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path.resolve()
            assert target.is_file(), f"{path}: {address}"
            is_elsewhere = target.parent.name == "elsewhere"
            assert not fragment or is_elsewhere or fragment in ids[target], f"{path}: {address}"


def test_a_folder_of_a_place_holds_its_own_and_what_is_of_no_place(site: Path, demo: Path) -> None:
    reports = {
        str(report) for (report,) in ask(demo, f"SELECT report_id FROM reports WHERE region_code = '{PLACE}'")
    }
    assert {path.name for path in (site / "report").iterdir()} == reports
    assert (site / "concept" / "req_new" / "index.html").is_file()
    assert json.loads((site / "nianbao-site.json").read_text())["place"] == PLACE


def test_unknown_keys_are_told_in_both_languages(renderer: Renderer) -> None:
    for kind in ("place", "body", "report", "concept", "league"):
        for key in ("0", "999999", "x", "٣", "-1", "1" * 400, "'; DROP", "../../etc"):
            with pytest.raises(NotFoundError) as found:
                renderer.content(kind, key)
            assert len(found.value.text.en) < 200 and found.value.text.zh


def test_shades_share_the_values_out() -> None:
    edges = [10.0, 20.0, 30.0, 40.0, 50.0]
    assert [shade(value, edges) for value in (0, 10, 49.9, 50, 1e9)] == [0, 1, 4, 5, 5]
    assert len(edges) == STEPS - 1


def test_every_question_is_said_and_each_is_asked() -> None:
    code = "\n".join(path.read_text("utf-8") for path in QUERIES.parent.rglob("*.py"))
    for path in QUERIES.glob("*.sql"):
        assert text(path.stem).startswith("-- "), path.name
        assert f'"{path.stem}"' in code or path.stem.startswith("quality_"), (
            f"{path.name} is asked by no page"
        )
