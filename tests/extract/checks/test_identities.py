"""The form's arithmetic: what passes, what fails, what cannot be asked, and what a wrong digit does."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.checks.identities import check
from extract.checks.rules import cell_rules, sum_rules
from extract.codebook import applicants, indicators
from extract.model.reading import Figure

BODIES = [key for key in applicants() if key != "total"]
# Cells that no identity within a report binds: a slip there can only be seen across years or texts.
UNBOUND = {
    "license_decisions",
    "other_mgmt_decisions",
    "penalty_decisions",
    "coercion_decisions",
    "fee_amount_wan",
    "procurement_items",
    "procurement_amount_wan",
}
# Cells bound by an inequality alone: a slip shows only where it breaks the bound.
BOUNDED = {
    key
    for row in ("rules", "normdoc")
    for key in (
        f"{row}_made",
        f"{row}_repealed",
        f"{row}_in_force",
        f"{row}_newly_disclosed",
        f"{row}_disclosed_total",
    )
} | {
    f"{row}_items_{kind}"
    for row in ("license", "other_mgmt", "penalty", "coercion", "fee")
    for kind in ("prev_year", "change")
}


def figure(
    key: str, value: int | str | None, applicant: str | None = None, status: str = "reported"
) -> Figure:
    number = None if value is None else Decimal(value)
    return Figure(key, number, str(value), status, "t", applicant)  # type: ignore[arg-type]


def report(seed: int, edition: str = "2021") -> list[Figure]:
    """A report in which every identity holds."""
    random = Random(seed)
    figures: dict[tuple[str, str | None], int] = {}
    rows = [i for i in indicators().values() if i.block == "T3" and edition in i.forms and i.role == "leaf"]
    for body in BODIES:
        for row in rows:
            figures[row.id, body] = random.choice([0, 0, random.randrange(40)])
        total = sum(figures[row.id, body] for row in rows)
        figures["req_result_total", body] = total
        figures["req_carried_out", body] = random.randrange(9)
        figures["req_carried_in", body] = random.randrange(total + figures["req_carried_out", body] + 1)
        figures["req_new", body] = total + figures["req_carried_out", body] - figures["req_carried_in", body]
    for key in {key for key, _ in figures}:
        figures[key, "total"] = sum(figures[key, body] for body in BODIES)
    for group in ("review", "lit_direct", "lit_after"):
        parts = {
            f"disp_{group}_{name}": random.randrange(9)
            for name in ("upheld", "corrected", "other", "pending")
        }
        figures |= {(key, None): value for key, value in parts.items()}
        figures[f"disp_{group}_total", None] = sum(parts.values())
    for row in ("rules", "normdoc"):
        figures |= {(f"{row}_made", None): 3, (f"{row}_repealed", None): 1, (f"{row}_in_force", None): 30}
    return [figure(key, value, applicant) for (key, applicant), value in figures.items()]


def outcomes(figures: Iterable[Figure], reader: str = "html") -> dict[tuple[str, str], str]:
    return {(each.rule_id, each.scope): each.outcome for each in check(list(figures), reader)}


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_sound_report_passes_every_rule_that_applies(edition: str) -> None:
    found = outcomes(report(1, edition))
    assert set(found.values()) == {"passed"}
    assert {f"T3.RESULT.{edition}", "T3.FLOW", "T3.ROWSUM", "T4.SUM.review"} <= {rule for rule, _ in found}
    other = "2019" if edition == "2021" else "2021"
    assert f"T3.RESULT.{other}" not in {rule for rule, _ in found}


@given(st.integers(0, 10_000), st.data())
@settings(max_examples=150, deadline=None)
def test_any_wrong_digit_breaks_an_identity_or_stands_where_none_is(seed: int, data: st.DataObject) -> None:
    figures = report(seed % 7)
    index = data.draw(st.integers(0, len(figures) - 1))
    old = figures[index]
    digits = list(str(old.value))
    place = data.draw(st.integers(0, len(digits) - 1))
    digits[place] = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    figures[index] = replace(old, value=Decimal("".join(digits)))
    if old.indicator in BOUNDED | UNBOUND:
        return
    assert "failed" in outcomes(figures).values(), (old.key, figures[index].value)


def test_the_cells_that_no_identity_binds_are_these() -> None:
    bound = {key[0] for rule in sum_rules() for key in rule.keys}
    printed = {
        i.id for i in indicators().values() if i.block in ("T2", "T3", "T4") and i.role != "derived_subtotal"
    }
    assert printed - bound == UNBOUND
    equal = {key[0] for rule in sum_rules() if rule.identity.operator == "=" for key in rule.keys}
    assert printed - equal == UNBOUND | BOUNDED


def test_blanks_count_as_zero_beside_figures_and_silence_a_rule_alone() -> None:
    figures = [f if f.value else replace(f, value=None, status="blank") for f in report(2)]
    found = outcomes(figures)
    assert "failed" not in found.values()
    empty = [replace(f, value=None, status="blank") for f in report(2)]
    assert set(outcomes(empty).values()) == {"not_applicable"}


def test_a_blank_total_column_is_no_failure_but_a_total_without_parts_is() -> None:
    figures = report(3)
    blank = [replace(f, value=None, status="blank") if f.applicant == "total" else f for f in figures]
    assert "failed" not in outcomes(blank).values()
    kept = [
        replace(f, value=None, status="blank")
        if f.applicant == "total" and f.indicator != "req_result_total"
        else f
        for f in figures
    ]
    assert outcomes(kept)["T3.RESULT.2021", "total"] == "failed"


def test_an_unreadable_cell_makes_its_rules_inconclusive_not_failed() -> None:
    figures = [
        replace(f, value=None, status="unreadable") if f.key == ("req_partial", "legal_other", None) else f
        for f in report(4)
    ]
    checks = {(c.rule_id, c.scope): c for c in check(figures, "html")}
    touched = checks["T3.RESULT.2021", "legal_other"]
    assert (touched.outcome, touched.verdict) == ("not_applicable", "inconclusive")
    assert "req_partial/legal_other" in touched.note
    assert checks["T3.FLOW", "legal_other"].outcome == "passed"


def test_a_row_that_is_not_printed_leaves_its_sums_unasked() -> None:
    checks = outcomes(f for f in report(5) if f.indicator != "req_partial")
    assert checks["T3.RESULT.2021", "total"] == "not_applicable"
    assert checks["T3.FLOW", "total"] == "passed"


def test_whose_mistake_a_failure_is() -> None:
    def fault(reader: str, method: str = "label") -> str | None:
        wrong = [
            replace(f, value=Decimal(0), method=method) if f.indicator == "disp_review_total" else f
            for f in report(6)
        ]  # type: ignore[arg-type]
        return next(c.verdict for c in check(wrong, reader) if c.rule_id == "T4.SUM.review")

    assert fault("html") == fault("docx") == "source_anomaly"
    assert fault("pdf") == "inconclusive"
    assert fault("pdf", "second_reader") == "source_anomaly"
    assert fault("scan", "ocr") == "reading_doubtful"


def test_single_cells_must_be_whole_and_not_negative() -> None:
    figures = [figure("req_new", "-1", "total"), figure("req_partial", "1.5", "total")]
    failed = {c.rule_id: c.scope for c in check(figures, "html") if c.outcome == "failed"}
    assert failed == {"T3.NONNEG": "req_new/total", "T3.INT": "req_partial/total"}
    money = [figure("fee_amount_wan", "1.23456")]
    assert [(c.rule_id, c.outcome) for c in check(money, "html")] == [("T2.MONEY_4DP", "failed")]
    assert cell_rules().keys() >= {"req_new", "fee_amount_wan"}


def test_a_printed_subtotal_must_equal_its_parts() -> None:
    figures = report(1)
    parts = [f.value for f in figures if f.indicator.startswith("req_unable_") and f.applicant == "total"]
    good = figure("req_unable", int(sum(v for v in parts if v)), "total")
    assert outcomes([*figures, good])["T3.SUB.UNABLE", "total"] == "passed"
    assert outcomes([*figures, replace(good, value=Decimal(99999))])["T3.SUB.UNABLE", "total"] == "failed"


def test_the_2014_table_has_its_own_sums() -> None:
    figures = [figure("s14_app_received", 9), figure("s14_app_in_person", 2), figure("s14_app_fax", 0)]
    figures += [figure("s14_app_online", 6), figure("s14_app_letter", 1)]
    assert outcomes(figures)["S.CHANNEL", "S14"] == "passed"
    channels = [
        figure(f"s14_pub_{name}", n)
        for n, name in enumerate(("gazette", "website", "weibo", "wechat", "other"))
    ]
    found = outcomes([*channels, figure("s14_pub_total", 3)])
    assert found["S.PUB_MAX", "S14"] == "failed"
