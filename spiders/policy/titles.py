"""What a link title says: an annual report of open government, of which year, or something else and why."""

import re
from dataclasses import dataclass

from spiders.content.chinese import squeeze
from spiders.content.years import first_year

_REPORT = re.compile(r"年度?报告?|工作报告|年度工作总结")
_SUBJECT = re.compile(r"信息公开|政务公开")
_CUT = ("…", "...", "．．．")  # a title that its list cuts off: the page itself must tell
# Words of titles that speak about reports without being one (rows of real columns) …
_ABOUT = {
    "解读": "an explanation of a report",
    "图解": "a picture summary",
    "一图": "a picture summary",
    "通知": "a notice",
    "指南": "a guide",
    "目录": "a directory",
    "网站工作年度报表": "a report on the web site",
    "网站年度工作报表": "a report on the web site",
    "法治政府": "a report on another matter",
}
# … and words that do so only where the title does not name a report as well.
_OTHER = {
    "公告": "a notice",
    "通报": "a notice",
    "制度": "a rule",
    "办法": "a rule",
    "条例": "a rule",
    "申请表": "a form",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`refusal` is None for a title that may be a report; `year` is the report year the title names."""

    year: int | None
    refusal: str | None


def judge(title: str) -> Verdict:
    """What the title of a row in an annual-report column says.

    A report names its kind (年报, 年度报告 …); inside such a column the words 信息公开 may be missing.
    """
    text = squeeze(title)
    year = first_year(text)
    is_named = bool(_REPORT.search(text))
    for word, reason in (_ABOUT if is_named else _ABOUT | _OTHER).items():
        if word in text:
            return Verdict(year, f"title: {reason} ({word})")
    if is_named or (_SUBJECT.search(text) and year) or text.endswith(_CUT):
        return Verdict(year, None)
    return Verdict(year, "title: does not name an annual report")
