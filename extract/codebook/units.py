"""Units as the forms print them: money in 元, 万元 or 亿元, everything else by a counter.

Every unit that a head, a note or a cell may print is declared here, with its factor into the canonical unit.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from spiders.content.chinese import simplify

# Value in 万元, the unit of the forms of 2019 and 2021, per printed unit of money.
IN_WAN = {
    "元": Decimal("0.0001"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
}
COUNTERS = ("件", "项", "条", "个", "宗", "起", "次", "份", "例", "篇", "人次", "人")
_MONEY_IN_HEADER = re.compile(r"亿元|万元|元")


@lru_cache(maxsize=4096)
def money_unit_in(header: str) -> str | None:
    """The unit of money that a column header prints: 本年收费金额（单位：万元） → 万元."""
    match = _MONEY_IN_HEADER.search(simplify(unicodedata.normalize("NFKC", header)))
    return match[0] if match else None
