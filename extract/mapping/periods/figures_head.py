"""The heads of the form of 2014, a list of label, unit and figure: which column is the report's own."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from extract.codebook import periods
from extract.codebook.labels import fold
from extract.mapping.columns import Column

# own: 本年, 2018年度; plain: 统计数; sum: 合计 of the columns beside it; other: 上年, 累计; unknown: 市本级.
Role = Literal["label", "unit", "remark", "own", "plain", "sum", "other", "unknown"]

LABEL = re.compile(r"(?:统计|考核)?(?:指标|项目|内容|事项)(?:名称|内容|项目)?|名称|类别")
UNIT = re.compile(r"(?:计量|统计|数量)?单位")
REMARK = re.compile(r"备注|说明|填报说明|序号|编号|代码|行次")
PLAIN = re.compile(r"(?:统计|填报|上报|指标|年度)?(?:数|数量|数值|数据|值|数额|数字|件数|总?数量?|结果|情况)")
OWN = re.compile(rf"(?:{periods.OWN.pattern})(?:{PLAIN.pattern}|合计|总计|累?计)?")
SUM = re.compile(r"[合总]计(?:数量?)?")


@lru_cache(maxsize=2048)
def role_of(text: str) -> Role:
    """What stands in the column under a head."""
    label = fold(text)
    word = label.short or label.full.strip("()")
    if periods.others(text):
        return "other"
    for role, pattern in _ROLES:
        if pattern.fullmatch(word):
            return role
    return "own" if periods.is_own(text) and word.endswith(("数", "数量", "数据")) else "unknown"


_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("label", LABEL),
    ("unit", UNIT),
    ("remark", REMARK),
    ("own", OWN),
    ("plain", PLAIN),
    ("sum", SUM),
)


def is_figures_head(text: str) -> bool:
    """Whether a head stands over figures of some year."""
    return role_of(text) in ("own", "plain", "other")


class FiguresHead:
    """The heads over the figures of a list, and which of them is the year's own.

    `columns`: the heads that may stand over figures, by role. `own`: the one over the report's figures; None
    where none is, or where no head says which.
    """

    def __init__(self, heads: Sequence[Column], grid_width: int) -> None:
        roles = [(role_of(head.text), head) for head in heads if head.text.strip()]
        self.grid_width = grid_width
        self.roles = [(role, head) for role, head in roles if role not in ("label", "unit", "remark")]
        self.own = self._own()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands over the figures."""
        return not self.roles

    @property
    def is_single(self) -> bool:
        """Whether the report's own column is the only one of figures."""
        return self.own is not None and len(self.roles) == 1

    @property
    def total(self) -> Column | None:
        """The head 合计 beside its parts, which are no years: the report's own where it is their sum."""
        sums, parts = self._of("sum"), self._of("unknown")
        return sums[0] if len(sums) == 1 and len(parts) == len(self.roles) - 1 >= 1 else None

    @property
    def parts(self) -> list[Column]:
        """The heads beside `total`."""
        return self._of("unknown")

    def words(self) -> str:
        """The heads as printed, for messages."""
        return " | ".join(head.text.strip() for _, head in self.roles)

    def _own(self) -> Column | None:
        own, plain = self._of("own"), self._of("plain")
        if own:
            return own[0] if len(own) == 1 else None
        return plain[0] if len(plain) == 1 and not self._of("sum") else None

    def _of(self, role: Role) -> list[Column]:
        return [head for found, head in self.roles if found == role]
