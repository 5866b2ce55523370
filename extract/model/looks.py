"""What is no digit of the figure it stands by: raised text is a mark of a note, so that 12¹ is never 121."""

import re

DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
STRUCK = "~~"  # stands around struck text, which is then no figure
PICTURE_ALONE = "〔图〕"  # what a cell holds that is a picture alone: it may show a figure
FIGURE = re.compile(r"[\s.,，+－-]*\d[\s\d.,，]*")  # labels are read in any colour
LIFTED = 4  # half points above the line from which on text is a mark: less only centres a line of mixed type


def white(text: str) -> str:
    """A figure in white, where no ground is known to show it: it stands in brackets, and is refused."""
    return f"〔{text}〕" if FIGURE.fullmatch(text) else text


def struck(text: str) -> str:
    """The text of a struck run."""
    return f"{STRUCK}{text}{STRUCK}"


def raised(text: str) -> str:
    """The text of a superscript in raised digits."""
    return text.translate(DIGITS)


def lowered(text: str) -> str:
    """The text of a subscript: apart from the figure, as no digit of it."""
    return f" {text} "
