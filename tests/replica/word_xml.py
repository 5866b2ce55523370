"""Reports as one XML file, as word processors save documents flat.

package  the parts of the DOCX inside a pkg:package;
wordml   WordprocessingML 2003.
"""

from spiders.replica.model import Report
from spiders.replica.render import docx

STYLES = ("package", "wordml")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
)
_WORDML = "http://schemas.microsoft.com/office/word/2003/wordml"
_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def render(report: Report, style: str) -> bytes:
    if style == "wordml":
        return _wordml(docx.parts(report, "clean")["word/document.xml"]).encode()
    parts = "".join(_part(name, text) for name, text in docx.parts(report, "clean").items())
    return f'{_HEAD}<pkg:package xmlns:pkg="{_PACKAGE}">{parts}</pkg:package>'.encode()


def _wordml(document: str) -> str:
    """The document under the older namespace and root, with its lower-case name of vertical merges."""
    body = document[document.index("<w:body>") : document.index("</w:document>")]
    return (
        f'{_HEAD}<w:wordDocument xmlns:w="{_WORDML}">{body.replace("w:vMerge", "w:vmerge")}</w:wordDocument>'
    )


def _part(name: str, text: str) -> str:
    """A part without its XML declaration; the content types need none in a flat file."""
    if name == "[Content_Types].xml":
        return ""
    kind = docx.RELATIONS_TYPE if name.endswith(".rels") else docx.DOCUMENT_TYPE
    body = text.partition("?>")[2].strip()
    return (
        f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}"><pkg:xmlData>{body}</pkg:xmlData></pkg:part>'
    )
