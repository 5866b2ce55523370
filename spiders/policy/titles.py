"""What a link title says: an annual report of open government, of which year, or something else and why."""

import re
from dataclasses import dataclass

from spiders.archive.reasons import Verdict, verdict
from spiders.content.chinese import simplify, squeeze
from spiders.content.years import first_year

_REPORT = re.compile(r"年度?报告?|工作报告|年度工作总结")
_SUBJECT = re.compile(r"信息公开|政务公开")
_CUT = ("…", "...", "．．．")  # a title that its list cuts off: the page itself must tell
# Words of titles that speak about reports without being one (rows of real columns) …
_ABOUT = {
    "解读": "title_explanation",
    "图解": "title_picture_summary",
    "一图": "title_picture_summary",
    "通知": "title_notice",
    "指南": "title_guide",
    "目录": "title_directory",
    "网站工作年度报表": "title_website_report",
    "网站年度工作报表": "title_website_report",
    "法治政府": "title_other_report",
}
# … and words that do so only where the title does not name a report as well.
_OTHER = {
    "公告": "title_notice",
    "通报": "title_notice",
    "制度": "title_rule",
    "办法": "title_rule",
    "条例": "title_rule",
    "申请表": "title_form",
}


def names_report(title: str) -> bool:
    """Whether words name a report and its year, and so must not be lost wherever they stand."""
    found = parse_title(title)
    return found.refusal is None and found.year is not None


@dataclass(frozen=True, slots=True)
class Title:
    """`refusal` is None for a title that may be a report; `year` is the report year the title names."""

    year: int | None
    refusal: Verdict | None


def parse_title(title: str) -> Title:
    """The report year that a row of an annual-report column names, and why the row is no report.

    A report names its kind (年报, 年度报告 …); inside such a column the words 信息公开 may be missing.
    """
    text = simplify(squeeze(title))
    year = first_year(text)
    is_named = bool(_REPORT.search(text))
    for word, reason in (_ABOUT if is_named else _ABOUT | _OTHER).items():
        if word in text:
            return Title(year, verdict(reason, word=word))
    if is_named or (_SUBJECT.search(text) and year) or text.endswith(_CUT):
        return Title(year, None)
    return Title(year, verdict("title_unnamed"))
