"""Chinese text as reports print it: inner spaces, full-width digits, traditional characters, dates."""

import re
from datetime import date

_ZERO_WIDTH = dict.fromkeys((0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
_PLAIN = _ZERO_WIDTH | {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
# translate() costs 20 ns a character, so a text without such characters is not sent through it.
_NOT_PLAIN = re.compile(f"[{''.join(map(chr, _PLAIN))}]")
# Traditional characters of the words that titles and headings are made of (seen: newton.com.tw, 武漢 2020).
_SIMPLE = str.maketrans(
    "開報務總結佈發關辦廳區縣鎮鄉機構體狀況動處訴訟復複議問題進間項說須標題業監環態衛醫農園綠財經濟鐵國稅",
    "开报务总结布发关办厅区县镇乡机构体状况动处诉讼复复议问题进间项说须标题业监环态卫医农园绿财经济铁国税",
)
_TRADITIONAL = re.compile(f"[{''.join(map(chr, _SIMPLE))}]")
_DATE = re.compile(r"((?:19|20)\d{2})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d{2})(\d{2})(?!\d))")
_NUMERALS = {"〇": "0", "○": "0", "零": "0", "О": "0", "o": "0", "O": "0"} | {
    each: str(value) for value, each in enumerate("一二三四五六七八九", 1)
}
_NUMERAL_YEAR = re.compile(f"二[{''.join(_NUMERALS)}]{{3}}(?=年)")


def squeeze(text: str) -> str:
    """The text without any space (also zero-width and ideographic ones), full-width digits made plain."""
    joined = "".join(text.split())
    return joined.translate(_PLAIN) if _NOT_PLAIN.search(joined) else joined


def simplify(text: str) -> str:
    """The text with traditional characters of the reports' fixed words made simple, length unchanged."""
    return text.translate(_SIMPLE) if _TRADITIONAL.search(text) else text


def plain_years(text: str) -> str:
    """Years in numerals made digits, length unchanged: 二〇二〇年 → 2020年."""
    if "二" not in text:
        return text
    return _NUMERAL_YEAR.sub(lambda found: "2" + "".join(_NUMERALS[each] for each in found[0][1:]), text)


def iso_date(text: str) -> str | None:
    """The first real calendar date in the text as YYYY-MM-DD: 2021年1月5日, 2021/1/5, 20210105 10:30."""
    for found in _DATE.finditer(squeeze(text[:200])):
        year, month, day = found[1], found[2] or found[4], found[3] or found[5]
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None
