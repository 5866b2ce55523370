"""The text of OpenDocument paragraphs as printed: spans with their looks, spaces, breaks, pictures, notes."""

from collections.abc import Iterator

from extract.model.looks import PLAIN, LeftOut, Look, Trait, raised, run
from extract.model.pictures import INLINE, PICTURE
from extract.readers.odf.styles import DRAW, OFFICE, TEXT, Element, Styles

P, H, SPAN, STYLE_NAME = TEXT + "p", TEXT + "h", TEXT + "span", TEXT + "style-name"
PRINTED = {TEXT + "tab": " ", TEXT + "line-break": "\n", TEXT + "soft-page-break": ""}
UNSEEN = frozenset(
    (
        *(OFFICE + name for name in ("annotation", "annotation-end", "forms")),
        *(TEXT + name for name in ("tracked-changes", "note-body", "ruby-text", "sequence-decls", "script")),
    )
)
HIDDEN_MARKS = (TEXT + "hidden-text", TEXT + "hidden-paragraph")
MAX_SPACES = 1_000
Names = tuple[tuple[str, str], ...]  # families and names of the styles around a text


class Texts:
    """Makes texts of paragraphs; what nobody sees is counted in `left_out`."""

    def __init__(self, styles: Styles, left_out: LeftOut) -> None:
        self.styles, self.left_out = styles, left_out

    def lines(self, paragraph: Element, around: Names = ()) -> list[str]:
        """The printed lines of a paragraph, spaces tidied, none empty."""
        names = (*around, ("paragraph", paragraph.get(STYLE_NAME, "")))
        text = "".join(self._pieces(paragraph, names))
        return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]

    def _pieces(self, element: Element, names: Names) -> Iterator[str]:
        look = self.styles.look(*names)
        yield self._run(element.text, look)
        for child in element.iterchildren():
            if isinstance(child.tag, str):
                yield from self._child(child, names, look)
            yield self._run(child.tail, look)

    def _child(self, child: Element, names: Names, look: Look) -> Iterator[str]:
        if child.tag == SPAN:
            yield from self._pieces(child, (*names, ("text", child.get(STYLE_NAME, ""))))
        elif child.tag in PRINTED:
            yield PRINTED[child.tag]
        elif child.tag == TEXT + "s":
            count = child.get(TEXT + "c", "1")
            yield " " * min(int(count) if count.isdecimal() else 1, MAX_SPACES)
        elif child.tag == TEXT + "note-citation":
            yield raised(plain_text(child))
        elif child.tag in HIDDEN_MARKS:
            text = child.get(TEXT + "string-value", "") or plain_text(child)
            is_hidden = child.get(TEXT + "is-hidden", "false") == "true"
            yield self._run(text, Look(Trait.HIDDEN) if is_hidden else look)
        elif str(child.tag).startswith(DRAW):
            is_inline = child.get(TEXT + "anchor-type") == "as-char"
            yield "" if _holds_text(child) else INLINE if is_inline else PICTURE
        elif child.tag not in UNSEEN:
            yield from self._pieces(child, names)

    def _run(self, text: str | None, look: Look) -> str:
        if not text:
            return ""
        text = " ".join(text.split("\n"))  # a line break of the file is a space
        return text if look is PLAIN else run(text, look, self.left_out)


def plain_text(element: Element) -> str:
    """All text of an element, whatever it looks like."""
    return "".join(map(str, element.itertext()))


def _holds_text(drawing: Element) -> bool:
    return next(drawing.iter(P, H), None) is not None


def boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes that are anchored in a paragraph."""
    return paragraph.iter(DRAW + "text-box")
