"""Which of a document's content is shown: one of several alternates, and of fields their results."""

import re

from lxml import etree

from extract.model.looks import OBJECT
from extract.readers.word.docx.text import FIELD, TC, WORD, Element, R, T, is_true
from extract.readers.word.symbols import COMPUTED, EQUATION, uncomputed

COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATES = COMPATIBILITY + "AlternateContent"
# Namespaces of the extensions that office programs know; some writers use a prefix that they do not declare.
KNOWN = re.compile(
    r"http://schemas\.(?:microsoft\.com/office|openxmlformats\.org)/|urn:schemas-microsoft-com:"
)
KNOWN_PREFIX = re.compile(r"w\d\d\w*|wp\d\d|wp[scgi]|a14|v|o|cx\d?|aink|am3d")
FIELD_MARK, KIND = WORD + "fldChar", WORD + "fldCharType"
# Others that print nothing without a result. What is left may print a number, or move what stands beside it.
UNPRINTED = re.compile(
    r"\s*(?:$|T[ACO]+\b|XE|SET|RD|ASK|PRIVATE|FORMTEXT|FORMCHECKBOX|SYMBOL|HYPERLINK|INDEX|COMMENTS|BIDIOUTLINE)\b",
    re.I,
)
DIRTY = WORD + "dirty"  # on a field whose result is to be computed again
SIMPLE, INSTRUCTION = WORD + "fldSimple", WORD + "instr"


def choose_alternates(root: Element) -> None:
    """Put in place of alternates what is shown: the first Choice that is understood, else the Fallback.

    ECMA-376-3 §10.2.1. Exactly one is shown, even where they differ.
    """
    for alternates in list(root.iter(ALTERNATES)):
        parent = alternates.getparent()
        if parent is None:
            continue
        chosen = next((choice for choice in alternates if _is_shown(choice)), ())
        at = parent.index(alternates)
        parent[at : at + 1] = list(chosen)


def _is_shown(choice: Element) -> bool:
    if choice.tag == COMPATIBILITY + "Fallback":
        return True
    if choice.tag != COMPATIBILITY + "Choice":
        return False
    return all(_is_known(prefix, choice.nsmap.get(prefix)) for prefix in choice.get("Requires", "").split())


def _is_known(prefix: str, namespace: str | None) -> bool:
    return bool(KNOWN_PREFIX.fullmatch(prefix) if namespace is None else KNOWN.match(namespace))


def hide_field_codes(root: Element) -> None:
    """Take out the results of fields that stand in the code of another field: the outer one's is shown."""
    _show_computed_simply(root)
    if next(root.iter(FIELD_MARK), None) is None:
        return
    unseen: list[Element] = []
    # Of each open field, from the outermost: its code until its result begins, and whether that is old.
    codes: list[list[Element]] = []
    in_code: list[bool] = []
    is_stale: list[bool] = []
    for element in root.iter(FIELD_MARK, FIELD, T):
        if element.tag != FIELD_MARK:
            if any(in_code[:-1]) or (element.tag == T and any(in_code)):
                unseen.append(element)
            elif element.tag == FIELD and codes:
                codes[-1].append(element)
            elif element.tag == T and any(is_stale):
                element.text = uncomputed(element.text or "")
            continue
        kind = element.get(KIND)
        if kind == "begin":
            codes.append([])
            in_code.append(True)
            is_stale.append(_is_stale(element))
        elif not codes:
            return  # the fields contradict each other: nothing is certain to be unseen
        elif kind == "separate":
            in_code[-1] = False
        elif kind == "end":
            is_stale.pop()
            _show_computed(codes.pop(), in_code.pop())
    for element in unseen if not codes else ():
        element.text = ""


def _show_computed_simply(root: Element) -> None:
    for field in root.iter(SIMPLE):
        written = field.get(INSTRUCTION, "")
        for text in field.iter(T) if _is_stale(field) else ():
            text.text = uncomputed(text.text or "")
        if COMPUTED.match(written) and next(field.iter(T), None) is None:
            etree.SubElement(etree.SubElement(field, R), T).text = uncomputed(written)


def _show_computed(code: list[Element], has_no_result: bool) -> None:
    written = "".join(element.text or "" for element in code)
    if EQUATION.match(written) or (has_no_result and COMPUTED.match(written)):
        code[0].tag, code[0].text = T, uncomputed(written)
    elif has_no_result and code and not UNPRINTED.match(written) and _is_in_cell(code[0]):
        code[0].tag, code[0].text = T, uncomputed(OBJECT)


def _is_in_cell(element: Element) -> bool:
    return next(element.iterancestors(TC), None) is not None


def _is_stale(field: Element) -> bool:
    return is_true(field.get(DIRTY, "0"))
