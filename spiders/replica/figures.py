"""A body's figures, year by year: every identity of the forms holds, backlog and stock carry over."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from spiders.replica.bodies import Body, bodies
from spiders.replica.dice import Dice
from spiders.replica.model import APPLICANTS, Key

Figures = dict[Key, Decimal]
YEARS = range(2019, 2026)

WHO = {
    "natural_person": 830,
    "legal_business": 85,
    "legal_research": 4,
    "legal_welfare": 6,
    "legal_lawfirm": 50,
    "legal_other": 25,
}
RESULTS = {
    "req_granted": 420,
    "req_partial": 70,
    "req_refused_state_secret": 2,
    "req_refused_other_law": 4,
    "req_refused_three_security": 2,
    "req_refused_third_party": 18,
    "req_refused_internal": 16,
    "req_refused_process": 20,
    "req_refused_case_file": 18,
    "req_refused_admin_query": 14,
    "req_unable_not_held": 230,
    "req_unable_need_creation": 18,
    "req_unable_unclear": 10,
    "req_notproc_petition": 40,
    "req_notproc_repeat": 22,
    "req_notproc_publication": 2,
    "req_notproc_excessive": 3,
    "req_notproc_confirm": 5,
    "req_other_no_correction": 18,
    "req_other_fee_unpaid": 2,
    "req_other_misc": 30,
    "req_carried_out": 60,
}
OTHERS = ("req_other_no_correction", "req_other_fee_unpaid", "req_other_misc")
DISPUTED = {"disp_review": 550, "disp_lit_direct": 250, "disp_lit_after": 200}
ENDED = {"upheld": 520, "corrected": 130, "other": 170, "pending": 180}


@dataclass
class Carried:
    """What one year hands to the next: open requests by applicant, documents in force, power-list items."""

    open_requests: Counter[str] = field(default_factory=Counter)
    normdocs: int = 0
    items: dict[str, int] = field(default_factory=dict)

    def inherit(self, other: "Carried") -> None:
        self.open_requests.update(other.open_requests)
        self.normdocs += other.normdocs


@cache
def all_figures() -> Mapping[tuple[str, int], Figures]:
    """(body id, year) → its figures in both modern forms; the government's are its district's sum."""
    figures: dict[tuple[str, int], Figures] = {}
    carried = {body.id: _start(body) for body in bodies().values()}
    for year in YEARS:
        for body in bodies().values():
            if body.last_year == year - 1 and body.successor:
                carried[body.successor].inherit(carried[body.id])
        for body in bodies().values():
            if body.first_year <= year <= body.last_year:
                figures[body.id, year] = one_year(body, year, carried[body.id])
        _add_members(figures, year)
    return figures


def _add_members(figures: dict[tuple[str, int], Figures], year: int) -> None:
    """A 人民政府 reports for its whole district: its own few cases and every member's."""
    for body in bodies().values():
        if body.kind == "government":
            members = [
                figures[other.id, year]
                for other in bodies().values()
                if other.district == body.district and (other.id, year) in figures
            ]
            figures[body.id, year] = add(members)


def add(parts: Iterable[Figures]) -> Figures:
    total: Figures = {}
    for part in parts:
        for (indicator, applicant, _), value in part.items():
            key = (indicator, applicant, None)
            total[key] = total.get(key, Decimal(0)) + value
    return total


def _start(body: Body) -> Carried:
    dice = Dice(body.id, "start")
    waiting = dice.count(body.requests * 0.05)
    items = {
        "license": dice.count(body.licences**0.5),
        "other_mgmt": dice.count(5),
        "penalty": dice.count(body.penalties**0.5 * 4),
        "coercion": dice.count(body.coercions**0.5),
        "fee": dice.count(1 if body.fee_wan else 0),
    }
    return Carried(Counter(dice.pick(WHO) for _ in range(waiting)), dice.count(body.normdocs * 9), items)


def one_year(body: Body, year: int, carried: Carried) -> Figures:
    """One body's figures of one year; `carried` is read and then updated to the year's end."""
    dice = Dice(body.id, year)
    counts: Counter[Key] = Counter()
    counts.update(requests(dice, dice.count(body.requests), carried))
    counts.update(disputes(dice, dice.count(body.requests * 0.06)))
    counts.update(_documents(dice, body, carried))
    counts.update(_powers(dice, body, carried))
    figures = {key: Decimal(number) for key, number in counts.items()}
    figures["fee_amount_wan", None, None] = _money(dice, body.fee_wan)
    bought = dice.count(2 + body.staff)
    figures["procurement_items", None, None] = Decimal(bought)
    figures["procurement_amount_wan", None, None] = _money(dice, 12.5 * bought)
    return figures


def requests(dice: Dice, new: int, carried: Carried) -> Counter[Key]:
    """Table three: each request is one applicant's and has one end, so that every identity holds."""
    table: Counter[Key] = Counter()
    for applicant in APPLICANTS:
        for indicator in ("req_new", "req_carried_in", *RESULTS, "req_other", "req_result_total"):
            table[indicator, applicant, None] = 0
    incoming = [("req_new", dice.pick(WHO)) for _ in range(new)]
    incoming += [("req_carried_in", who) for who in sorted(carried.open_requests.elements())]
    carried.open_requests = Counter()
    for source, who in incoming:
        result = dice.pick(RESULTS)
        if result == "req_carried_out":
            carried.open_requests[who] += 1
        for applicant in (who, "total"):
            table[source, applicant, None] += 1
            table[result, applicant, None] += 1
            table["req_other", applicant, None] += result in OTHERS
            table["req_result_total", applicant, None] += result != "req_carried_out"
    return table


def disputes(dice: Dice, number: int) -> Counter[Key]:
    """Table four: each case has one way and one outcome."""
    table: Counter[Key] = Counter()
    for way in DISPUTED:
        for outcome in (*ENDED, "total"):
            table[f"{way}_{outcome}", None, None] = 0
    for _ in range(number):
        way = dice.pick(DISPUTED)
        table[f"{way}_{dice.pick(ENDED)}", None, None] += 1
        table[f"{way}_total", None, None] += 1
    return table


def _documents(dice: Dice, body: Body, carried: Carried) -> Counter[Key]:
    made = dice.count(body.normdocs)
    repealed = min(dice.count(body.normdocs * 0.7), carried.normdocs)
    carried.normdocs += made - repealed
    named = {
        "rules_made": 0,
        "rules_newly_disclosed": 0,
        "rules_disclosed_total": 0,
        "rules_repealed": 0,
        "rules_in_force": 0,
        "normdoc_made": made,
        "normdoc_newly_disclosed": made,
        "normdoc_disclosed_total": carried.normdocs,
        "normdoc_repealed": repealed,
        "normdoc_in_force": carried.normdocs,
    }
    return Counter({(name, None, None): number for name, number in named.items()})


def _powers(dice: Dice, body: Body, carried: Carried) -> Counter[Key]:
    """Licences, penalties, coercion and the rest: power-list items roll on, decisions are drawn."""
    means = {
        "license": body.licences,
        "penalty": body.penalties,
        "coercion": body.coercions,
        "other_mgmt": 3.0 * body.staff,
    }
    table: Counter[Key] = Counter()
    for stem, before in carried.items.items():
        change = dice.below(5) - 2 if before > 4 and dice.chance(300) else 0
        table[f"{stem}_items_prev_year", None, None] = before
        table[f"{stem}_items_change", None, None] = change
        carried.items[stem] = before + change
        if stem in means:
            table[f"{stem}_decisions", None, None] = dice.count(means[stem])
    return table


def _money(dice: Dice, mean_wan: float) -> Decimal:
    """An amount in 万元, to the yuan."""
    return (Decimal(dice.count(mean_wan * 10000)) / 10000).normalize() + 0
