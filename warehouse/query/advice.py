"""What to do about an error of DuckDB: which name was meant, how a text is quoted, how a macro is called."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from warehouse.query.suggestions import concepts_near, known_names, suggest
from warehouse.schema.tables import tables
from warehouse.schema.view_parts.macros import macros

COLUMNS = "The columns of a table: DESCRIBE TABLE_NAME, or the table dictionary."
QUOTES = "A text stands in 'straight single quotes', a name in none (or in \"double\" ones)."
WIDE = str.maketrans("，（）；＝＞＜＊：", ",();=><*:")
KEYWORDS = ("select", "from", "where", "group", "order", "by", "limit", "having", "join", "using", "tables")
TITLES = ("agency_name", "region_name", "province_name")


def advised(error: str, sql: str) -> str:
    """DuckDB's error over a question, with a line that tells what to do where one is known.

    >>> print(advised('Parser Error: syntax error at or near "reports"', "select * form reports"))
    Parser Error: syntax error at or near "reports"
    Did you mean: from (you wrote form)?
    """
    told = next((line for rule in RULES if (line := rule(error, sql))), "")
    return f"{error}\n{told}" if told else error


def _wide_signs(error: str, sql: str) -> str:
    """Signs of a Chinese keyboard outside of texts, which SQL takes for letters."""
    asked = re.sub(r"'[^']*'", "", sql)
    signs = dict.fromkeys(sign for sign in asked if ord(sign) in WIDE)
    named = ", ".join(f"{sign.translate(WIDE)} for {sign}" for sign in signs)
    return f"SQL knows the signs of an English keyboard alone: write {named}." if named else ""


def _quotes(error: str, sql: str) -> str:
    """A text in the quotes of names, or in curly ones."""
    found = re.search(r'Referenced column "(.+?)" not found', error)
    if not found:
        return ""
    is_curly = bool(set("‘’“”") & set(found[1]))
    return QUOTES if is_curly or (f'"{found[1]}"' in sql and not suggest(error, sql)) else ""


def _ambiguous(error: str, sql: str) -> str:
    found = re.search(r"Ambiguous reference to column name \"(\w+)\" \(use: (.+?)\)", error)
    if not found:
        return ""
    carrying = next((name for name in _asked_tables(sql) if name in found[2]), "")
    named = f" {carrying} carries {', '.join(TITLES)}: no join for these." if found[1] in TITLES else ""
    return f"More than one table has {found[1]}: write one of {found[2]}.{named}"


def _grouped(error: str, sql: str) -> str:
    if "must appear in the GROUP BY" not in error:
        return ""
    return "GROUP BY ALL groups by every column that is not added up."


def _call(error: str, sql: str) -> str:
    found = re.search(r"Macro (\w+)\(\) does not support", error)
    if not found or found[1] not in macros():
        return ""
    macro = macros()[found[1]]
    return f"{macro.call} {macro.zh}; for example: {macro.example}"


def _concept(error: str, sql: str) -> str:
    """The macros name what is alike in letters; people ask by labels and other words, too."""
    found = re.search(r"there is no concept (.+?); ", error)
    near = concepts_near(found[1]) if found else ""
    return f"Did you mean: {near}?" if near else ""


def _keyword(error: str, sql: str) -> str:
    """A misspelt keyword, which the parser finds out of place a word later."""
    if not error.startswith("Parser Error"):
        return ""
    if re.search(r"\bselect\s+top\s+\d", sql, re.I):
        return "The first rows are asked for by LIMIT, at the end: … LIMIT 10."
    if re.search(r"\bshow\s+table\s*;?\s*$", sql, re.I):
        return "Did you mean: SHOW TABLES?"
    if split := re.search(r"\b(group|order)\s+(?!by\b)", sql, re.I):
        return f"Did you mean: {split[1].lower()} by?"
    for word in re.findall(r"\b[a-z]{2,}\b", re.sub(r"'[^']*'|\"[^\"]*\"", "", sql.lower())):
        near = get_close_matches(word, KEYWORDS, 1, 0.7)
        is_name = word in known_names() and re.search(rf"\b{near[0]}\b", sql, re.I) if near else False
        if near and word not in KEYWORDS and not is_name:
            return f"Did you mean: {near[0]} (you wrote {word})?"
    return ""


def _number(error: str, sql: str) -> str:
    found = re.search(r"Could not convert string '(\d+)\D+' to", error)
    return f"A number stands without its unit: {found[1]}." if found else ""


def _name(error: str, sql: str) -> str:
    return suggest(error, sql)


def _where_to_look(error: str, sql: str) -> str:
    if error.startswith("Catalog Error"):
        return f"The tables are: {', '.join(tables())}."
    return COLUMNS if error.startswith("Binder Error") else ""


RULES: tuple[Callable[[str, str], str], ...] = (
    _wide_signs,
    _quotes,
    _ambiguous,
    _grouped,
    _call,
    _concept,
    _keyword,
    _number,
    _name,
    _where_to_look,
)


def _asked_tables(sql: str) -> list[str]:
    return [word for word in re.findall(r"\w+", sql.lower()) if word in tables()]
