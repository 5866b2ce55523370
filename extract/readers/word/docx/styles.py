"""What the styles of WordprocessingML say of a run's look, with their inheritance (ECMA-376-1 §17.7).

From the document's defaults up over the styles of table, paragraph and character; of each, what its base says
where it says nothing itself. A toggle (§17.7.3) that an odd number of the three turn on is on; every other
property is the last one's.
"""

from collections.abc import Iterator

from extract.readers.word.docx.grounds import fill
from extract.readers.word.docx.text import VALUE, WORD, Element

TOGGLES = frozenset(("vanish", "strike"))
READ = ("vanish", "strike", "dstrike", "vertAlign", "position", "color", "shd", "highlight")
TAGS = {WORD + name: name for name in READ}
# One of these stands in a styles part of which some style changes more than its type; most have none.
WORDS = (b"vanish", b"trike", b"vertAlign", b":position", b"FFFFFF", b"ffffff", b'"white"')
USES = {"character": WORD + "rStyle", "paragraph": WORD + "pStyle", "table": WORD + "tblStyle"}
LAYERS = ("table", "paragraph", "character")
# The theme's colour of paper, which goes over the one that stands beside it, unless it is darkened.
THEME, PAPER, SHADE = WORD + "themeColor", frozenset(("background1", "light1")), WORD + "themeShade"
MAX_BASES = 32
OFF = ("0", "false", "off")
Stated = dict[str, str]  # property → value; of toggles "1" or "0"
Key = tuple[str, str]  # type and id of a style
Parts = tuple[tuple[tuple[str, str], ...], ...]  # what is stated of each part


class Styles:
    """The styles of a document; what is asked of them often is remembered."""

    def __init__(self, root: Element) -> None:
        """`root` is the w:styles element."""
        self._own: dict[Key, Element] = {}
        self._default: dict[str, str] = {}
        for style in root.iter(WORD + "style"):
            kind, identity = style.get(WORD + "type", "paragraph"), style.get(WORD + "styleId", "")
            self._own.setdefault((kind, identity), style)
            if style.get(WORD + "default", "0") not in OFF:
                self._default.setdefault(kind, identity)
        self._defaults = _stated(root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr"))
        self._known: dict[tuple[str | None, str, str], Stated] = {}

    def used(self, root: Element) -> Iterator[Stated]:
        """What the styles that a document uses say, and its defaults."""
        yield self._defaults
        for kind, tag in USES.items():
            for identity in {use.get(VALUE, "") for use in root.iter(tag)} | {""}:
                yield self._of(kind, identity)

    def inherited(self, table: str | None, paragraph: str, character: str) -> Stated:
        """What a run in styles of these ids states before its own properties; "" is the default style.

        `table` None: it stands in no table.
        """
        identities = (table, paragraph, character)
        if identities not in self._known:
            self._known[identities] = self._inherited(identities)
        return self._known[identities]

    def tables_used(self, root: Element) -> Iterator[Parts]:
        """What the styles of the tables of a document say of parts of tables."""
        for identity in {use.get(VALUE, "") for use in root.iter(USES["table"])} | {""}:
            yield self.table_parts(identity)

    def table_parts(self, identity: str) -> Parts:
        """What a table's style says of its rows, columns and corners (w:tblStylePr), each by itself."""
        parts = (part for style in self._chain("table", identity) for part in style.iter(WORD + "tblStylePr"))
        found = []
        for part in parts:
            ground = fill(part.find(f"{WORD}tcPr/{WORD}shd"))
            said = _stated(part.find(WORD + "rPr"))
            found.append(tuple(({"shd": ground} | said).items()))
        return tuple(found)

    def _inherited(self, identities: tuple[str | None, str, str]) -> Stated:
        layers = [
            self._of(kind, name) for kind, name in zip(LAYERS, identities, strict=True) if name is not None
        ]
        found = dict(self._defaults)
        for layer in layers:
            found.update((name, value) for name, value in layer.items() if name not in TOGGLES)
        for toggle in TOGGLES:
            is_odd = sum(layer.get(toggle) == "1" for layer in layers) % 2 == 1
            if is_odd or self._defaults.get(toggle) == "1":
                found[toggle] = "1"
        return found

    def _of(self, kind: str, identity: str) -> Stated:
        """A style with its bases, or the default of the type where no style has the id."""
        found: Stated = {}
        for style in reversed(self._chain(kind, identity)):
            found |= _stated(style.find(WORD + "rPr"))
        return found

    def _chain(self, kind: str, identity: str) -> list[Element]:
        """A style and its bases."""
        key: Key = (kind, identity)
        if key not in self._own:
            key = kind, self._default.get(kind, "")
        chain: list[Element] = []
        while key in self._own and len(chain) < MAX_BASES:
            style = self._own[key]
            chain.append(style)
            base = style.find(WORD + "basedOn")
            if base is None:
                break
            key = kind, base.get(VALUE, "")
        return chain


def _stated(properties: Element | None) -> Stated:
    return {} if properties is None else stated(properties)


def stated(properties: Element) -> Stated:
    """What run properties (w:rPr) say of a look."""
    found: Stated = {}
    for element in properties:
        name = TAGS.get(element.tag, "")
        if name in ("vanish", "strike", "dstrike"):
            found[name] = "0" if element.get(VALUE, "1") in OFF else "1"
        elif name == "color":
            found[name] = colour_of(element)
        elif name:
            found[name] = fill(element)
    return found


def colour_of(element: Element) -> str:
    """The colour that w:color tells."""
    is_paper = element.get(THEME) in PAPER and element.get(SHADE) is None
    return "FFFFFF" if is_paper else element.get(VALUE, "")
