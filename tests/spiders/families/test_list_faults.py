"""Every way in which real lists misled a reader: which reports came, what was told; nothing is lost."""

from collections.abc import Callable

import pytest

from spiders.content.markup import PageOverCapError
from spiders.content.page import Page
from spiders.crawling.batch_summary import summarise
from spiders.families import FAMILIES
from spiders.families.detection import recognise, weigh
from spiders.families.listing import Listing
from tests.replica.list_faults import FAULTS, HOST, ListFault, li, page, site
from tests.spiders.families.family_walk import Walk, walk

NAMES = [fault.name for fault in FAULTS]


@pytest.fixture(scope="module")
def walks() -> dict[str, Walk]:
    done = {}
    with pytest.MonkeyPatch.context() as patch:
        for fault in FAULTS:
            patch.setattr("tests.spiders.families.family_walk.sites", lambda one=fault: {HOST: site(one)})
            done[fault.name] = walk(site(fault))
    return done


def told(found: Walk) -> set[tuple[str, str]]:
    """(role, reason) of what was logged beside reports, guesses that found nothing apart."""
    return {(each.role, each.reason) for each in found.attempts if each.reason and each.role != "probe"}


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_the_reports_come_and_the_rest_is_told(fault: ListFault, walks: dict[str, Walk]) -> None:
    found = walks[fault.name]
    asked = {
        each.url.removeprefix(f"http://{HOST}")
        for each in found.attempts
        if each.role == "report" and each.status
    }
    assert asked == set(fault.reports)
    assert told(found) == fault.told, [each.error for each in found.attempts if each.error]


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.told], ids=lambda fault: fault.name)
def test_a_list_that_is_not_whole_fails_its_site(fault: ListFault, walks: dict[str, Walk]) -> None:
    """So that `status` raises its alarm; a row that leads nowhere is counted, and no failure of the list."""
    summary = summarise(walks[fault.name].attempts, ["lists"], {})[0]
    is_list = any(role in ("list", "promise") for role, _ in fault.told)
    assert (summary.failure is not None and summary.failure_reason != "no_report_listed") == is_list
    assert is_list or summary.refused


def test_the_whole_table(walks: dict[str, Walk]) -> None:
    """`pytest -s` prints it: each fault, the reports that came, what was told; no loss goes untold."""
    silent = []
    for fault in FAULTS:
        came = len(walks[fault.name].urls("report", "fetched"))
        words = " ".join(sorted(f"{role}:{reason}" for role, reason in told(walks[fault.name])))
        print(f"{fault.name:21} {fault.family:14} {came:3} reports  {words or '-':35} {fault.note}")
        if came < len(fault.reports) and not words:
            silent.append(fault.name)
    assert not silent


FOOTERS = {
    "jeecms": '<a href="http://www.other.gov.example/nb/index.jhtml">上级</a>',
    "hanweb-jpaas": '<script src="https://cdn.other.gov.example/jpaas-publish-server/a.js"></script>',
    "xxgk-showlist": '<a href="//www.other.gov.example/XxgkContent/showList/1/2/page_1.html">市局</a>',
    "lonsun-public": '<a href="http://www.other.gov.example/site/label/8888?x=1">标签</a>',
    "gkmlpt": '<a href="http://www.other.gov.example/gkmlpt/index">目录</a>',
}


@pytest.mark.parametrize("name", FOOTERS)
def test_what_a_link_to_another_site_says_is_theirs(name: str) -> None:
    own = page(li("t20250120_1.html"), script='createPageHTML(2,0,"index","html")')
    found = Page(f"http://{HOST}/nb/", (FOOTERS[name] + own).encode())
    assert [each.family for each in weigh(found)] == ["trs-static"]


def page_of_two_systems() -> Page:
    """The column of one, with a link to an old site of the own domain in its menu."""
    menu = f'<a href="http://old.{HOST.removeprefix("www.")}/xw/index.jhtml">旧站</a>'
    return Page(f"http://{HOST}/nb/", (menu + page(li("t20250120_1.html"))).encode())


def test_of_two_systems_on_a_page_the_one_that_reads_its_rows_wins() -> None:
    """The old site speaks too, but lists nothing here."""
    found = page_of_two_systems()
    assert recognise(found).family == "trs-static"
    assert {each.family for each in weigh(found)} == {"trs-static", "jeecms"}
    best = weigh(found)[0]
    assert (best.rows, best.reports) == (1, 1)
    assert "t20250120_1.html" in best.sign


def failing_with(error: type[Exception]) -> Callable[..., Listing]:
    def read(*_: object) -> Listing:
        raise error("nothing that I know")

    return read


@pytest.mark.parametrize("error", [ValueError, KeyError, IndexError, TypeError, AttributeError])
def test_a_family_that_fails_on_a_page_leaves_it_to_the_others(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FAMILIES["jeecms"], "read", failing_with(error))
    assert recognise(page_of_two_systems()).family == "trs-static"


def test_a_page_over_the_caps_is_no_failure_of_a_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FAMILIES["jeecms"], "read", failing_with(PageOverCapError))
    with pytest.raises(PageOverCapError):
        recognise(page_of_two_systems())


DEEP = "[" * 100_000
TOO_DEEP = {
    "gkmlpt": f"<script>window._CONFIG = {{SID: 1, TREE: {DEEP}}}</script>",
    "pc-list": f'<script>var listData = {{articleList: [{{"title": "年报", "urls": "{DEEP}"}}]}}</script>',
    "datalist": f'<script>var dataList=[{{"infolist":{DEEP}}}]</script>',
}


@pytest.mark.parametrize("name", TOO_DEEP)
def test_what_is_too_deep_for_a_parser_is_no_page_of_its_family(name: str) -> None:
    own = page(li("t20250120_1.html"), script='createPageHTML(2,0,"index","html")')
    found = Page(f"http://{HOST}/nb/", (TOO_DEEP[name] + own).encode())
    assert {each.family for each in weigh(found)} == {"trs-static", name}
    assert recognise(found).family == "trs-static"


@pytest.mark.parametrize(
    "link",
    ['href="{}"', "href='{}'", "href={}", 'HREF = "{}"', "title=x\n\thref\n=\n'{}' class=a", "Href={} "],
)
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("trs-static", "./t20250120_1.html"),
        ("eportal-numid", f"http://{HOST}/nb/1234567/index.html"),
        ("tsid-index", "/nb/2024012010203040506/index.shtml"),
        ("channels", "contents/1/2.html"),
        ("gongkai-show-hex", "/gongkai/show/0123456789abcdef0123456789abcdef.html"),
    ],
)
def test_a_link_speaks_however_its_attribute_is_written(link: str, name: str, address: str) -> None:
    row = f"<li><a {link.format(address)}>示例区2024年政府信息公开工作年度报告</a></li>"
    assert recognise(Page(f"http://{HOST}/nb/", row.encode())).family == name
