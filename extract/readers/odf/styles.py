"""What the styles of an OpenDocument file say of looks, with their parents (ODF 1.3-3 §16)."""

import re

from lxml import etree

from extract.model.colours import SOME_COLOUR, Colour, is_like, is_pale
from extract.model.looks import CLOSEST, NARROWEST, PICTURE_FONTS, PLAIN, SMALLEST, Look, Trait, rules_of
from extract.readers.packages import Package

Element = etree._Element
STYLE, TEXT, TABLE, OFFICE, FO, DRAW, CONFIG = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("style", "text", "table", "office", "xsl-fo-compatible", "drawing", "config")
)
MAX_PARENTS = 32
PROPERTIES = ("text-properties", "paragraph-properties", "table-cell-properties")
COLOUR = re.compile("#([0-9A-Fa-f]{6})")
PERCENT = re.compile(r"(-?)(\d+(?:\.\d+)?)%")
LIFTED = 5.0  # percent of the line above or below it from which on text is a mark
LEAST = {FO + "font-size": SMALLEST, STYLE + "text-scale": NARROWEST, FO + "letter-spacing": CLOSEST}
MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)(pt|in|cm|mm|px|%)")
MEASURES = {"pt": 1, "in": 72, "cm": 28.35, "mm": 2.835, "px": 0.75, "%": 1}
FONTS = STYLE + "font-name", FO + "font-family"
NONE = ("none", "")
TRANSPARENT = "transparent"  # of a ground: what lies behind is seen
Stated = dict[str, str]


class Styles:
    """The styles of a file by family and name; `look` is what one makes of a run."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._defaults: dict[str, Element] = {}
        self._known: dict[tuple[tuple[str, str], ...], Look] = {}
        self.content = package.xml("content.xml")
        for root in (package.xml("styles.xml") if "styles.xml" in package else None, self.content):
            if root is not None:
                self._read(root)

    def _read(self, root: Element) -> None:
        for style in root.iter(STYLE + "style"):
            self._styles[style.get(STYLE + "family", ""), style.get(STYLE + "name", "")] = style
        for style in root.iter(STYLE + "default-style"):
            self._defaults[style.get(STYLE + "family", "")] = style

    def element(self, family: str, name: str) -> Element | None:
        return self._styles.get((family, name))

    def look(self, *names: tuple[str, str]) -> Look:
        """The look of text in styles of these families and names, from the outermost to its own."""
        if names not in self._known:
            stated: Stated = {}
            for family, name in names:
                own = self._stated(family, name)
                stated |= {key: value for key, value in own.items() if value != TRANSPARENT}
            look = _look(stated)
            if any(self._may_change(family, name) for family, name in names):
                look = look._replace(traits=look.traits | Trait.UNKNOWN_FORMAT)
            self._known[names] = look if rules_of(look) else PLAIN
        return self._known[names]

    def _may_change(self, family: str, name: str) -> bool:
        """Whether a style has a condition under which another one shows a text otherwise (§16.3)."""
        return any(
            rules_of(_look(self._stated(family, change.get(STYLE + "apply-style-name", ""))))
            for style in self._chain(family, name)
            for change in style.iterchildren(STYLE + "map")
        )

    def has_border(self, name: str) -> bool:
        """Whether a style of cells draws a border."""
        return any(
            key.startswith(FO + "border") and value not in NONE
            for key, value in self._stated("table-cell", name).items()
        )

    def _chain(self, family: str, name: str) -> list[Element]:
        """A style, its parents, and the default of its family."""
        chain: list[Element] = []
        while (family, name) in self._styles and len(chain) < MAX_PARENTS:
            style = self._styles[family, name]
            chain.append(style)
            name = style.get(STYLE + "parent-style-name", "")
        return [*chain, self._defaults[family]] if family in self._defaults else chain

    def _stated(self, family: str, name: str) -> Stated:
        found: Stated = {}
        for style in reversed(self._chain(family, name)):
            for properties in style.iterchildren(*(STYLE + kind for kind in PROPERTIES)):
                found |= {str(key): str(value) for key, value in properties.items()}
        return found


def _look(stated: Stated) -> Look:
    traits = Trait.NONE
    if stated.get(TEXT + "display", "true") != "true":
        traits |= Trait.HIDDEN
    lines = [stated.get(STYLE + f"text-line-through-{part}", "none") for part in ("style", "type")]
    if any(line not in NONE for line in lines):
        traits |= Trait.STRUCK
    traits |= _position(stated.get(STYLE + "text-position", ""))
    if any(_is_less(stated.get(name, ""), least) for name, least in LEAST.items()) or any(
        PICTURE_FONTS in stated.get(name, "") for name in FONTS
    ):
        traits |= Trait.STYLED
    colour, ground = _colour(stated.get(FO + "color", "")), _colour(stated.get(FO + "background-color", ""))
    return Look(traits, colour if is_pale(colour) or is_like(colour, ground) else None, ground)


def _is_less(stated: str, least: float) -> bool:
    found = MEASURE.fullmatch(stated)
    return found is not None and float(found[1]) * MEASURES[found[2]] < least


def _position(stated: str) -> Trait:
    """`super 58%`, `sub`, `33% 58%`, `-10%`: raised or lowered."""
    first = stated.split()[0] if stated.split() else ""
    if first in ("super", "sub"):
        return Trait.RAISED if first == "super" else Trait.LOWERED
    found = PERCENT.fullmatch(first)
    if found is None or float(found[2]) < LIFTED:
        return Trait.NONE
    return Trait.LOWERED if found[1] else Trait.RAISED


def _colour(stated: str) -> Colour | None:
    if not stated:
        return None
    found = COLOUR.fullmatch(stated)
    return int(found[1], 16) if found else SOME_COLOUR
