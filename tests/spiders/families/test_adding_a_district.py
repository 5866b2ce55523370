"""What docs/adding-a-district.md shows is tried: its family, its page, its registry line."""

import re
from pathlib import Path
from typing import Any

from spiders.content.page import Page
from spiders.families.links import Row
from spiders.families.listing import ListRequest
from spiders.registry import COLUMNS, load

DOCUMENT = (Path(__file__).parents[3] / "docs" / "adding-a-district.md").read_text(encoding="utf-8")
URL = "http://www.x.gov.example/nb/list.html"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.S)


def test_the_family_reads_the_page() -> None:
    names: dict[str, Any] = {}
    exec(compile(blocks("python")[0], "adding-a-district.md", "exec"), names)
    family = names["ExamplePages"]()
    page = blocks("html")[0]
    listing = family.read(ListRequest(URL), Page(URL, page.encode()))
    row = Row("http://www.x.gov.example/nb/2025/77.htm", "示例区2024年政府信息公开工作年度报告", "2025-01-20")
    assert listing.rows == [row]
    assert [ask.url for ask in listing.more] == ["http://www.x.gov.example/nb/list-2.html"]
    assert family.read(listing.more[0], Page(listing.more[0].url, page.encode())).more == []
    assert family.signature.search(page)


def test_the_registry_line_loads_and_every_cell_is_explained(tmp_path: Path) -> None:
    line = blocks("text")[0].strip().splitlines()[-1]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sites.csv").write_text(f"{','.join(COLUMNS)}\n{line}\n", encoding="utf-8")
    assert load(str(tmp_path / "mine"))["chunshan"].family == "huaian-col"
    cells = re.search(r"\| cell \| meaning \|\n(.*?)\n\n", DOCUMENT, re.S)
    assert cells
    assert set(COLUMNS) - {"note"} <= set(re.findall(r"\w+", cells[1]))


def test_every_path_it_names_exists() -> None:
    root = Path(__file__).parents[3]
    named = re.findall(r"`(spiders/[\w/]+(?:\.py|\.csv|/))`", DOCUMENT)
    assert len(named) > 4
    assert all((root / path).exists() for path in named)
