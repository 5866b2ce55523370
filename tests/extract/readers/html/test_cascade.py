"""Ways of styles to hide, move, strike or add a digit: the figure is the one that is seen, or none."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model.document import Hints
from extract.readers.html.reader import read
from tests.extract.readers.shown_cells import figure, shown

TABLE = (
    "<table><tr><td>规章</td><td>{}</td></tr><tr><td>行政许可</td><td>7</td></tr>"
    "<tr><td>行政处罚</td><td>24</td></tr></table>"
)

# rules of the page's sheet → what is shown of <i class="x y">9</i>12
RULES = {
    "table td .x{display:none}": "12",
    "i:first-child{display:none}": "12",
    "[class~=x]{display:none}": "12",
    "@media screen{.x{display:none}}": "12",
    "@media (max-width:600px){.x{display:none}}": "912",
    "@media (orientation:portrait){.x{display:none}}": "912 (styled)",
    "@supports (display:grid){.x{display:none}}": "912 (styled)",
    ".x{display:none}.x{display:inline}": "912",
    ".x{display:none!important}.x.y{display:inline}": "12",
    ".x{visibility:hidden}": "12",
    ".x{font-size:0}": "12",
    ".x{opacity:0}": "12",
    ".x{position:absolute;left:-999px}": "912 (styled)",
    ".x{float:right}": "912 (styled)",
    ".x{text-indent:-999px}": "912 (styled)",
    ".x{color:transparent}": "912 (styled)",
    ".x{future-property:9}": "912 (styled)",
    ".x::before{content:'3'}": "912 (added)",
    ".x::before{content:''}": "912",
    ".x{font-weight:bold}": "912",
}


@pytest.mark.parametrize("rules", RULES)
def test_a_rule_decides_or_refuses(rules: str) -> None:
    page = f"<style>{rules}</style>" + TABLE.format("<i class='x y'>9</i>12")
    assert shown(read(page.encode(), Hints()).grids[0].at(0, 1)) == RULES[rules]


@pytest.mark.parametrize(
    "rule", ["background:url(12.png)", "background-image: URL(12.png)", "content:url(12.png)"]
)
def test_an_empty_part_that_a_rule_makes_a_picture_is_no_blank(rule: str) -> None:
    page = f"<style>.x{{{rule};width:9px}} td{{background:url(paper.png)}}</style>"
    (grid,) = read((page + TABLE.format("<i class=x></i>")).encode(), Hints()).grids
    assert shown(grid.at(0, 1)) == "\ufffc (picture)"
    (grid,) = read((page + TABLE.format("")).encode(), Hints()).grids
    assert shown(grid.at(0, 1)) == ""


HIDING = "display:none", "visibility:hidden", "font-size:0", "opacity:0"
SELECTORS = ".x", "i.x", "td .x", "td > i", "i:first-child", "[class=x]", "*.x"
declarations = st.tuples(st.sampled_from(SELECTORS), st.sampled_from(HIDING), st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(declarations, min_size=1, max_size=3))
def test_a_digit_that_any_rule_hides_is_never_read(rules: list[tuple[str, str, bool]]) -> None:
    sheet = "".join(f"{name}{{{style}{' !important' * strong}}}" for name, style, strong in rules)
    page = f"<style>{sheet}</style>{TABLE.format('<i class=x>9</i>12')}"
    assert figure(read(page.encode(), Hints()).grids[0].at(0, 1)) in (12, None)


@pytest.mark.parametrize("wrap", ["<noscript>{}</noscript>", "<template>{}</template>"])
def test_an_unprinted_report_is_read(wrap: str) -> None:
    page = f"<title>页</title><div id=app></div>{wrap.format(TABLE.format(12))}"
    assert read(page.encode(), Hints()).grids[0].at(0, 1).text == "12"


@pytest.mark.parametrize("is_ascii", [True, False])
def test_an_article_as_json_says_its_title(is_ascii: bool) -> None:
    article = {"data": [{"title": "某局2022年报", "html": TABLE.format(12)}]}
    document = read(json.dumps(article, ensure_ascii=is_ascii).encode(), Hints())
    assert document.grids[0].at(0, 1).text == "12"
    assert document.meta["articletitle"] == "某局2022年报"


def test_a_report_in_a_frame_is_read() -> None:
    frame = TABLE.format(12).replace('"', "&quot;")
    assert read(f'<iframe srcdoc="{frame}"></iframe>'.encode(), Hints()).grids[0].at(0, 1).text == "12"
