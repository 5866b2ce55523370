"""Bodies that a page's script would put in place: they are read from the script's own strings."""

import json
import re
from collections.abc import Iterator

DOUBLE, SINGLE = (rf"{quote}([^{quote}\\]*+(?:\\.[^{quote}\\]*+)*+){quote}" for quote in "\"'")
DETAIL = re.compile(r"""["']?DETAIL["']?\s*:\s*(?=\{)""")
CONTENT = re.compile(rf"""["']?content["']?\s*:\s*{DOUBLE}""", re.DOTALL)
WRITE = re.compile(rf"document\.write(?:ln)?\s*\(\s*(?:{DOUBLE}|{SINGLE})\s*\)", re.DOTALL)
LITERAL = re.compile(rf"{DOUBLE}|{SINGLE}|`([^`\\]*+(?:\\.[^`\\]*+)*+)`", re.DOTALL)
JOINED = re.compile(r"\s*\+\s*")
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": ""}


def scripted_body(source: str) -> tuple[str, dict[str, str]] | None:
    """A body that a script would put in place, and what the script says of it.

    On Guangdong's gkmlpt pages `window._CONFIG = {… DETAIL: {"content": "<p>…"}}`; elsewhere seen:
    `document.write("…")`.
    """
    detail = DETAIL.search(source)
    if detail:
        fields = _json_object(source, detail.end())
        content = fields.pop("content", "")
        if content:
            return content, {key.lower(): value for key, value in fields.items() if value}
    written = "".join(_written(source))
    return (written, {}) if "<" in written else None


def _json_object(source: str, start: int) -> dict[str, str]:
    """The plain string fields of the object at `start`; of one that is not JSON, `content` alone."""
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(source, start)
    except (json.JSONDecodeError, RecursionError):
        content = CONTENT.search(source, start)
        return {"content": unescaped(content[1])} if content else {}
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _written(source: str) -> Iterator[str]:
    for match in WRITE.finditer(source):
        yield unescaped(match[1] if match[1] is not None else match[2])


def string_literals(script: str) -> Iterator[str]:
    """The texts of a script's string literals; those joined by `+` are one."""
    text, end = "", -1
    for match in LITERAL.finditer(script):
        if JOINED.fullmatch(script, end, match.start()) is None:
            yield text
            text = ""
        text += unescaped(next(group for group in match.groups() if group is not None))
        end = match.end()
    yield text


def unescaped(literal: str) -> str:
    """The text of a JavaScript string literal (without its quotes)."""

    def one(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else PLAIN.get(code, code)

    text = ESCAPE.sub(one, literal)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
