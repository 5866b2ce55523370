"""What one file of several tables says about itself: its release, whether that is invented, its columns."""

from collections.abc import Iterator, Sequence

from warehouse.export.source import Selection

ABOUT = "about"
ABOUT_HEADER = ("what", "value")


def about(selections: Sequence[Selection]) -> Iterator[tuple[str, str]]:
    """What is in the file, a line a fact."""
    source = selections[0].source
    yield "dataset", "nianbao: China's annual reports on open government 政府信息公开工作年度报告"
    if source.notice:
        yield "notice", source.notice
    yield "registry", source.manifest.registry
    yield "release", source.manifest.release_id
    for selection in selections:
        yield "table", f"{selection.table.name}: {selection.count:,} rows; {selection.table.comment}"
    if selections[0].condition:
        yield "condition", selections[0].condition


def with_dictionary(selections: Sequence[Selection], dictionary: Selection) -> list[Selection]:
    """The tables, and the dictionary of their columns unless it is one of them."""
    is_asked_for = any(one.table.name == dictionary.table.name for one in selections)
    return [*selections, *([] if is_asked_for else [dictionary])]
