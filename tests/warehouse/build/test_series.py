"""figures (as printed) and series (comparable, each value with its grade and basis)."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from extract import codebook
from extract.model.reading import Check, Figure
from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.build.staging import inputs
from warehouse.errors import WarehouseError
from warehouse.schema.crosswalk import concepts
from warehouse.schema.figure_columns import wide_columns

TOTALS = "SELECT value, grade, basis, form FROM series WHERE concept = "


def cell(indicator: str, value: object, applicant: str | None = None, status: str = "reported") -> Figure:
    number = None if value is None else Decimal(str(value))
    return Figure(
        indicator,
        number,
        "" if value is None else str(value),
        status,
        "html:t1/r1/c1",
        applicant,  # type: ignore[arg-type]
    )


def test_column_names_are_unique_and_the_total_bears_the_plain_name() -> None:
    names = [column.name for column in wide_columns()]
    assert len(set(names)) == len(names)
    assert set(codebook.indicators()) <= set(names)


def test_every_concept_adds_up_known_indicators() -> None:
    for concept in concepts().values():
        for source in concept.sources:
            assert {name for _, name in source.terms} <= set(codebook.indicators()), concept.id
            assert source.grade in (1, 2, 3)


def test_figures_are_as_printed(world: World) -> None:
    printed = [
        cell("req_new", 12, "total"),
        cell("req_new", 7, "natural_person"),
        cell("req_granted", None, "total", "blank"),
        cell("fee_amount_wan", "4068.208"),
        cell("disp_review_total", "1.5"),
        replace(cell("license_decisions", 3), item="行政检查"),
    ]
    world.add(reading(cells=printed))
    world.build()
    assert world.ask(
        "SELECT req_new, req_new_natural_person, req_granted, req_partial, fee_amount_wan, "
        "disp_review_total, license_decisions, blank_count, year FROM figures"
    ) == [(12, 7, None, None, Decimal("4068.208"), None, None, 1, 2023)]


def test_series_takes_the_forms_together(world: World) -> None:
    old = replace(HEAD, year=2018, form="2014", form_t2=None, form_t3=None, form_t4=None)
    older = [
        cell("s14_app_received", 5),
        cell("s14_rep_already_public", 1),
        cell("s14_rep_granted", 2),
        cell("s14_rep_refused", 4),
        cell("s14_ref_not_gov_info", 1),
    ]
    world.add(reading(old, older))
    world.add(reading(cells=figures(new=10)))
    world.build()
    assert world.ask(TOTALS + "'req_new' ORDER BY year") == [
        (5, 2, "printed", "2014"),
        (10, 1, "printed", "2021"),
    ]
    assert world.ask(TOTALS + "'req_granted' ORDER BY year")[0] == (3, 2, "summed", "2014")
    assert world.ask(TOTALS + "'req_refused' ORDER BY year")[0] == (3, 3, "summed", "2014")
    assert (2019, "form", 2) in world.ask("SELECT year, kind, grade FROM breaks WHERE concept = 'req_new'")
    assert (2024, "law", 2) in world.ask(
        "SELECT year, kind, grade FROM breaks WHERE concept = 'disp_review_total'"
    )


def test_the_form_tells_apart_what_one_row_means(world: World) -> None:
    for year, form in ((2020, "2019"), (2021, "2021")):
        head = replace(HEAD, year=year, form=form, form_t2=form)
        world.add(reading(head, [cell("normdoc_made", 4)]))
    world.build()
    assert world.ask(TOTALS + "'normdoc_made' ORDER BY year") == [
        (4, 2, "printed", "2019"),
        (4, 1, "printed", "2021"),
    ]


@pytest.mark.parametrize(
    ("outcome", "expected"), [("passed", [(0, 1, "blank_as_zero", "2021")]), ("failed", [])]
)
def test_a_blank_is_zero_only_where_the_arithmetic_holds(
    world: World, outcome: str, expected: list[tuple[object, ...]]
) -> None:
    cells = [cell("req_new", 3, "total"), cell("req_carried_in", None, "total", "blank")]
    check = Check("T3.FLOW", "total", outcome, "error")  # type: ignore[arg-type]
    world.add(reading(cells=cells, checks=(check,)))
    world.build()
    assert world.ask(TOTALS + "'req_carried_in'") == expected
    assert world.ask("SELECT req_carried_in FROM figures") == [(None,)]


def test_a_blank_table_says_nothing(world: World) -> None:
    world.add(reading(cells=[cell("req_new", None, "total", "blank")], checks=()))
    world.build()
    assert world.ask("SELECT count(*) FROM series") == [(0,)]


def test_an_unreadable_or_missing_term_makes_no_sum(world: World) -> None:
    cells = [
        cell("req_unable_not_held", 3, "total"),
        cell("req_unable_need_creation", None, "total", "unreadable"),
        cell("req_unable_unclear", 0, "total"),
    ]
    world.add(reading(cells=cells))
    world.build()
    assert world.ask(TOTALS + "'req_unable'") == []
    assert world.ask(TOTALS + "'req_unable_not_held'") == [(3, 1, "printed", "2021")]


def test_a_blank_total_is_added_up_over_the_applicants(world: World) -> None:
    cells = [
        cell("req_granted", None, "total", "blank"),
        cell("req_granted", 4, "natural_person"),
        cell("req_granted", 2, "legal_other"),
    ]
    world.add(reading(cells=cells))
    world.build()
    assert world.ask(TOTALS + "'req_granted'") == [(6, 1, "imputed_total", "2021")]


def test_series_holds_current_versions_only(world: World) -> None:
    world.add(reading())
    world.add(reading(cells=figures(new=11), digest="sha256:b"), batch="20250601T000000Z-000")
    world.build()
    assert world.ask(TOTALS + "'req_new'") == [(11, 1, "printed", "2021")]
    assert world.ask("SELECT count(*) FROM figures") == [(2,)]


def correction(printed: int) -> dict[str, object]:
    why = {"reason": "a slip", "source": "the parts add up to 12"}
    named = {"region_code": "990101", "agency_name": "云栖区教育局", "year": 2023}
    what = {"indicator": "req_new", "applicant": "total"}
    return named | what | why | {"line": 2, "printed": Decimal(printed), "corrected": Decimal(12)}


def test_a_correction_changes_series_and_nothing_that_is_printed(world: World) -> None:
    world.add(reading(cells=figures(new=10)))
    world.build()
    world.corrections.append(correction(printed=10))
    assert world.build().is_new
    assert world.ask(TOTALS + "'req_new'") == [(12, 1, "corrected", "2021")]
    assert world.ask("SELECT req_new FROM figures") == [(10,)]
    assert world.ask("SELECT corrected, report_id IS NOT NULL FROM corrections") == [(12, True)]


def test_a_stale_correction_stops_the_build(world: World) -> None:
    world.corrections.append(correction(printed=10))
    world.add(reading(cells=figures(new=11)))
    with pytest.raises(WarehouseError, match=r"line 2: .*req_new: written for 10.*, now printed 11"):
        world.build()


def test_corrections_of_another_registry_are_left_out_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    header, *rows = inputs.CORRECTIONS.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, rows[0].replace("demo", "china"), *rows]), encoding="utf-8")
    assert inputs.corrections("demo", path)["line"].to_pylist() == [3, 4]
    assert inputs.corrections("china", path)["line"].to_pylist() == [2]


def test_a_correction_for_a_report_not_collected_waits(world: World) -> None:
    world.corrections.append(correction(printed=10))
    world.add(reading(replace(HEAD, year=2022)))
    world.build()
    assert world.ask("SELECT report_id FROM corrections") == [(None,)]
