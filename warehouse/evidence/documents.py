"""What is shown as one HTML file that needs nothing else, for a sandboxed frame or a file on a disk."""

import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape

from warehouse.evidence.model import Picture, Shown

RULES = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# The header to send with a document: opened by itself it is as shut in as in <iframe sandbox>.
CONTENT_SECURITY_POLICY = f"{RULES}; sandbox"
_ID = re.compile(r"cell-\d+")
_STYLE = """
html { color-scheme: light; background: #fff; color: #1a1a1a; font: 15px/1.6 system-ui, sans-serif }
body { margin: 1rem; overflow-wrap: break-word }
table { border-collapse: collapse; margin: .8rem 0; max-width: 100% }
td, th { border: 1px solid #b5bcc4; padding: .15rem .45rem; font-weight: inherit; min-width: 2.2em }
td.none { border: 0 }
img { max-width: 100% }
td img:not([src]), p img:not([src]) { display: inline-block; min-width: 1.2em; min-height: 1.2em;
  border: 1px dashed #8a949e }
.note { margin: .2rem 0; color: #59626b; font-size: 13px }
.sheet { position: relative; margin: 0 auto 1rem; box-shadow: 0 0 4px #0006 }
.sheet > img { display: block; width: 100% }
.box { position: absolute; box-sizing: content-box }
[id^="cell-"] { scroll-margin: 40vh 1rem }
"""
# What stands in the element of another target for one that shares it: that element is outlined.
_ALSO = "span[id^=cell-]:not(.box):empty:target"
_OUTLINE = "outline: 3px solid #d4380d !important; outline-offset: {}px"


def document(shown: Shown, chosen: str | None = None, head: str = "", title: str = "") -> str:
    """A whole HTML file; `#ID` of a target's anchor scrolls to its cell and outlines it.

    Args:
        shown: what `show` or `show_apart` gave.
        chosen: the id of the target that is outlined from the start; of no other cell anything is marked.
        head: markup of ours above what is shown, already escaped.
        title: the title of the file, as text.
    """
    seen: set[str] = set()
    body = shown.html + "".join(_sheet(picture, seen) for picture in shown.pictures)
    selectors = ["[id^=cell-]:target", f":has(> {_ALSO})"]
    if chosen is not None:
        anchor = _checked(shown.anchors.get(chosen, chosen))
        selectors += [f"#{anchor}", f".{anchor}"]
    outline = "".join(
        f"{selector} {{ {_OUTLINE.format(offset)} }}\n"
        for each in selectors
        for selector, offset in ((each, -1), (f".box{each}", 3))
    )
    style = f"{_STYLE}{outline}{_ALSO} {{ outline: 0 !important }}\n"
    return (
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{RULES}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{head}\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _sheet(picture: Picture, seen: set[str]) -> str:
    """A page with its boxes over it, in hundredths of its size, so that it may be shown in any."""
    source = f"data:image/png;base64,{b64encode(picture.png).decode()}"
    boxes = "".join(_boxes(picture, seen))
    return (
        f'<div class="sheet" style="max-width: {picture.width}px">'
        f'<img alt="第{picture.page}页" src="{source}">{boxes}</div>\n'
    )


def _boxes(picture: Picture, seen: set[str]) -> Iterator[str]:
    """The boxes of a page; of a cell that a page break cuts only the first has the id."""
    for box in picture.boxes:
        name = _checked(box.id)
        named = "" if name in seen else f' id="{name}"'
        seen.add(name)
        parts = {
            "left": box.left / picture.width,
            "top": box.top / picture.height,
            "width": (box.right - box.left) / picture.width,
            "height": (box.bottom - box.top) / picture.height,
        }
        style = "; ".join(f"{edge}: {100 * part:.3f}%" for edge, part in parts.items())
        yield f'<span class="box {name}"{named} style="{style}"></span>'


def _checked(name: str) -> str:
    if not _ID.fullmatch(name):
        raise ValueError(f"{name!r} is no id of a cell")
    return name
