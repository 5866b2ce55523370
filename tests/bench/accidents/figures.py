"""Figures drawn at random, whose sums hold as the forms ask."""

from decimal import Decimal
from random import Random

from tests.bench.accidents.paper import Key
from tests.bench.accidents.words import (
    APPLICANTS,
    DISPUTES,
    OTHER_2019,
    OTHER_2021,
    OUTCOMES,
    RESULT_ROWS,
    TABLE_TWO,
)
from tests.bench.accidents.words2014 import PARTS_2014, ROWS_2014

Figures = dict[Key, Decimal]
BODIES = [each for each, _ in APPLICANTS[:-1]]


def draw_figures(form: str, dice: Random) -> Figures:
    """Every figure of a report of this form."""
    return (
        _form_of_2014(dice)
        if form == "2014"
        else _table_two(form, dice) | _requests(form, dice) | _disputes(dice)
    )


def count(dice: Random, scale: int, zeros: float) -> Decimal:
    return Decimal(0) if dice.random() < zeros else Decimal(dice.randint(1, scale))


def money(dice: Random) -> Decimal:
    """An amount in 万元 with up to four decimals that do not end in zero."""
    return Decimal(10 * dice.randint(100, 300_000) + dice.randint(1, 9)) / 10_000


def _table_two(form: str, dice: Random) -> Figures:
    drawn: Figures = {}
    for _, _, rows in TABLE_TWO[form]:
        for _, names in rows:
            for name in names:
                drawn[name, None, None] = _of_table_two(name, dice)
    return drawn


def _of_table_two(name: str, dice: Random) -> Decimal:
    if name.endswith("_wan"):
        return money(dice)
    if name.endswith("_change"):
        return Decimal(dice.choice((0, 1, 2, 3, -1, -2, -6, 12)))
    return count(dice, 99_999 if name.endswith("_decisions") else 400, 0.2)


def _requests(form: str, dice: Random) -> Figures:
    """Table three: results by row and applicant, then what flows in and out so that 一+二 = 三+四."""
    results = [row[3] for row in (*RESULT_ROWS, *(OTHER_2021 if form == "2021" else OTHER_2019))]
    scale, zeros = dice.choice(((9, 0.6), (60, 0.4), (1500, 0.2)))
    drawn: Figures = {}
    for body in BODIES:
        for name in results:
            drawn[name, body, None] = count(dice, scale, zeros)
        total = sum((drawn[name, body, None] for name in results), Decimal(0))
        left = count(dice, scale, 0.4)
        carried = min(count(dice, scale, 0.4), total + left)
        drawn["req_result_total", body, None] = total
        drawn["req_carried_out", body, None] = left
        drawn["req_carried_in", body, None] = carried
        drawn["req_new", body, None] = total + left - carried
    for name in (*results, "req_result_total", "req_carried_out", "req_carried_in", "req_new"):
        drawn[name, "total", None] = sum((drawn[name, body, None] for body in BODIES), Decimal(0))
    return drawn


def _disputes(dice: Random) -> Figures:
    drawn: Figures = {}
    for _, kind in DISPUTES:
        parts = [f"disp_{kind}_{outcome}" for _, outcome in OUTCOMES[:-1]]
        for name in parts:
            drawn[name, None, None] = count(dice, 20, 0.3)
        drawn[f"disp_{kind}_total", None, None] = sum((drawn[name, None, None] for name in parts), Decimal(0))
    return drawn


def _form_of_2014(dice: Random) -> Figures:
    names = [name for _, _, name in ROWS_2014 if name]
    drawn = {name: money(dice) if name.endswith("_wan") else count(dice, 900, 0.3) for name in names}
    for total, parts in PARTS_2014.items():  # 不同意公开 stands before 答复, whose part it is
        drawn[total] = sum((drawn[part] for part in parts), Decimal(0))
    drawn["s14_closed_total"] = drawn["s14_rep_total"]
    drawn["s14_closed_on_time"] = Decimal(int(drawn["s14_closed_total"]) // 2)
    drawn["s14_closed_extended"] = drawn["s14_closed_total"] - drawn["s14_closed_on_time"]
    channels = [drawn[f"s14_pub_{name}"] for name in ("gazette", "website", "weibo", "wechat", "other")]
    drawn["s14_pub_total"] = max(channels)
    drawn["s14_pub_normdocs"] = drawn["s14_pub_total"] // 3
    for event in ("press", "interview"):
        drawn[f"s14_resp_{event}_leader"] = drawn[f"s14_resp_{event}"] // 2
    return {(name, None, None): value for name, value in drawn.items()}
