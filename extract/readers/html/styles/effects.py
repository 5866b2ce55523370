"""What declared properties do to a text that they stand on: hide, move, strike or raise it, or nothing.

Known properties and values alone count as harmless: what is not in these tables may do anything to a part of
a figure (`MOVES`). Where a property is known to hide texts by some values, the others are `DOUBTS`.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache


class Effect(Enum):
    """What a style does to a text."""

    NONE = "nothing that matters to a figure"
    MOVES = "may move a part against the rest; of no matter where it holds for all of a cell"
    DOUBTS = "may hide the text, or add to it"
    HIDES = "takes it away with its place"
    BLANKS = "leaves its place empty"
    STRIKES = "strikes it"
    RAISES = "raises it"
    LOWERS = "lowers it"


LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*(px|pt|em|rem|ex|ch|cm|mm|in|pc|vw|vh|gd|%)?")
POINTS = {"px": 0.75, "pt": 1, "em": 10.5, "rem": 12, "ex": 5, "ch": 5, "cm": 28.3, "mm": 2.83, "in": 72}
LIFTED = 2.0  # points from which on text is a mark: less only centres a line of mixed type (looks.LIFTED)
TINY = 3.0  # points: nobody reads type so small
FAR = 30.0  # points
INHERITING = frozenset({"inherit", "initial", "unset", "revert", "revert-layer", "auto", ""})
# Properties that change how a text looks, or its box, but neither hide nor move a part of a line.
HARMLESS = re.compile(
    r"(?:-(?:webkit|moz|ms|o)-)?(?:mso-(?!hide|text-raise).*|--.*|background-color|border.*|padding.*|outline.*"
    r"|font-(?:family|weight|style|stretch|kerning|smoothing)|line-height|text-(?:align.*|justify|autospace|transform"
    r"|shadow|underline.*|size-adjust|rendering|overflow|wrap.*)|white-space.*|word-(?:break|wrap)|overflow-wrap"
    r"|line-break|layout-grid.*|punctuation-.*|tab-(?:stops|interval|size)|page.*|break-.*|orphans|widows|cursor"
    r"|pointer-events|box-(?:sizing|shadow)|list-style.*|table-layout|caption-side|empty-cells|clear|z-index"
    r"|user-select|transition.*|quotes|lang|behavior|hyphens|width|height|(?:min|max)-(?:width|height)"
    r"|tap-highlight-color|osx-font-smoothing|counter-.*|scrollbar.*|appearance|resize|vertical-align-last|nowrap)"
)
INLINE_BOXES = frozenset({"inline", "inline-block", "inline-table", "contents", "ruby", "inline-flex"})
BOX_NAMES = """
block table table-cell table-row table-row-group table-header-group table-footer-group list-item flex grid
flow-root table-caption run-in -webkit-box inline-grid table-column table-column-group
"""
BOXES = frozenset(BOX_NAMES.split())
SIDES = "top", "bottom", "left", "right", "inset"


def _points(value: str) -> float | None:
    """A length in points, relative ones at a usual size; None for what is none."""
    match = LENGTH.fullmatch(value)
    if match is None:
        return None
    unit = match[2] or "px"
    return float(match[1]) * (0.105 if unit == "%" else POINTS.get(unit, 1))


def _display(value: str) -> Effect:
    if value == "none":
        return Effect.HIDES
    if value in INLINE_BOXES:
        return Effect.NONE
    return Effect.MOVES if value in BOXES else Effect.DOUBTS


def _visibility(value: str) -> Effect:
    if value in ("hidden", "collapse"):
        return Effect.BLANKS
    return Effect.NONE if value == "visible" else Effect.DOUBTS


def _opacity(value: str) -> Effect:
    match = LENGTH.fullmatch(value)
    shown = float(match[1]) / (100 if match[2] == "%" else 1) if match else None
    if shown is None or 0 < shown < 0.4:
        return Effect.DOUBTS
    return Effect.BLANKS if shown <= 0 else Effect.NONE


def _font_size(value: str) -> Effect:
    size = _points(value)
    if size is None:
        is_word = re.fullmatch(r"(?:xx?-)?(?:small|large)|medium|smaller|larger|xxx-large", value)
        return Effect.NONE if is_word else Effect.DOUBTS
    if size < 0:  # no size: browsers pass it over
        return Effect.DOUBTS
    return Effect.BLANKS if size == 0 else Effect.DOUBTS if size < TINY else Effect.NONE


def _font(value: str) -> Effect:
    sizes = [_font_size(f"{match[1]}{match[2] or ''}") for match in LENGTH.finditer(value.partition("/")[0])]
    weights = re.fullmatch(r"[1-9]00", value.split()[0]) if value.split() else None
    return next(
        (effect for effect in sizes if effect is not Effect.NONE),
        Effect.NONE if sizes or weights else Effect.MOVES,
    )


def _shift(value: str) -> Effect:
    """Of a length below zero that pulls a text aside, maybe out of sight."""
    lengths = [_points(part) for part in value.split()]
    if any(
        length is None and part not in INHERITING for length, part in zip(lengths, value.split(), strict=True)
    ):
        return Effect.DOUBTS
    lowest = min((length for length in lengths if length is not None), default=0)
    return Effect.NONE if lowest >= 0 else Effect.MOVES if lowest > -FAR else Effect.DOUBTS


def _spacing(value: str) -> Effect:
    length = 0.0 if value == "normal" else _points(value)
    return Effect.DOUBTS if length is None or length < -1.5 or length > FAR else Effect.NONE


def _decoration(value: str) -> Effect:
    if "line-through" in value:
        return Effect.STRIKES
    return Effect.DOUBTS if "var(" in value else Effect.NONE


def _alignment(value: str) -> Effect:
    """Of vertical-align on a part of a line; text set at the top of one is mostly the mark of a note."""
    if value == "super":
        return Effect.RAISES
    if value == "sub":
        return Effect.LOWERS
    if value in ("baseline", "middle", "bottom", "text-bottom", "-webkit-baseline-middle", "center"):
        return Effect.NONE
    length = _points(value)
    if length is None:
        return Effect.MOVES
    return Effect.RAISES if length > 0 else Effect.LOWERS if length < 0 else Effect.NONE


def _raise(value: str) -> Effect:
    length = _points(value)
    if length is None:
        return Effect.MOVES
    return Effect.RAISES if length >= LIFTED else Effect.LOWERS if length <= -LIFTED else Effect.NONE


def _only(*values: str, other: Effect = Effect.DOUBTS) -> Callable[[str], Effect]:
    """Harmless are these values alone."""
    return lambda value: Effect.NONE if value in values else other


def _ground(value: str) -> Effect:
    return Effect.DOUBTS if "url(" in value or "image" in value or "var(" in value else Effect.NONE


def _colour(value: str) -> Effect:
    """Of a colour that lets the paper through; white ones are told by `colours`."""
    is_clear = value == "transparent" or re.fullmatch(
        r"#(?:...0|......0.)|.*[,/]\s*(?:0|0?\.[0-3]\d*|\d%)\s*\)", value
    )
    is_known = re.fullmatch(r"#[0-9a-f]{3,8}|[a-z]+|rgba?\([\d\s,./%]+\)", value)
    return Effect.DOUBTS if is_clear or not is_known else Effect.NONE


BY_PROPERTY: Mapping[str, Callable[[str], Effect]] = {
    "display": _display,
    "visibility": _visibility,
    "opacity": _opacity,
    "font-size": _font_size,
    "font": _font,
    "text-indent": _shift,
    "margin": _shift,
    "margin-left": _shift,
    "margin-right": _shift,
    "margin-top": _shift,
    "margin-bottom": _shift,
    "letter-spacing": _spacing,
    "word-spacing": _spacing,
    "text-decoration": _decoration,
    "text-decoration-line": _decoration,
    "vertical-align": _alignment,
    "mso-text-raise": _raise,
    "mso-hide": _only("none"),
    "clip": _only("auto"),
    "clip-path": _only("none"),
    "mask": _only("none"),
    "mask-image": _only("none"),
    "transform": _only("none"),
    "scale": _only("none", "1"),
    "rotate": _only("none", "0"),
    "translate": _only("none", "0"),
    "filter": lambda value: Effect.NONE if re.match(r"none|alpha|progid|gray", value) else Effect.DOUBTS,
    "mix-blend-mode": _only("normal"),
    "float": _only("none", other=Effect.MOVES),
    "order": _only("0", other=Effect.MOVES),
    "position": _only("static", "relative", "sticky"),
    "direction": _only("ltr"),
    "unicode-bidi": _only("normal", "embed", "isolate"),
    "flex-direction": _only("row"),
    "flex-flow": _only("row", "row wrap"),
    "content": _only("normal", "none"),
    "content-visibility": _only("visible"),
    "background": _ground,
    "background-image": _ground,
    "color": _colour,
    "-webkit-text-fill-color": _colour,
    "-webkit-text-security": _only("none"),
    "-webkit-line-clamp": _only("none"),
    "line-clamp": _only("none"),
    "animation": _only("none"),
    "animation-name": _only("none"),
    "font-variant": _only("normal", "small-caps", other=Effect.MOVES),
    "text-orientation": _only("mixed", other=Effect.MOVES),
    "all": _only(),
    "zoom": lambda value: Effect.NONE if value == "normal" else _opacity(value),
    "overflow": _only("visible", "hidden", "auto", "scroll", "clip", other=Effect.MOVES),
    "overflow-x": _only("visible", "hidden", "auto", "scroll", "clip", other=Effect.MOVES),
    "overflow-y": _only("visible", "hidden", "auto", "scroll", "clip", other=Effect.MOVES),
}


@lru_cache(maxsize=8192)
def effect_of(name: str, value: str) -> Effect:
    """What one declaration does by itself; sides and sizes only matter together with others."""
    judged = BY_PROPERTY.get(name)
    if value in INHERITING and name not in ("display", "clip", "position", "all"):
        return Effect.NONE if value in ("auto", "") or name not in BY_PROPERTY else Effect.MOVES
    if judged is not None:
        return Effect.DOUBTS if "var(" in value or "calc(" in value else judged(value)
    if name in SIDES or HARMLESS.fullmatch(name) or name.startswith("background"):
        return Effect.NONE
    return (
        effect_of(name.split("-", 2)[2], value)
        if re.match(r"-(?:webkit|moz|ms|o)-\w", name)
        else Effect.MOVES
    )


def effects(style: Mapping[str, str]) -> set[Effect]:
    """What declared properties do together."""
    found = {effect_of(name, value) for name, value in style.items()}
    if style.get("position", "static") in ("relative", "sticky"):
        found.add(_offset(style))
    if any(style.get(name) in ("hidden", "clip") for name in ("overflow", "overflow-x", "overflow-y")):
        found.add(_clipped(style))
    return found - {Effect.NONE}


@lru_cache(maxsize=8192)
def may_matter(declarations: tuple[tuple[str, str], ...]) -> bool:
    """Whether declarations do anything to a text, alone or together with others."""
    style = dict(declarations)
    return bool(effects(style)) or any(
        name in SIDES or (name.startswith("overflow") and value in ("hidden", "clip"))
        for name, value in declarations
    )


def _offset(style: Mapping[str, str]) -> Effect:
    """Of a text set aside from its place: up by a little is raised, as Word writes it for browsers."""
    lengths = {side: _points(style[side]) for side in SIDES if style.get(side, "auto") not in INHERITING}
    if any(length is None for length in lengths.values()) or lengths.keys() - {"top", "bottom"}:
        return Effect.DOUBTS if any(lengths.values()) or None in lengths.values() else Effect.NONE
    up = (lengths.get("bottom") or 0) - (lengths.get("top") or 0)
    if abs(up) >= FAR:
        return Effect.DOUBTS
    return Effect.RAISES if up >= LIFTED else Effect.LOWERS if up <= -LIFTED else Effect.NONE


def _clipped(style: Mapping[str, str]) -> Effect:
    sizes = [style.get(name, "auto") for name in ("width", "height", "max-width", "max-height")]
    stated = [_points(size) for size in sizes if size not in INHERITING and size != "none"]
    if not stated:
        return Effect.NONE
    return Effect.DOUBTS if any(size is None or size < 2 * TINY for size in stated) else Effect.MOVES
