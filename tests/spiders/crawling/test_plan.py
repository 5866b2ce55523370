"""Plans: which sites a crawl chooses, how batches share them, what is resumed."""

from pathlib import Path

import pytest

from spiders.archive.reader import summary_path
from spiders.crawl import CrawlError, Options, choose, make_plans
from spiders.crawling import plan
from spiders.crawling.plan import share_out
from spiders.registry import Site, load


def sites() -> list[Site]:
    return list(load("china").values())


@pytest.mark.parametrize("count", [1, 2, 7, 500])
def test_a_host_is_never_in_two_batches_and_no_site_is_left_out(count: int) -> None:
    groups = share_out(sites(), count)
    by_id = {site.site_id: site.domain for site in sites()}
    assert sorted(site_id for group in groups for site_id in group) == sorted(by_id)
    assert len(groups) <= count
    domains = [{by_id[site_id] for site_id in group} for group in groups]
    assert sum(len(each) for each in domains) == len(set().union(*domains))


def test_globs_choose_and_an_empty_choice_is_an_error() -> None:
    known = load("china")
    assert {site.site_id for site in choose(known, "bj-agg-*, sh-pudong")} == {
        "bj-agg-qzf-2016",
        "bj-agg-qzf-2017",
        "bj-agg-qzf-2018",
        "sh-pudong",
    }
    with pytest.raises(CrawlError, match="no site of the registry matches 'xx-"):
        choose(known, "bj-*,xx-*")


def test_an_unfinished_batch_is_resumed_with_its_terms_and_the_rest_is_planned_anew(tmp_path: Path) -> None:
    def ask(globs: str, years: tuple[int, int] | None) -> list[plan.Plan]:
        chosen = choose(load("china"), globs)
        return make_plans(tmp_path, chosen, Options("china", globs, years, tmp_path, 1, "t", False))

    first = ask("sh-pu*", (2019, 2025))
    again = ask("sh-*", (2019, 2025))
    assert again[0] == first[0]
    assert not set(again[0].sites) & set(again[1].sites)
    assert {site_id for item in again for site_id in item.sites} == {
        s.site_id for s in choose(load("china"), "sh-*")
    }
    for item in again:
        plan.write_json(summary_path(tmp_path, item.batch), {})
    other = ask("sh-pu*", (2019, 2025))
    assert other[0].batch not in {item.batch for item in again}
    wider = ask("sh-pu*", None)
    assert [item.years for item in wider] == [(2019, 2025), None], (
        "other years are asked for after the open batch"
    )
