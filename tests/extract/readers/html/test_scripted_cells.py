"""Cells that a script fills or changes are unreadable, never blank and never what the source says."""

import pytest

from extract.model.document import Hints
from extract.model.looks import REASONS
from extract.readers.html.reader import read
from tests.extract.readers.shown_cells import shown

PAGE = (
    "<html><head><script>{script}</script></head><body><table><tr><td>规章</td>{cell}</tr>"
    "<tr><td>行政许可</td><td id=other>7</td></tr></table></body></html>"
)
BLANK, ID = "\ufffc (scripted)", "<td id=n></td>"

# (script of the page, the cell) → what is shown
CELLS = {
    ("document.getElementById('n').innerText = 12", ID): BLANK,
    ('let at = document.getElementById( "n" )', ID): BLANK,
    ("$('#n').text(12)", ID): BLANK,
    ("document.querySelector('#n').append(12)", ID): BLANK,
    ("n.textContent = '12'", "<td><span id=n></span></td>"): BLANK,
    ("n.innerHTML += 12", "<td id=n>9</td>"): "9 (scripted)",
    ("document.getElementsByName('n')[0].value = 12", "<td><input name=n></td>"): BLANK,
    ("document.forms[0].n.value = 12", "<td><input name=n></td>"): BLANK,
    ("document.querySelector('.n').innerText = 12", "<td class=n></td>"): BLANK,
    ("$('tr:first td.n').eq(0).html(12)", "<td class=n></td>"): "",  # what jQuery alone understands
    ("$('td.n').eq(0).html(12)", "<td class=n></td>"): BLANK,
    ("$('.n').text()", "<td class=n>12</td>"): "12",  # asks
    ("if (n.value == 12) print()", ID): "",
    ("document.getElementById('m').innerText = 12", ID): "",
    ("", "<td><script>document.write(12)</script></td>"): BLANK,
    ("", "<td>9<script>document.write(12)</script></td>"): "9 (scripted)",
    ("", "<td><script>fill(this, 12)</script></td>"): BLANK,
    ("", "<td>12<script>count('page')</script></td>"): "12",
    ("", "<td v-text=n></td>"): BLANK,
    ("", "<td><span v-if='n > 0'>9</span>12</td>"): "912 (scripted)",
    ("", "<td v-html=n>9</td>"): "9 (scripted)",
    ("", "<td><i x-text=n></i></td>"): BLANK,
    ("", "<td><i ng-bind=n></i></td>"): BLANK,
    ("", "<td><i data-ng-bind=n></i></td>"): BLANK,
    ("", "<td><i data-bind='text: n'></i></td>"): BLANK,
    ("", "<td><i th:text=n></i></td>"): BLANK,
    ("", "<td><input :value=n></td>"): BLANK,
    ("", "<td data-v-7ba5bd90>12</td>"): "12",  # what Vue leaves on the pages that it wrote
    ("", "<td><my-number value=12></my-number></td>"): BLANK,
    ("", "<td><b><template shadowrootmode=open>12</template>9</b></td>"): "9 (scripted)",
    ("", "<td><template>9</template>12</td>"): "12",
}


@pytest.mark.parametrize(("script", "cell"), CELLS)
def test_a_cell_that_a_script_may_fill_is_refused(script: str, cell: str) -> None:
    (grid,) = read(PAGE.format(script=script, cell=cell).encode(), Hints()).grids
    assert shown(grid.at(0, 1)) == CELLS[script, cell]
    assert shown(grid.at(1, 1)) == "7"


def test_the_reason_is_told() -> None:
    assert "script" in REASONS["scripted"]


def test_a_script_that_writes_a_part_of_the_page_around_the_form_refuses_nothing() -> None:
    script = "document.getElementById('page').innerHTML = ''"
    page = PAGE.format(script=script, cell="<td>12</td>").replace("<table>", "<table id=page>")
    outer = page.replace("<table id=page>", "<table><tr><td id=page><table>").replace(
        "</table>", "</table></td></tr></table>"
    )
    for source in (page, outer):
        assert shown(read(source.encode(), Hints()).grids[0].at(0, 1)) == "12"


ROWS = "".join(f"<tr><td>行政许可<td id=a{number}></td></tr>" for number in range(8_000))
MANY = "".join(f"document.getElementById('a{number}');" for number in range(8_000))
SELECTORS = "".join(f"$('.a{number}').text(1);" for number in range(20_000))


@pytest.mark.parametrize(
    ("script", "table"),
    [(MANY, ROWS), (SELECTORS, ROWS), (MANY, "<tr><td>行政许可<td>" + "<i id=a1>1</i>" * 30_000)],
    ids=["ids", "selectors", "one cell"],
)
def test_pages_of_nothing_else_take_no_time(script: str, table: str) -> None:
    """Each took a minute or more where a table was looked through for every element in it."""
    page = f"<script>{script}</script><table>{table}</table>"
    refused = [
        cell.refused for grid in read(page.encode(), Hints()).grids for cell in grid.cells if cell.refused
    ]
    assert refused and set(refused) == {"scripted"}


def test_names_without_end_take_no_time() -> None:
    hostile = "$( '" * 50_000 + "n.innerHTML" * 50_000 + "document.getElementById(" * 50_000
    (grid,) = read(PAGE.format(script=hostile, cell="<td>12</td>").encode(), Hints()).grids
    assert shown(grid.at(0, 1)) == "12"
