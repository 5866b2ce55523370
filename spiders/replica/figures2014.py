"""Figures of the 2014 statistics table (report years 2014-2018) for the few bodies that have one."""

from decimal import Decimal

from spiders.replica.bodies import Body
from spiders.replica.dice import Dice
from spiders.replica.figures import Figures

REPLIES = {
    "already_public": 160,
    "granted": 380,
    "partial": 50,
    "refused": 90,
    "not_this_agency": 140,
    "not_exist": 110,
    "amend": 40,
    "other_channel": 30,
}
GROUNDS = {
    "secret": 5,
    "commercial": 20,
    "privacy": 40,
    "three_security": 5,
    "not_gov_info": 60,
    "other_law": 20,
}
CHANNELS = {"in_person": 25, "fax": 5, "online": 50, "letter": 20}
OUTCOMES = {"upheld": 60, "corrected": 15, "other": 25}


def one_year(body: Body, year: int) -> Figures:
    """All rows of the table; sums hold, and every closed request has one reply."""
    dice = Dice(body.id, year, "2014")
    named = {
        **_published(dice, body),
        **_responses(dice, body),
        **_requests(dice, dice.count(body.requests)),
        **_cases(dice, "rev", dice.count(body.requests * 0.05)),
        **_cases(dice, "lit", dice.count(body.requests * 0.03)),
        **_house(dice, body),
    }
    return {(f"s14_{name}", None, None): Decimal(value) for name, value in named.items()}


def _published(dice: Dice, body: Body) -> dict[str, int]:
    website, wechat = dice.count(120 * body.staff), dice.count(20 * body.staff)
    documents = dice.count(body.normdocs)
    channels = {"website": website, "weibo": wechat // 2, "wechat": wechat, "gazette": 0}
    total = max(*channels.values(), documents)
    return {
        "pub_total": total,
        "pub_normdocs": documents,
        "normdocs_made": documents,
        **{f"pub_{channel}": number for channel, number in channels.items()},
        "pub_other": dice.count(15) + total - website,
    }


def _responses(dice: Dice, body: Body) -> dict[str, int]:
    press, interviews = dice.count(1), dice.count(2)
    return {
        "resp_events": dice.count(3),
        "resp_press": press,
        "resp_press_leader": dice.below(press + 1),
        "resp_interview": interviews,
        "resp_interview_leader": dice.below(interviews + 1),
        "resp_articles": dice.count(4 * body.staff),
        "resp_weibo_wechat": dice.count(2),
        "resp_other": dice.count(1),
    }


def _requests(dice: Dice, received: int) -> dict[str, int]:
    named = dict.fromkeys(
        (
            "app_received",
            *(f"app_{c}" for c in CHANNELS),
            "closed_total",
            "closed_on_time",
            "closed_extended",
        ),
        0,
    )
    named |= dict.fromkeys(("rep_total", *(f"rep_{r}" for r in REPLIES), *(f"ref_{g}" for g in GROUNDS)), 0)
    for _ in range(received):
        reply, timing = dice.pick(REPLIES), dice.pick({"on_time": 92, "extended": 8})
        counted = ["app_received", f"app_{dice.pick(CHANNELS)}", "closed_total", f"closed_{timing}"]
        counted += ["rep_total", f"rep_{reply}"]
        if reply == "refused":
            counted.append(f"ref_{dice.pick(GROUNDS)}")
        for name in counted:
            named[name] += 1
    return named


def _cases(dice: Dice, stem: str, number: int) -> dict[str, int]:
    named = {f"{stem}_total": number, **{f"{stem}_{outcome}": 0 for outcome in OUTCOMES}}
    for _ in range(number):
        named[f"{stem}_{dice.pick(OUTCOMES)}"] += 1
    return named


def _house(dice: Dice, body: Body) -> dict[str, int]:
    full = 1 + dice.below(2)
    return {
        "complaints": dice.count(1),
        "fee_wan": 0,
        "org_units": 1,
        "org_points": 1 + dice.below(3),
        "staff_total": full + body.staff,
        "staff_full": full,
        "staff_part": body.staff,
        "budget_wan": dice.count(4),
        "meetings": 1 + dice.count(2),
        "trainings": dice.count(2),
        "trainees": dice.count(60),
    }
