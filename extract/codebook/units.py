"""Units as the forms print them: money in 元 and its multiples, everything else by a counter.

Every unit that a head, a note or a cell may print is read here, with its factor into the canonical unit.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from extract.codebook.periods import plain

COUNTERS = ("件", "项", "条", "个", "宗", "起", "次", "份", "例", "篇", "人次", "人")
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
# Neither 20万元, which is an amount, nor 单元, 元旦; 美元 is money, but no multiple of 元.
MONEY = re.compile(
    r"(?<![\d十百千万亿多余单公状次])(?P<unit>[十百千万亿]*[美港欧日英澳]?)[元圆](?![旦月素件首])"
    r"|\((?:单位:?)?(?P<bare>[十百千万亿]+)\)"
)
# 处理决定数量（万件）: a count in another unit than the form's.
SCALED_COUNT = re.compile(rf"(?<![\d十百千万亿])[十百千万亿]+(?:{'|'.join(COUNTERS)})|[%‰]")
# 单位：万元; 注：收费金额的单位为元; （万元） alone; 金额以千元计.
STATEMENT = re.compile(r"单位|[以按][十百千万亿]*[元圆]计|\([十百千万亿]*[元圆]\)$")
LONGEST_STATEMENT = 80  # characters: a longer text is a sentence about something else


@lru_cache(maxsize=256)
def in_wan(unit: str) -> Decimal | None:
    """What one of a unit of money is in 万元, the unit of the forms of 2019 and 2021; None if it is no 元.

    Example:
        >>> in_wan("千元")
        Decimal('0.1')
    """
    scale = unit.removesuffix("整").removesuffix("元").removesuffix("圆")
    if any(letter not in SCALES for letter in scale):
        return None
    factor = Decimal(1)
    for letter in scale:
        factor *= SCALES[letter]
    return factor / 10_000


@lru_cache(maxsize=4096)
def money_units(text: str) -> tuple[str, ...]:
    """The units of money that a head, a note or a label prints, each once.

    Spaces, line breaks, full-width and traditional characters do no harm: where a head says 万 元 the amount
    was taken for 元, and 482 万元 for 0.0482.

    Example:
        >>> money_units("本年收費金額（單位：萬 元）")
        ('万元',)
    """
    found = (match["bare"] or match["unit"] for match in MONEY.finditer(plain(text)))
    return tuple(sorted({f"{scale}元" for scale in found}))


@lru_cache(maxsize=4096)
def count_scales(text: str) -> tuple[str, ...]:
    """The multiples in which a head says that it counts: （万件）."""
    return tuple(sorted({match[0] for match in SCALED_COUNT.finditer(plain(text))}))


def statement_in(text: str) -> str:
    """A caption or note that states a unit of money, as one piece; empty if it is none."""
    if len(text) > LONGEST_STATEMENT or not ("元" in text or "圓" in text or "圆" in text):
        return ""
    words = plain(text)
    return words if STATEMENT.search(words) and money_units(words) else ""


def statements_in(texts: Iterable[str]) -> str:
    """All statements of units among some texts, a line each."""
    return "\n".join(filter(None, map(statement_in, texts)))
