"""Words for codes, in both languages: what a status, a scope, a kind of body is called on a page."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from extract import codebook
from extract.attribution.organs import functions, kinds
from warehouse.web.content import Both

LEVELS = {
    "country": Both("country", "全国"),
    "province": Both("province", "省级"),
    "prefecture": Both("prefecture", "地级"),
    "county": Both("county or district", "县级"),
    "township": Both("township or street", "乡级"),
}
SCOPES = {
    "own_agency": Both("the body itself", "本机关"),
    "own_government": Both("the government itself", "本级政府"),
    "departments_aggregate": Both("sum over its departments", "所属部门汇总"),
    "region_aggregate": Both("sum over the whole division", "本行政区域汇总"),
    "unknown": Both("not said for whom", "口径不明"),
}
# Why no number stands in a place, with a sign for narrow columns. None of these is zero.
ABSENT = {
    "blank": ("▫", Both("blank in the report", "原文空白")),
    "dash": ("–", Both("a dash in the report", "原文为短横")),
    "not_in_form": ("·", Both("the form of that year has no such row", "当年表样无此项")),
    "not_printed": ("×", Both("the report does not print it", "年报未列")),
    "unreadable": ("?", Both("printed, but not readable with certainty", "印有但无法可靠读出")),
    "not_collected": ("∅", Both("no report of that year was collected", "未采集到该年年报")),
    "no_denominator": ("÷", Both("no cases to make a share of", "无可计算的基数")),
}
BASES = {
    "printed": Both("as printed", "照印"),
    "summed": Both("summed from printed rows", "由所印各项相加"),
    "blank_as_zero": Both("a blank that the form's arithmetic shows to be 0", "空白，按勾稽关系为 0"),
    "imputed_total": Both("a blank total, added up over applicants", "总计空白，由各类申请人相加"),
    "corrected": Both("corrected, see the page Data", "已勘误，见数据页"),
}
GRADES = {
    1: Both("same meaning as in the form of 2021", "与 2021 表样同义"),
    2: Both("nearly the same meaning", "基本可比"),
    3: Both("overlapping meaning: compare with care", "部分重叠，慎比"),
}
SEVERITIES = {
    "error": Both("error", "错误"),
    "warn": Both("warning", "警告"),
    "info": Both("notice", "提示"),
}
VERDICTS = {
    "source_anomaly": Both("the source's own mistake", "原文自身错误"),
    "reading_doubtful": Both("maybe our reading", "可能是读取问题"),
    "inconclusive": Both("not known whose", "尚不能判断"),
    "below": Both("below the published total", "低于公布数"),
    "above": Both("above the published total", "高于公布数"),
    "scope_differs": Both("another scope", "口径不同"),
}
COVERAGE = {
    "reported": Both("collected", "已采集"),
    "no_figures": Both("a report without figures", "有年报但无数据"),
    "unreadable": Both("could not be read", "无法读取"),
    "not_a_report": Both("the link is no report", "链接不是年报"),
    "failed": Both("the fetch failed", "抓取失败"),
    "refused": Both("not asked for: forbidden or out of scope", "按规则未抓取"),
    "blocked": Both("the site blocks", "站点拦截"),
    "gone": Both("the page is gone", "页面已不存在"),
    "not_followed": Both("the link was not followed", "链接未跟进"),
    "list_failed": Both("its list could not be fetched", "列表抓取失败"),
    "list_incomplete": Both("its list is incomplete", "列表不完整"),
    "not_crawled": Both("not crawled yet", "尚未采集"),
    "not_listed": Both("not on the site's list", "站点列表中没有"),
}
CHANGES = {
    "first": Both("first edition seen", "首次见到"),
    "figures": Both("figures changed", "数字有改动"),
    "text": Both("only text changed", "仅文字改动"),
    "differs_between_sources": Both("another site prints other figures", "另一站点数字不同"),
}
METHODS = {
    "label": Both("by its row and column labels", "按行列标签"),
    "order_proved": Both("by its place, proved by the form's arithmetic", "按位置，经勾稽验证"),
    "ocr": Both("from a picture", "图像识别"),
    "second_reader": Both("two readers agree", "两种读取器一致"),
}
BREAKS = {"form": Both("another form", "表样变更"), "law": Both("another law", "法律变更")}
EVIDENCE = {
    "archive_absent": Both(
        "The archive is not here: this place has the release without it. Where the bytes lie is told below.",
        "此处没有存档：只有数据版本本身。字节所在位置见下。",
    ),
    "bytes_lost": Both(
        "The archive does not hold the bytes that the release names any more. `nianbao verify-archive` tells "
        "what is wrong with it.",
        "存档中已没有该数据版本所指的字节；nianbao verify-archive 可查明原因。",
    ),
    "not_shown": Both(
        "This document cannot be shown safely here. Its bytes lie beside, as they were archived.",
        "此文件无法在此安全显示；其存档字节可另行下载。",
    ),
}
SITE_STATUSES = {
    "active": Both("active", "在用"),
    "blocked": Both("blocks us", "拦截"),
    "gone": Both("gone", "已消失"),
    "unverified": Both("not verified", "未核实"),
}


@cache
def vocabularies() -> dict[str, Mapping[Any, Both]]:
    """Every code's words by the vocabulary they belong to."""
    return {
        "kind": {each.kind: Both(each.label_en, each.label_zh) for each in kinds()},
        "function": {each.function: Both(each.label_en, each.label_zh) for each in functions()},
        "applicant": {each.id: Both(each.name_en, each.name_zh) for each in codebook.applicants().values()},
        "level": LEVELS,
        "scope": SCOPES,
        "absent": {code: text for code, (_, text) in ABSENT.items()},
        "basis": BASES,
        "grade": GRADES,
        "severity": SEVERITIES,
        "verdict": VERDICTS,
        "coverage": COVERAGE,
        "change": CHANGES,
        "method": METHODS,
        "break": BREAKS,
        "evidence": EVIDENCE,
        "site": SITE_STATUSES,
    }


def word(vocabulary: str, code: object) -> Both:
    """The words for a code; the code itself where it has none, and nothing for none."""
    if code is None:
        return Both("", "")
    return vocabularies()[vocabulary].get(code, Both(str(code), str(code)))
