"""Documents of accidents, drawn from a seed and written in the kind of file each asks for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

from tests.bench.accidents import cells, cuts, pages, programs, shapes, sheets, slips, units, years, zeros
from tests.bench.accidents.accident import ACCIDENTS, FORMS, KINDS, Accident
from tests.bench.accidents.forms import draw_paper
from tests.bench.accidents.paper import Paper
from tests.bench.accidents.write_docx import write_docx
from tests.bench.accidents.write_html import write_html
from tests.bench.accidents.write_xlsx import write_xlsx

MODULES = (cells, cuts, pages, shapes, sheets, slips, units, years, zeros)  # each enters its accidents
WRITERS = {"html": write_html, "docx": write_docx, "xlsx": write_xlsx}
SHARE_OF_CLEAN = 0.04
BATCH = 25


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file and what a person sees in it."""

    number: int
    kind: str
    accidents: tuple[str, ...]
    paper: Paper
    data: bytes

    @property
    def name(self) -> str:
        """A usual name for the file."""
        return f"{self.number}.{KINDS[self.kind][2]}"


def usable_kinds() -> tuple[str, ...]:
    """The kinds of file whose program is installed."""
    has = {"": True, "office": programs.has_office(), "chromium": programs.has_chromium()}
    return tuple(kind for kind, (_, program, _) in KINDS.items() if has[program])


def draw(count: int, seed: int, only: str = "", kinds: Sequence[str] = (), most: int = 3) -> Iterator[Drawn]:
    """`count` documents, those of one program together; the same seed draws the same papers.

    `only` names the one accident that happens; `most` is how many may happen to one document.
    """
    kinds = kinds or usable_kinds()
    # Drawn twice: once to know the kind, once to be written; all papers at once would fill the memory.
    known = {number: _plan(seed, number, only, kinds, most)[1] for number in range(count)}
    for kind, group in groupby(sorted(known, key=known.__getitem__), key=known.__getitem__):
        waiting = list(group)
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            yield from _written(kind, [_plan(seed, number, only, kinds, most) for number in batch])


Plan = tuple[int, str, tuple[str, ...], Paper]


def _plan(seed: int, number: int, only: str, kinds: Sequence[str], most: int) -> Plan:
    """A document's kind and accidents, and its paper with the accidents done."""
    dice = Random(f"{seed}/{number}")
    for _ in range(200):
        kind, form = dice.choice(list(kinds)), dice.choices(FORMS, (15, 25, 60))[0]
        chosen = _choose(dice, kind, form, only, most)
        paper = draw_paper(form, dice)
        if (chosen or not only or only == "clean") and all(each.work(paper) for each in chosen):
            return number, kind, tuple(each.name for each in chosen), paper
    raise ValueError(f"no occasion for the accident {only!r} among {', '.join(kinds)}")


def _choose(dice: Random, kind: str, form: str, only: str, most: int) -> list[Accident]:
    """One accident, at times two or three of different groups; figures' accidents before their tables'."""
    fitting = [each for each in ACCIDENTS.values() if form in each.forms and kind in each.kinds]
    if only:
        return [each for each in fitting if each.name == only]
    if dice.random() < SHARE_OF_CLEAN:
        return []
    count = min(most, dice.choices((1, 2, 3), (70, 24, 6))[0])
    chosen = {each.group: each for each in dice.sample(fitting, count)}
    order = ("form", "format", "unit", "zeros", "cell", "label", "year", "shape", "structure", "page")
    return sorted(chosen.values(), key=lambda each: order.index(each.group))


def _written(kind: str, plans: Iterable[Plan]) -> Iterator[Drawn]:
    """The files of one kind, through its program in one run."""
    source, program, to = KINDS[kind]
    papers = {str(plan[0]): plan for plan in plans}
    files = {f"{name}.{source}": WRITERS[source](plan[3]) for name, plan in papers.items()}
    if not program:
        made = {file.partition(".")[0]: data for file, data in files.items()}
    else:
        made = programs.print_pages(files) if program == "chromium" else programs.convert(files, to)
    for name, (number, _, accidents, paper) in papers.items():
        if name in made:
            yield Drawn(number, kind, accidents, paper, made[name])
