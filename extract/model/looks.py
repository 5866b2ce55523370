"""How printed text looks, and what that decides: one policy for every format.

Detectors of the formats state facts about runs of text (`Look`: colour, ground, traits). The rules below
alone decide whether a run is shown, is a mark beside the figure, is left out (and told), or makes its cell
unreadable. What Unicode can write as it is printed is written so: a raised 1 as ¹, a lowered 1 as ₁, a
struck 1 as 1 with U+0336, a picture as U+FFFC; nothing else is added to a text. The reason of a refusal
stands beside it, in `Grid.refused`.

Parsers' trees and streams hold strings alone, so a reader carries a refused run to the end between two
noncharacters; `settled` takes them out again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, Flag, auto
from functools import lru_cache
from typing import NamedTuple

from extract.model.colours import Colour, is_like, is_pale, shows_white
from extract.model.document import Document
from extract.model.grid import Grid

OPEN, CLOSE = (
    "\ufdd4",
    "\ufdd5",
)  # around a refused run, the rule's letter after the first; no text prints them
RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
STROKE = "\u0336"  # combining: strikes the character before it
OBJECT = "\ufffc"  # stands for a picture
UNKNOWN = "\ufffd"  # stands for what nobody can tell
FIGURE = re.compile(r"[\s.,，+－-]*\d[\s\d.,，]*")
# Points of type, percent of its usual width, points between letters: less is not to be read.
SMALLEST, NARROWEST, CLOSEST = 1.5, 10, -4.0
PICTURE_FONTS = "dings"  # in the names of Wingdings and Webdings, which have pictures in the places of digits
LIFTED = 4  # half points above the line from which on text is a mark: less only centres a line of mixed type


class Trait(Flag):
    """What a format states of a run, beyond its colours."""

    NONE = 0
    HIDDEN = auto()  # by a property, or in a hidden row or column
    DELETED = auto()  # in a tracked change
    UNPAINTED = auto()  # no fill and no outline
    COVERED = auto()  # by an opaque shape that is painted later
    UNFORMATTED = auto()  # by a number format that prints nothing
    READING_AID = auto()  # how a word is pronounced, above it
    ON_PAPER = auto()  # nothing is painted behind it: the whole page is known
    STRUCK = auto()
    RAISED = auto()
    LOWERED = auto()
    PICTURE = auto()  # no text at all, but it may show some
    FORMULA = auto()  # set in two dimensions, or computed by no program yet
    ERROR = auto()  # a formula that failed
    STYLED = auto()  # by a style that may hide, move or strike it: nobody can tell without a browser
    ADDED = auto()  # by a style sheet, beside the text
    SCRIPTED = auto()  # by a script of the page, which is not run
    EMBEDDED = auto()  # a document set into a cell
    UNKNOWN_FORMAT = auto()  # a number whose format or condition is not understood
    OUTSIDE = auto()  # beyond the edge of the page as viewers show it
    SWITCHED_OFF = auto()  # in a layer that viewers do not show
    WATERMARK = auto()  # turned against the page's text, or pale and larger than it
    PALE = auto()  # as pale as watermarks are, but as large as figures
    CUT = auto()  # a number that the page's edge cuts through
    LIKE_GROUND = auto()  # in the colour of the shape behind it
    REPLACED = auto()  # drawn as another character than the file says


class Look(NamedTuple):
    """Facts about a run. `colour` None: the usual one. `ground` None: none is told, which is mostly paper."""

    traits: Trait = Trait.NONE
    colour: Colour | None = None
    ground: Colour | None = None

    def is_white(self) -> bool:
        """Whether it has the colour of paper, and no ground is told that shows it."""
        return is_pale(self.colour) and not shows_white(self.ground)

    def is_like_ground(self) -> bool:
        """Whether it has the colour of its ground, other than white, and so is not seen on it."""
        is_stated = Trait.LIKE_GROUND in self.traits
        return is_stated or (is_like(self.colour, self.ground) and not self.is_white())


PLAIN = Look()


class Outcome(Enum):
    """What a look decides of a run."""

    SHOWN = "shown"
    MARK = "a mark beside the figure, no part of it"
    LEFT_OUT = "left out, told once a document"
    REFUSED = "its cell is unreadable"


class Rule(NamedTuple):
    """One look and what it decides; `words` say the reason, `written` is how plain text writes the look."""

    code: str
    outcome: Outcome
    words: str
    holds: Callable[[Look], bool]
    written: Callable[[str], str] = str


def _stated(trait: Trait) -> Callable[[Look], bool]:
    return lambda look: trait in look.traits


def raised(text: str) -> str:
    """The text with raised digits, so that the mark of a note is never a digit of its figure."""
    return text.translate(RAISED_DIGITS)


def _lowered(text: str) -> str:
    return text.translate(LOWERED_DIGITS)


def _struck(text: str) -> str:
    return "".join(letter if letter.isspace() else letter + STROKE for letter in text)


def _apart(text: str) -> str:
    """Over and under the line of a fraction stand two numbers: 1 and 2, never 12."""
    return f" {text} "


# In this order: what nobody sees is left out, however else it looks.
RULES = (
    Rule("hidden", Outcome.LEFT_OUT, "hidden", _stated(Trait.HIDDEN)),
    Rule("deleted", Outcome.LEFT_OUT, "deleted in a tracked change", _stated(Trait.DELETED)),
    Rule("unpainted", Outcome.LEFT_OUT, "not painted", _stated(Trait.UNPAINTED)),
    Rule("covered", Outcome.LEFT_OUT, "covered by a shape", _stated(Trait.COVERED)),
    Rule("unformatted", Outcome.LEFT_OUT, "printed by no number format", _stated(Trait.UNFORMATTED)),
    Rule("outside", Outcome.LEFT_OUT, "outside the page as shown", _stated(Trait.OUTSIDE)),
    Rule("layer", Outcome.LEFT_OUT, "in a layer that is switched off", _stated(Trait.SWITCHED_OFF)),
    Rule("watermark", Outcome.LEFT_OUT, "of a watermark", _stated(Trait.WATERMARK)),
    Rule("reading_aid", Outcome.LEFT_OUT, "a word's pronunciation", _stated(Trait.READING_AID)),
    Rule(
        "white_on_paper",
        Outcome.LEFT_OUT,
        "white on paper",
        lambda look: look.is_white() and Trait.ON_PAPER in look.traits,
    ),
    Rule("white", Outcome.REFUSED, "white, and no ground is known to show it", Look.is_white),
    Rule("like_ground", Outcome.REFUSED, "in the colour of its ground", Look.is_like_ground),
    Rule("picture", Outcome.REFUSED, "a picture that may show a figure", _stated(Trait.PICTURE)),
    Rule("formula", Outcome.REFUSED, "a formula", _stated(Trait.FORMULA), _apart),
    Rule("embedded", Outcome.REFUSED, "a document of its own in a cell", _stated(Trait.EMBEDDED)),
    Rule("error", Outcome.REFUSED, "an error of a formula", _stated(Trait.ERROR)),
    Rule(
        "styled",
        Outcome.REFUSED,
        "styled so that a part of it may be hidden, moved or changed",
        _stated(Trait.STYLED),
    ),
    Rule("added", Outcome.REFUSED, "not all there is: a style sheet prints more", _stated(Trait.ADDED)),
    Rule("scripted", Outcome.REFUSED, "filled or changed by a script of the page", _stated(Trait.SCRIPTED)),
    Rule(
        "number_format",
        Outcome.REFUSED,
        "shown by a number format that is not understood",
        _stated(Trait.UNKNOWN_FORMAT),
    ),
    Rule("pale", Outcome.REFUSED, "as pale as a watermark", _stated(Trait.PALE)),
    Rule("cut", Outcome.REFUSED, "cut by the edge of the page", _stated(Trait.CUT)),
    Rule("replaced", Outcome.REFUSED, "drawn otherwise than the file says", _stated(Trait.REPLACED)),
    Rule("struck", Outcome.REFUSED, "struck out", _stated(Trait.STRUCK), _struck),
    Rule("lowered", Outcome.REFUSED, "lowered", _stated(Trait.LOWERED), _lowered),
    Rule("raised", Outcome.MARK, "raised", _stated(Trait.RAISED), raised),
)
REASONS = {rule.code: rule.words for rule in RULES}
_LETTERS = {chr(ord("a") + number): rule for number, rule in enumerate(RULES)}
_LETTER_OF = {rule.code: letter for letter, rule in _LETTERS.items()}
_MARKS = re.compile(f"{OPEN}(.)?|{CLOSE}")
_WHITE_RUN = re.compile(f"{OPEN}{_LETTER_OF['white']}([^{OPEN}{CLOSE}]*){CLOSE}")
_INNER = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


@lru_cache(maxsize=1024)
def rules_of(look: Look) -> tuple[Rule, ...]:
    """The rules that hold for a look; only the first where it leaves the run out. None: it is shown."""
    found = tuple(rule for rule in RULES if rule.holds(look))
    return found[:1] if found and found[0].outcome is Outcome.LEFT_OUT else found


def is_left_out(look: Look) -> bool:
    """Whether nobody sees a run."""
    rules = rules_of(look)
    return bool(rules) and rules[0].outcome is Outcome.LEFT_OUT


@dataclass
class LeftOut:
    """Counts the characters that are left out of a document, by rules, for its one note.

    `locator` is the place of the first.
    """

    counts: Counter[str] = field(default_factory=Counter)
    locator: str = ""

    def add(self, look: Look, text: str, locator: str = "file") -> None:
        """Count a text that its look leaves out."""
        characters = sum(letter.isprintable() and not letter.isspace() for letter in text)
        if characters:
            self.counts[rules_of(look)[0].code] += characters
            self.locator = self.locator or locator

    def notes(self) -> tuple[tuple[str, str, str], ...]:
        """The notes of a document on what was left out, if anything was."""
        notes = []
        unseen = Counter({code: count for code, count in self.counts.items() if code != "watermark"})
        if unseen:
            reasons = ", ".join(f"{count} {REASONS[code]}" for code, count in unseen.items())
            words = f"{unseen.total()} characters that nobody sees were left out: {reasons}"
            notes.append(("hidden_text", self.locator, words))
        if count := self.counts["watermark"]:
            notes.append(("watermark", self.locator, f"{count} characters of a watermark were left out"))
        return tuple(notes)


def run(text: str, look: Look, left_out: LeftOut, locator: str = "file") -> str:
    """A run as a reader carries it: as plain text writes it, marked where its cell will be refused."""
    rules = rules_of(look)
    if not rules or not text.strip():
        return text
    if is_left_out(look):
        left_out.add(look, text, locator)
        return ""
    for rule in rules:
        text = rule.written(text)
    before, inner, after = _INNER.fullmatch(text).groups()  # type: ignore[union-attr]
    for rule in rules:
        if rule.outcome is Outcome.REFUSED:
            inner = f"{OPEN}{_LETTER_OF[rule.code]}{inner}{CLOSE}"
    return f"{before}{inner}{after}"


EMBEDDED = run(OBJECT, Look(Trait.EMBEDDED), LeftOut())
PICTURE_ALONE = run(OBJECT, Look(Trait.PICTURE), LeftOut())  # what a cell holds that is a picture alone


def running_text(text: str) -> str:
    """A text outside cells: white figures become U+FFFD there, since no reason can stand beside them."""
    if OPEN not in text:
        return text
    return _MARKS.sub("", _WHITE_RUN.sub(_unseen, text))


def on_dark_ground(text: str) -> str:
    """A text whose white runs are seen, since the ground told after them shows white."""
    return _WHITE_RUN.sub(r"\1", text) if OPEN in text else text


def _unseen(white: re.Match[str]) -> str:
    return UNKNOWN if FIGURE.fullmatch(white[1]) else white[1]


def settled_grid(grid: Grid) -> Grid:
    """The grid with its texts as printed, and the reasons of refused cells beside them."""
    if OPEN not in "".join(grid.texts):
        return grid
    refused = {}
    for index, text in enumerate(grid.texts):
        rules = [_LETTERS[letter] for letter in _MARKS.findall(text) if letter in _LETTERS]
        if rules:
            refused[index] = rules[0].code
    return replace(grid, texts=tuple(_MARKS.sub("", text) for text in grid.texts), refused=refused)


def settled(document: Document, left_out: LeftOut | None = None) -> Document:
    """The document with its texts as printed, and a note of what was left out."""
    paragraphs, grids = document.paragraphs, document.grids
    if any(OPEN in paragraph.text for paragraph in paragraphs):
        paragraphs = tuple(replace(each, text=running_text(each.text)) for each in paragraphs)
    grids = tuple(map(settled_grid, grids))
    notes = left_out.notes() if left_out is not None else ()
    if not notes and paragraphs is document.paragraphs and _are_same(grids, document.grids):
        return document
    return replace(document, paragraphs=paragraphs, grids=grids, notes=(*document.notes, *notes))


def _are_same(grids: Iterable[Grid], others: Iterable[Grid]) -> bool:
    return all(grid is other for grid, other in zip(grids, others, strict=True))
