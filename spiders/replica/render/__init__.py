"""Rendering: a report → the bytes of a file, in the formats and styles that public bodies really use.

    render(report, "html", "word") -> bytes

`STYLES` lists what exists. Each style is a way of writing the same report, never another content. These are
the formats that the demo's sites publish; the tests know more of them.
"""

from collections.abc import Callable

from spiders.replica.model import Report
from spiders.replica.render import docx, html, ofd, pdf, xlsx

Renderers = dict[str, tuple[tuple[str, ...], Callable[[Report, str], bytes]]]
RENDERERS: Renderers = {
    "html": (html.STYLES, html.render),
    "ofd": (ofd.STYLES, ofd.render),
    "docx": (docx.STYLES, docx.render),
    "pdf": (pdf.STYLES, pdf.render),
    "xlsx": (xlsx.STYLES, xlsx.render),
}
STYLES: dict[str, tuple[str, ...]] = {name: styles for name, (styles, _) in RENDERERS.items()}


def render(report: Report, file_format: str, style: str) -> bytes:
    """The report as a file. ValueError for a format or a style that does not exist."""
    if style not in STYLES.get(file_format, ()):
        raise ValueError(f"no style {style!r} of {file_format!r}; there are: {STYLES}")
    return RENDERERS[file_format][1](report, style)
