"""The six fixed headings on a page."""

import pytest

from spiders.content.charset import decode
from spiders.content.chinese import traditional
from spiders.content.headings import count_headings, fixed_headings

HEADED = "<p>一、总体情况</p><p>二、主动<b>公开</b>政府&nbsp;信息情况</p>"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_headings_are_found_in_any_charset_and_through_markup(charset: str) -> None:
    assert count_headings(decode(HEADED.encode(charset))) == 2
    hidden = "<script>总体情况 主动公开</script><style>行政复议</style><!-- 附表 -->"
    assert count_headings(decode(hidden.encode(charset))) == 0


def test_every_heading_in_full_is_found_in_simple_and_traditional_characters() -> None:
    names = [heading.name_zh for heading in fixed_headings()]
    assert len({heading.ordinal for heading in fixed_headings()}) == 6
    for change in (str, lambda text: text.translate(traditional())):
        page = "".join(f"<h2>{change(name)}</h2>" for name in names)
        assert count_headings(page) == 6


def test_each_heading_is_told_by_all_its_patterns() -> None:
    """`words` are tried in the order of the table: a heading's own name must be its own first match."""
    for heading in fixed_headings():
        found = next(other for other in fixed_headings() if other.words.search(heading.name_zh))
        assert found is heading
        assert heading.anywhere.search(heading.name_zh)
