"""Which reports print the figures of another once more, and how many of them say something."""

from decimal import Decimal

import pyarrow as pa

from warehouse.copying.same_figures import FEWEST, same_figures

Row = list[int | None]


def counted(*pairs: tuple[Row, Row]) -> list[int]:
    """What is found of the pairs, all with the same number of figures, of which the last is money."""
    return same_figures(table([one for one, _ in pairs]), table([other for _, other in pairs])).tolist()


def table(rows: list[Row]) -> pa.Table:
    *counts, money = zip(*rows, strict=True)
    columns = {f"count_{number}": pa.array(column, pa.int32()) for number, column in enumerate(counts)}
    amounts = [None if each is None else Decimal(each) for each in money]
    return pa.table(columns | {"amount": pa.array(amounts, pa.decimal128(18, 6))})


def test_all_figures_must_be_the_same() -> None:
    whole: Row = list(range(1, FEWEST + 2))
    assert counted((whole, whole)) == [FEWEST + 1]
    for place in range(len(whole)):
        for other in (0, 99, None):
            changed = [*whole[:place], other, *whole[place + 1 :]]
            assert counted((whole, changed), (changed, whole)) == [0, 0]


def test_zeros_and_what_neither_prints_are_the_same_and_do_not_count() -> None:
    some: Row = [0, None, *range(1, FEWEST + 1)]
    assert counted((some, some)) == [FEWEST]
    assert counted((some, [None, None, *some[2:]])) == [0]
    assert counted((some, [0, 0, *some[2:]])) == [0]


def test_a_few_figures_are_not_told() -> None:
    for count in (FEWEST - 1, FEWEST):
        few: Row = [*[7] * count, *[0] * 3, None]
        assert counted((few, few)) == [count if count == FEWEST else 0]


def test_each_report_is_compared_with_its_own_other_one() -> None:
    rows: list[Row] = [[number] * FEWEST for number in range(1, 5)]
    others = [rows[0], rows[2], rows[1], rows[3]]
    assert counted(*zip(rows, others, strict=True)) == [FEWEST, 0, 0, FEWEST]


def test_of_no_reports_there_are_none() -> None:
    nothing = table([[1, 2]]).slice(0, 0)
    assert same_figures(nothing, nothing).tolist() == []
