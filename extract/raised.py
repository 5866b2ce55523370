"""Raised text beside a figure is a mark of a note: kept as raised characters, so that 12¹ is never 121."""

DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
STRUCK = "~~"  # stands around struck text, which is then no figure


def raised(text: str) -> str:
    """The text of a superscript in raised digits."""
    return text.translate(DIGITS)
