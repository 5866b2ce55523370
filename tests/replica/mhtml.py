"""Reports as MHTML, a web page saved as one mail message.

quoted  quoted-printable, as browsers save;
base64  base64 and GBK, as word processors save.
"""

import base64
import quopri

from spiders.replica.model import Report
from spiders.replica.render import html

STYLES = ("quoted", "base64")
_BOUNDARY = "----=_NextPart_000_0000_0000001"


def render(report: Report, style: str) -> bytes:
    if style == "quoted":
        charset, body = "utf-8", quopri.encodestring(html.render(report, "clean"))
    else:
        charset, body = "gb2312", base64.encodebytes(html.render(report, "gbk"))
    coding = "quoted-printable" if style == "quoted" else "base64"
    head = (
        "From: <Saved by a browser>\nSubject: report\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="{_BOUNDARY}"\n\n--{_BOUNDARY}\n'
        f'Content-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: {coding}\n'
        "Content-Location: http://www.example/report.html\n\n"
    )
    message = head.encode() + body + f"\n--{_BOUNDARY}--\n".encode()
    return message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
