"""What people type when they do not know the names: each is answered with what they meant."""

from pathlib import Path

import pytest

from tests.warehouse.warehouse_world import World, reading
from warehouse.errors import WarehouseError
from warehouse.query.sql import run_query
from warehouse.query.suggestions import suggest

MISTAKES = {
    "select 本年新收 from figures": "figures.req_new (本年新收)",
    "select 不予公开 from rates": "figures.req_refused",
    "select 机关名称 from reports": "reports.agency_name",
    "select 发布日期 from reports": "reports.published_date",
    "select 行政诉讼 from figures": "figures.disp_lit_total",
    "select 自然人 from figures": "natural_person",
    "select agency from reports": "reports.agency_name",
    "select r.agency from reports r": "reports.agency_name",
    "select agency_nam from reports": "reports.agency_name",
    "select * from reports where yr = 2020": "reports.year",
    "select district from series": "region_name",
    "select requests from figures": "trend('req_new')",
    "select refused from figures": "req_refused",
    "select province from reports": "cells.province",
    "select link from reports": "reports.url",
    "select lawsuits from figures": "disp_lit_total",
    "select 数据 from cells": "cells.value",
    "select count(*) from 年报": "reports (年报)",
    "from 单元格": "cells (单元格)",
    "from 申请人": "applicants (申请人)",
    "from report": "reports (年报)",
    "from region": "regions (行政区划)",
    "from agency": "agencies (公开主体)",
    "from 缺报": "gaps (缺报)",
    "from trends('req_new')": '"trend"',
    "select shar(req_refused, req_new) from rates": '"share"',
    "from trend('requests')": "req_new",
    "from trend('本年新收')": "near it: req_new",
    "from league('不予公开', 2023)": "near it: req_refused",
    "from agency('教育厅')": "云栖区教育局",
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("suggestions") / "demo")
    world.add(reading())
    return world.build().release


@pytest.mark.parametrize("question", MISTAKES)
def test_a_natural_mistake_is_answered_with_what_was_meant(release: Path, question: str) -> None:
    with pytest.raises(WarehouseError) as caught:
        run_query(release, question)
    assert MISTAKES[question] in str(caught.value)


def test_what_is_near_nothing_is_answered_with_where_to_look(release: Path) -> None:
    with pytest.raises(WarehouseError, match="The tables are: reports, cells"):
        run_query(release, "from qqzzxx")
    assert suggest("Parser Error: syntax error at or near") == ""
