"""Two reports compared, text that stands elsewhere too, and charts on pages of others."""

import csv
import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markupsafe import escape

from tests.demo import ask
from tests.warehouse.web.test_server import get
from warehouse.copying.passages import passages
from warehouse.web.content import NotFoundError
from warehouse.web.doors import Server
from warehouse.web.pages.chosen_report import choose
from warehouse.web.parts.copies import side_by_side
from warehouse.web.questions import Questions
from warehouse.web.render import Renderer

BODY = "云栖区教育局"


@pytest.fixture(scope="module")
def renderer(questions: Questions) -> Renderer:
    return Renderer(questions, Server())


@pytest.fixture(scope="module")
def years(demo: Path) -> dict[int, str]:
    """The current reports of one body by year."""
    found = ask(demo, f"SELECT year, report_id FROM reports WHERE agency_name = '{BODY}' AND is_current")
    return {year: str(report) for year, report in found}


@pytest.mark.parametrize("text", ["{name} 2023", "{name}2023年", "2023 yunqi jiaoyu", "yqqjyj 2023", "{id}"])
def test_a_report_is_named_by_body_and_year_or_by_its_id(
    questions: Questions, years: dict[int, str], text: str
) -> None:
    choice = choose(questions, text.format(name=BODY, id=years[2023]))
    assert choice.head and choice.head["report_id"] == years[2023]
    assert {row["year"] for row in choice.others} == set(years)


def test_a_name_without_a_year_is_its_latest_report_and_one_of_many_is_asked_for(
    questions: Questions, years: dict[int, str]
) -> None:
    latest = choose(questions, BODY).head
    assert latest and latest["report_id"] == years[max(years)]
    several = choose(questions, "教育局 2023")
    assert several.head is None and len(several.offered) > 3
    assert years[2023] in {row["report_id"] for row in several.offered}
    assert {row["year"] for row in several.offered} == {2023}


@pytest.mark.parametrize("text", ["没有这个机关", f"{BODY} 1999", "0", "'", "\0", "x" * 100, "年", "2023"])
def test_what_means_no_report_is_told(questions: Questions, text: str) -> None:
    with pytest.raises(NotFoundError) as found:
        choose(questions, text)
    assert len(found.value.text.en) < 200


def test_a_comparison_is_a_table_and_the_same_as_csv(
    renderer: Renderer, years: dict[int, str], demo: Path
) -> None:
    a, b = years[2022], years[2023]
    content = renderer.content("compare", "", {"a": f"{BODY} 2022", "b": b})
    page = html.fromstring(renderer.html("compare", "", "en", content))
    (link,) = page.xpath("//main//p[@class='files']/a[text()='CSV']/@href")
    assert link == f"/compare/compare_cells.csv?a={a}&b={b}"
    text = renderer.file(content, "compare_cells.csv").decode("utf-8-sig")
    rows = {
        (row["indicator"], row["applicant"], row["item"]): row for row in csv.DictReader(io.StringIO(text))
    }
    wanted = ask(
        demo,
        f"""SELECT indicator, coalesce(applicant, ''), coalesce(item, ''),
            any_value(raw) FILTER (report_id = {a}), any_value(raw) FILTER (report_id = {b})
        FROM cells WHERE report_id IN ({a}, {b}) GROUP BY ALL""",
    )
    assert len(wanted) == len(rows) > 80
    for indicator, applicant, item, one, other in wanted:
        row = rows[indicator, applicant, item]
        assert (row["raw_a"], row["raw_b"]) == (one or "", other or "")
    shown = page.xpath("//table[@class='compared']//tr[contains(@class,'differs')]")
    assert len(shown) == sum(row["difference"] != "0" for row in rows.values())


def test_the_form_chooses_on_the_server_without_a_script(served: str, years: dict[int, str]) -> None:
    page = html.fromstring(get(served, f"/compare?a={quote('教育局 2023')}&b={quote(f'{BODY} 2022')}").text)
    links = page.xpath("//main//ul[@class='plain']//a/@href")
    assert f"/compare?a={years[2023]}&b={years[2022]}" in links
    chosen = html.fromstring(get(served, f"/compare?a={years[2023]}&b={years[2022]}").text)
    assert chosen.xpath("//input/@value") == [f"{BODY} 2023", f"{BODY} 2022"]
    assert chosen.xpath("string(//p[@class='choices'][1]/a[@aria-current])") == "2023"
    assert get(served, f"/compare/compare_cells.csv?a={years[2023]}&b={years[2022]}").status == 200


def test_a_report_tells_what_it_copies_and_leads_to_the_section_compared(
    renderer: Renderer, demo: Path
) -> None:
    ((report, other, section, percent),) = ask(
        demo,
        """SELECT report_id, other_report_id, section, same_pct FROM copies
        WHERE what = 'text' AND source = 'last_year' AND same_pct > 90 LIMIT 1""",
    )
    page = html.fromstring(
        renderer.html("report", str(report), "en", renderer.content("report", str(report)))
    )
    copied = page.xpath("//section[@id='copies']")[0]
    assert f"{percent:.1f} %" in copied.text_content()
    link = f"/compare?a={report}&b={other}#section-{section}"
    assert link in copied.xpath(".//a/@href")
    compared = renderer.content("compare", "", {"a": str(report), "b": str(other)})
    assert html.fromstring(renderer.html("compare", "", "en", compared)).xpath(
        f"//h3[@id='section-{section}']"
    )


def test_tables_of_last_year_are_told_on_report_and_body(renderer: Renderer, demo: Path) -> None:
    ((report, body, count),) = ask(
        demo, "SELECT report_id, agency_id, same_count FROM copies WHERE what = 'tables'"
    )
    page = html.fromstring(
        renderer.html("report", str(report), "en", renderer.content("report", str(report)))
    )
    told = page.xpath("string(//section[@id='copies']//p[@class='message'])")
    assert "The tables are last year’s" in told and f"{count} of them" in told
    own = html.fromstring(renderer.html("body", str(body), "en", renderer.content("body", str(body))))
    row = own.xpath(f"//tr[th/a[@href='/report/{report}#copies']]")[0]
    assert "last year’s" in row.text_content()


def test_a_report_that_copies_nothing_says_so(renderer: Renderer, demo: Path) -> None:
    ((report,),) = ask(
        demo,
        """SELECT any_value(report_id) FROM reports WHERE is_current AND report_id NOT IN
        (SELECT report_id FROM copies WHERE same_pct >= 50)""",
    )
    page = html.fromstring(
        renderer.html("report", str(report), "en", renderer.content("report", str(report)))
    )
    assert page.xpath("//section[@id='copies']/p[@class='empty']")


PIECES = st.sampled_from(
    [*"甲乙丙丁戊", "本局全年开展业务培训三次覆盖全部科室", "，", "。", "<b>", "12", "\n"]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_both_sides_say_all_of_their_text_and_mark_what_the_other_lacks(one: str, other: str) -> None:
    left, right = side_by_side(one, other)
    for shown, text, tag in ((left, one, "ins"), (right, other, "del")):
        assert re.sub(f"</?{tag}>", "", shown) == str(escape(text))
    places = {place for each in passages(one, other) for place in range(each.start, each.end)}
    own = [letter for place, letter in enumerate(one) if place not in places and letter.isalpha()]
    marked = unescape("".join(re.findall("<ins>(.*?)</ins>", str(left), re.S)))
    assert [letter for letter in marked if letter.isalpha()] == own


def test_any_page_may_frame_a_chart_and_no_other_page(served: str) -> None:
    for path in ("/place/990101/requests.html", "/zh/place/990101/requests.html", "/requests.html"):
        first = get(served, path)
        again = get(served, path, If_None_Match=first.headers["etag"])
        assert (first.status, again.status) == (200, 304)
        for answer in (first, again):
            policy = answer.headers["content-security-policy"]
            assert policy.endswith("frame-ancestors *") and "script-src 'self'" in policy
        page = html.fromstring(first.text)
        assert page.xpath("//noscript/img/@src")[0].endswith("requests.svg")
        assert page.xpath("//footer//a/@href")[0].endswith("#chart-requests")
        assert "Invented" in first.text or "虚构" in first.text
    assert get(served, "/place/990101/nowhere.html").status == 404
    assert "*" not in get(served, "/place/990101").headers["content-security-policy"]


def test_every_chart_gives_what_to_paste(served: str) -> None:
    page = html.fromstring(get(served, "/place/990101").text)
    pasted = page.xpath("//details[@class='embed']//textarea")
    assert len(pasted) == 4
    for each in pasted:
        (address,) = html.fromstring(each.text).xpath("//iframe/@src")
        assert address == each.get("data-address") and get(served, address).status == 200


def test_a_body_is_compared_with_its_years_and_with_similar_ones(
    renderer: Renderer, years: dict[int, str], demo: Path
) -> None:
    ((body,),) = ask(demo, f"SELECT agency_id FROM agencies WHERE agency_name = '{BODY}'")
    page = html.fromstring(renderer.html("body", str(body), "en", renderer.content("body", str(body))))
    (form,) = page.xpath("//form[@action='/compare']")
    assert [set(each.xpath("option/@value")) for each in form.xpath(".//select")] == [set(years.values())] * 2
    latest = years[max(years)]
    links = page.xpath("//section[@aria-labelledby='similar-title']//a[@class='small']/@href")
    assert links and all(link.startswith(f"/compare?a={latest}&b=") for link in links)
