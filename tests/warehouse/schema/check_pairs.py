"""For every check a small good and a small bad table; `now` and `last` are a body's reports of 2023 and 2022.

Keywords that are columns of `figures` are printed figures; others are columns of `reports`, `mentions`,
`text`, and `benchmark`, the new requests of the whole province as the press has them.
"""

from typing import Any

from extract import codebook

Report = dict[str, Any]
Pair = tuple[list[Report], list[Report]]  # good, bad


def now(**values: Any) -> Report:
    return {"year": 2023, **values}


def last(**values: Any) -> Report:
    return {"year": 2022, **values}


IDS = list(codebook.indicators())


def starting(*prefixes: str, value: int = 0) -> dict[str, int]:
    return {name: value for name in IDS if name.startswith(prefixes)}


RESULTS = starting("req_granted", "req_partial", "req_refused_", "req_unable_", "req_notproc_")
OTHER = {"req_other_no_correction": 0, "req_other_fee_unpaid": 0, "req_other_misc": 1}
REFUSED = starting("req_refused_")
REPLIES = {name: 0 for name in starting("s14_rep_") if name != "s14_rep_total"}
GROUNDS = starting("s14_ref_")
CHANNELS = {f"s14_pub_{name}": 3 for name in ("gazette", "website", "weibo", "wechat", "other")}
APPLICANTS = {f"req_new_{name}": 1 for name in codebook.applicants() if name != "total"}


def one(good: Report, bad: Report) -> Pair:
    return [good], [bad]


def disputes(kind: str, total: int) -> Report:
    parts = {f"disp_{kind}_{end}": 1 for end in ("upheld", "corrected", "other", "pending")}
    return now(**parts, **{f"disp_{kind}_total": total})


PAIRS: dict[str, Pair] = {
    "T3.FLOW": one(
        now(req_new=9, req_carried_in=2, req_result_total=8, req_carried_out=3),
        now(req_new=9, req_carried_in=2, req_result_total=8, req_carried_out=4),
    ),
    "T3.RESULT.2019": one(
        now(form="2019", **RESULTS | {"req_granted": 4}, req_other=1, req_result_total=5),
        now(form="2019", **RESULTS | {"req_granted": 4}, req_other=1, req_result_total=4),
    ),
    "T3.RESULT.2021": one(
        now(**RESULTS | {"req_granted": 4}, **OTHER, req_result_total=5),
        now(**RESULTS | {"req_granted": 4}, **OTHER, req_result_total=6),
    ),
    "T3.ROWSUM": one(now(req_new=6, **APPLICANTS), now(req_new=5, **APPLICANTS)),
    "T3.SUB.REFUSED": one(
        now(**REFUSED | {"req_refused_process": 2}, req_refused=2),
        now(**REFUSED | {"req_refused_process": 2}, req_refused=3),
    ),
    "T3.SUB.UNABLE": one(
        now(req_unable_not_held=1, req_unable_need_creation=1, req_unable_unclear=1, req_unable=3),
        now(req_unable_not_held=1, req_unable_need_creation=1, req_unable_unclear=1, req_unable=2),
    ),
    "T3.SUB.NOTPROC": one(
        now(**{name: 1 for name in RESULTS if "notproc" in name}, req_notproc=5),
        now(**{name: 1 for name in RESULTS if "notproc" in name}, req_notproc=4),
    ),
    "T3.SUB.OTHER": one(now(**OTHER, req_other=1), now(**OTHER, req_other=2)),
    "T3.NONNEG": one(now(req_new=0), now(req_new=-1)),
    "T3.INT": one(now(req_new=1), now(req_new=1.5)),
    "T4.SUM.review": one(disputes("review", 4), disputes("review", 0)),
    "T4.SUM.lit_direct": one(disputes("lit_direct", 4), disputes("lit_direct", 5)),
    "T4.SUM.lit_after": one(disputes("lit_after", 4), disputes("lit_after", 3)),
    "T4.LITTOTAL": one(
        now(disp_lit_direct_total=1, disp_lit_after_total=2, disp_lit_total=3),
        now(disp_lit_direct_total=1, disp_lit_after_total=2, disp_lit_total=4),
    ),
    "T2.2019.NEWOPEN": one(
        now(form="2019", normdoc_disclosed_total=9, normdoc_newly_disclosed=3),
        now(form="2019", normdoc_disclosed_total=2, normdoc_newly_disclosed=3),
    ),
    "T2.2019.ITEMS_NONNEG": one(
        now(form="2019", license_items_prev_year=5, license_items_change=-5),
        now(form="2019", license_items_prev_year=5, license_items_change=-6),
    ),
    "T2.2019.XYEAR_ITEMS": (
        [
            now(form="2019", penalty_items_prev_year=7),
            last(form="2019", penalty_items_prev_year=5, penalty_items_change=2),
        ],
        [
            now(form="2019", penalty_items_prev_year=8),
            last(form="2019", penalty_items_prev_year=5, penalty_items_change=2),
        ],
    ),
    "T2.2019.XYEAR_STOCK": (
        [
            now(form="2019", normdoc_disclosed_total=12, normdoc_newly_disclosed=2),
            last(form="2019", normdoc_disclosed_total=10),
        ],
        [
            now(form="2019", normdoc_disclosed_total=13, normdoc_newly_disclosed=2),
            last(form="2019", normdoc_disclosed_total=10),
        ],
    ),
    "T2.2021.STOCK": (
        [now(normdoc_in_force=11, normdoc_made=3, normdoc_repealed=2), last(normdoc_in_force=10)],
        [now(normdoc_in_force=12, normdoc_made=3, normdoc_repealed=2), last(normdoc_in_force=10)],
    ),
    "T2.2021.STOCK_GE_MADE": one(
        now(normdoc_in_force=3, normdoc_made=5, normdoc_repealed=2),
        now(normdoc_in_force=2, normdoc_made=5, normdoc_repealed=2),
    ),
    "T2.RULEMAKER": one(
        now(rules_made=3, kind="government", region_code="320100"),
        now(rules_made=3, kind="town_government", region_code="320102"),
    ),
    "T2.MONEY_4DP": one(now(fee_amount_wan=1.2345), now(fee_amount_wan=1.23456)),
    "T2.MONEY_OUTLIER": (
        [now(fee_amount_wan=1900), last(fee_amount_wan=1)],
        [now(fee_amount_wan=2100), last(fee_amount_wan=1)],
    ),
    "X.CARRY": (
        [
            now(req_carried_in=4),
            last(req_carried_out=3),
            last(req_carried_out=1, agency_id=2, successor_id=1),
        ],
        [now(req_carried_in=2), last(req_carried_out=3)],
    ),
    "X.CARRY.2019": (
        [now(form="2019", req_carried_in=3), last(form="2014", s14_app_received=3)],
        [now(form="2019", req_carried_in=4), last(form="2014", s14_app_received=3)],
    ),
    "X.CARRY.SCOPE": (
        [now(req_new=1), last(req_new=1)],
        [now(req_new=1, scope="region_aggregate"), last(req_new=1)],
    ),
    "X.AGG": (
        [now(req_new=5, scope="region_aggregate", kind="government"), now(req_new=5, agency_id=2)],
        [now(req_new=4, scope="region_aggregate", kind="government"), now(req_new=5, agency_id=2)],
    ),
    "X.EXTERNAL": (
        [now(req_new=7, benchmark=10), now(req_new=3, agency_id=2)],
        [now(req_new=7, benchmark=9), now(req_new=3, agency_id=2)],
    ),
    "X.T2_ZERO_T3": (
        [
            now(
                req_new=1,
                req_carried_in=0,
                disp_review_total=20,
                disp_lit_direct_total=0,
                disp_lit_after_total=0,
            ),
            last(req_carried_out=0),
        ],
        [
            now(
                req_new=1,
                req_carried_in=0,
                disp_review_total=21,
                disp_lit_direct_total=0,
                disp_lit_after_total=0,
            ),
            last(req_carried_out=0),
        ],
    ),
    "X.PENDING": (
        [now(disp_review_total=2), last(disp_review_pending=2)],
        [now(disp_review_total=1), last(disp_review_pending=2)],
    ),
    "X.N_T3": one(
        now(req_new=5, req_carried_in=2, mentions={"n_req_received": 7}),
        now(req_new=5, req_carried_in=2, mentions={"n_req_received": 8}),
    ),
    "X.N_T4": one(
        now(
            disp_review_total=1,
            disp_lit_direct_total=1,
            disp_lit_after_total=1,
            mentions={"n_disputes_lit": 2},
        ),
        now(
            disp_review_total=1,
            disp_lit_direct_total=1,
            disp_lit_after_total=1,
            mentions={"n_disputes_lit": 3},
        ),
    ),
    "X.N_T2": one(
        now(normdoc_made=3, text="全年制发行政规范性文件3件。"),
        now(normdoc_made=3, text="全年制发行政规范性文件4件。"),
    ),
    "X.DUP": ([now(copied_pct=100.0)], [now(copied_figures=8)]),
    "X.ALLZERO": one(now(req_new=0, blank_count=5), now(blank_count=5)),
    "X.FORM": one(now(form="2021"), now(form="2019")),
    "X.FEE6": one(
        now(req_other_fee_unpaid=1, mentions={"info_fee_amount_yuan": 0}),
        now(req_other_fee_unpaid=1),
    ),
    "X.FEE_SUBSET": one(
        now(fee_amount_wan=0.004, mentions={"info_fee_amount_yuan": 40}),
        now(fee_amount_wan=0.003, mentions={"info_fee_amount_yuan": 40}),
    ),
    "S.CHANNEL": one(
        now(
            form="2014",
            s14_app_received=4,
            s14_app_in_person=1,
            s14_app_fax=1,
            s14_app_online=1,
            s14_app_letter=1,
        ),
        now(
            form="2014",
            s14_app_received=5,
            s14_app_in_person=1,
            s14_app_fax=1,
            s14_app_online=1,
            s14_app_letter=1,
        ),
    ),
    "S.CLOSED": one(
        now(form="2014", s14_closed_total=3, s14_closed_on_time=2, s14_closed_extended=1),
        now(form="2014", s14_closed_total=3, s14_closed_on_time=2, s14_closed_extended=2),
    ),
    "S.REPLY": one(
        now(form="2014", **REPLIES | {"s14_rep_granted": 3}, s14_rep_total=3),
        now(form="2014", **REPLIES | {"s14_rep_granted": 3}, s14_rep_total=4),
    ),
    "S.REFUSED": one(
        now(form="2014", **GROUNDS | {"s14_ref_privacy": 2}, s14_rep_refused=2),
        now(form="2014", **GROUNDS | {"s14_ref_privacy": 2}, s14_rep_refused=1),
    ),
    "S.CLOSE_REPLY": one(
        now(form="2014", s14_closed_total=3, s14_rep_total=3),
        now(form="2014", s14_closed_total=3, s14_rep_total=4),
    ),
    "S.FLOW": (
        [
            now(form="2014", s14_closed_total=5, s14_app_received=3),
            last(form="2014", s14_app_received=6, s14_closed_total=4),
        ],
        [
            now(form="2014", s14_closed_total=6, s14_app_received=3),
            last(form="2014", s14_app_received=6, s14_closed_total=4),
        ],
    ),
    "S.REV": one(
        now(form="2014", s14_rev_total=3, s14_rev_upheld=1, s14_rev_corrected=1, s14_rev_other=1),
        now(form="2014", s14_rev_total=2, s14_rev_upheld=1, s14_rev_corrected=1, s14_rev_other=1),
    ),
    "S.LIT": one(
        now(form="2014", s14_lit_total=3, s14_lit_upheld=1, s14_lit_corrected=1, s14_lit_other=1),
        now(form="2014", s14_lit_total=2, s14_lit_upheld=1, s14_lit_corrected=1, s14_lit_other=1),
    ),
    "S.STAFF": one(
        now(form="2014", s14_staff_total=3, s14_staff_full=1, s14_staff_part=2),
        now(form="2014", s14_staff_total=4, s14_staff_full=1, s14_staff_part=2),
    ),
    "S.PUB_MAX": one(
        now(form="2014", **CHANNELS, s14_pub_total=3), now(form="2014", **CHANNELS, s14_pub_total=2)
    ),
    "S.PUB_SUM": one(
        now(form="2014", **CHANNELS, s14_pub_total=15), now(form="2014", **CHANNELS, s14_pub_total=16)
    ),
    "S.NORMDOC": one(
        now(form="2014", s14_pub_normdocs=3, s14_pub_total=3),
        now(form="2014", s14_pub_normdocs=4, s14_pub_total=3),
    ),
    "S.LEADER": one(
        now(form="2014", s14_resp_press=2, s14_resp_press_leader=2),
        now(form="2014", s14_resp_press=2, s14_resp_press_leader=3),
    ),
    "A.JUMP": (
        [now(req_new=49), last(req_new=1)],
        [now(req_new=50), last(req_new=1)],
    ),
    "A.UNIT": (
        [now(fee_amount_wan=120), last(fee_amount_wan=100)],
        [now(fee_amount_wan=1200000), last(fee_amount_wan=118)],
    ),
    "A.LATE": (
        [now(published_date="2024-01-31"), now(kind="government", published_date="2024-03-31")],
        [now(published_date="2024-02-01")],
    ),
    "A.TEXT_COPY": ([now(copied_pct=89.9)], [now(copied_pct=90.0)]),
    "A.SOURCES": one(now(change="first"), now(change="differs_between_sources")),
    "A.DROP": ([now(coverage=2), last(coverage=3)], [now(coverage=1), last(coverage=3)]),
    "W.FIGURES": one(now(req_new=5), now(req_new=5, cells={"req_new": 6})),
    "W.ORPHANS": one(now(req_new=5), now(req_new=5, is_orphan=True)),
}
