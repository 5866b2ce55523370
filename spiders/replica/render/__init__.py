"""Rendering: a report → the bytes of a file, in the formats and styles that public bodies really use.

    render(report, "html", "word") -> bytes

`STYLES` lists what exists. Each style is a way of writing the same report, never another content. `LOSSY` are
conversions that lost the borders of cells: most of their figures must be refused.
"""

from collections.abc import Callable

from spiders.replica.model import Report
from spiders.replica.render import docx, html, mhtml, ofd, pdf, rtf, text, word_xml, xlsx

RENDERERS: dict[str, tuple[tuple[str, ...], Callable[[Report, str], bytes]]] = {
    "html": (html.STYLES, html.render),
    "text": (text.STYLES, text.render),
    "mhtml": (mhtml.STYLES, mhtml.render),
    "rtf": (rtf.STYLES, rtf.render),
    "ofd": (ofd.STYLES, ofd.render),
    "docx": (docx.STYLES, docx.render),
    "word_xml": (word_xml.STYLES, word_xml.render),
    "pdf": (pdf.STYLES, pdf.render),
    "xlsx": (xlsx.STYLES, xlsx.render),
}
LOSSY: dict[str, tuple[str, ...]] = {"text": text.LOSSY}
STYLES: dict[str, tuple[str, ...]] = {name: styles for name, (styles, _) in RENDERERS.items()}


def render(report: Report, file_format: str, style: str) -> bytes:
    """The report as a file. ValueError for a format or a style that does not exist."""
    if style not in (*STYLES.get(file_format, ()), *LOSSY.get(file_format, ())):
        raise ValueError(f"no style {style!r} of {file_format!r}; there are: {STYLES}")
    return RENDERERS[file_format][1](report, style)
