"""Every format and style that the tests know: those of the demo's sites, and those that only the tests need.

    render(report, "rtf", "gbk") -> bytes

`LOSSY` are conversions that lost the borders of cells: most of their figures must be refused.
"""

from spiders.replica import render as demo
from spiders.replica.model import Report
from tests.replica import mhtml, rtf, text, word_xml

RENDERERS: demo.Renderers = demo.RENDERERS | {
    "text": (text.STYLES, text.render),
    "mhtml": (mhtml.STYLES, mhtml.render),
    "rtf": (rtf.STYLES, rtf.render),
    "word_xml": (word_xml.STYLES, word_xml.render),
}
LOSSY: dict[str, tuple[str, ...]] = {"text": text.LOSSY}
STYLES: dict[str, tuple[str, ...]] = {name: styles for name, (styles, _) in RENDERERS.items()}


def render(report: Report, file_format: str, style: str) -> bytes:
    """The report as a file. ValueError for a format or a style that does not exist."""
    if style not in (*STYLES.get(file_format, ()), *LOSSY.get(file_format, ())):
        raise ValueError(f"no style {style!r} of {file_format!r}; there are: {STYLES}")
    return RENDERERS[file_format][1](report, style)
