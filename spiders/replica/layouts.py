"""The printed layouts of the national forms: rows, heads and labels, keyed by the ids of the figures.

Sources: the forms of 国办公开办函〔2019〕60号 (for 2019-2020) and 国办公开办函〔2021〕30号 (2021 on),
and the 统计表 of 国办发〔2014〕32号 (2014-2018).
"""

import csv
from functools import cache
from pathlib import Path

# Table two: (article, column heads, ((row label, indicators), …)).
Block = tuple[str, tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]


def _items(label: str, stem: str) -> tuple[str, tuple[str, ...]]:
    return label, (f"{stem}_items_prev_year", f"{stem}_items_change", f"{stem}_decisions")


_MADE_2019 = ("本年新制作数量", "本年新公开数量", "对外公开总数量")
_ITEMS_2019 = ("上一年项目数量", "本年增/减", "处理决定数量")
_DECISIONS = ("本年处理决定数量",)

T2: dict[str, tuple[Block, ...]] = {
    "2019": (
        (
            "第二十条第（一）项",
            _MADE_2019,
            (
                ("规章", ("rules_made", "rules_newly_disclosed", "rules_disclosed_total")),
                ("规范性文件", ("normdoc_made", "normdoc_newly_disclosed", "normdoc_disclosed_total")),
            ),
        ),
        (
            "第二十条第（五）项",
            _ITEMS_2019,
            (_items("行政许可", "license"), _items("其他对外管理服务事项", "other_mgmt")),
        ),
        (
            "第二十条第（六）项",
            _ITEMS_2019,
            (_items("行政处罚", "penalty"), _items("行政强制", "coercion")),
        ),
        (
            "第二十条第（八）项",
            ("上一年项目数量", "本年增/减"),
            (("行政事业性收费", ("fee_items_prev_year", "fee_items_change")),),
        ),
        (
            "第二十条第（九）项",
            ("采购项目数量", "采购总金额"),
            (("政府集中采购", ("procurement_items", "procurement_amount_wan")),),
        ),
    ),
    "2021": (
        (
            "第二十条第（一）项",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            (
                ("规章", ("rules_made", "rules_repealed", "rules_in_force")),
                ("行政规范性文件", ("normdoc_made", "normdoc_repealed", "normdoc_in_force")),
            ),
        ),
        ("第二十条第（五）项", _DECISIONS, (("行政许可", ("license_decisions",)),)),
        (
            "第二十条第（六）项",
            _DECISIONS,
            (("行政处罚", ("penalty_decisions",)), ("行政强制", ("coercion_decisions",))),
        ),
        (
            "第二十条第（八）项",
            ("本年收费金额（单位：万元）",),
            (("行政事业性收费", ("fee_amount_wan",)),),
        ),
    ),
}

_RESULT = "三、本年度办理结果"
_REFUSED = (_RESULT, "（三）不予公开")
_UNABLE = (_RESULT, "（四）无法提供")
_NOTPROC = (_RESULT, "（五）不予处理")
_OTHER = (_RESULT, "（六）其他处理")
Rows = tuple[tuple[tuple[str, ...], str], ...]
_T3_HEAD: Rows = (
    (("一、本年新收政府信息公开申请数量",), "req_new"),
    (("二、上年结转政府信息公开申请数量",), "req_carried_in"),
    ((_RESULT, "（一）予以公开"), "req_granted"),
    ((_RESULT, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"), "req_partial"),
    ((*_REFUSED, "1.属于国家秘密"), "req_refused_state_secret"),
    ((*_REFUSED, "2.其他法律行政法规禁止公开"), "req_refused_other_law"),
    ((*_REFUSED, "3.危及“三安全一稳定”"), "req_refused_three_security"),
    ((*_REFUSED, "4.保护第三方合法权益"), "req_refused_third_party"),
    ((*_REFUSED, "5.属于三类内部事务信息"), "req_refused_internal"),
    ((*_REFUSED, "6.属于四类过程性信息"), "req_refused_process"),
    ((*_REFUSED, "7.属于行政执法案卷"), "req_refused_case_file"),
    ((*_REFUSED, "8.属于行政查询事项"), "req_refused_admin_query"),
    ((*_UNABLE, "1.本机关不掌握相关政府信息"), "req_unable_not_held"),
    ((*_UNABLE, "2.没有现成信息需要另行制作"), "req_unable_need_creation"),
    ((*_UNABLE, "3.补正后申请内容仍不明确"), "req_unable_unclear"),
    ((*_NOTPROC, "1.信访举报投诉类申请"), "req_notproc_petition"),
    ((*_NOTPROC, "2.重复申请"), "req_notproc_repeat"),
    ((*_NOTPROC, "3.要求提供公开出版物"), "req_notproc_publication"),
    ((*_NOTPROC, "4.无正当理由大量反复申请"), "req_notproc_excessive"),
    ((*_NOTPROC, "5.要求行政机关确认或重新出具已获取信息"), "req_notproc_confirm"),
)
_T3_OTHER_ONE: Rows = ((_OTHER, "req_other"),)
_NO_MORE = "、行政机关不再处理其政府信息公开申请"
_T3_OTHER_THREE: Rows = (
    ((*_OTHER, f"1.申请人无正当理由逾期不补正{_NO_MORE}"), "req_other_no_correction"),
    ((*_OTHER, f"2.申请人逾期未按收费通知要求缴纳费用{_NO_MORE}"), "req_other_fee_unpaid"),
    ((*_OTHER, "3.其他"), "req_other_misc"),
)
_T3_TAIL: Rows = (
    ((_RESULT, "（七）总计"), "req_result_total"),
    (("四、结转下年度继续办理",), "req_carried_out"),
)
T3: dict[str, Rows] = {
    "2019": _T3_HEAD + _T3_OTHER_ONE + _T3_TAIL,
    "2021": _T3_HEAD + _T3_OTHER_THREE + _T3_TAIL,
}
T3_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANT_LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
OUTCOME_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTES = ("disp_review", "disp_lit_direct", "disp_lit_after")


@cache
def rows_2014() -> tuple[tuple[str, str, str], ...]:
    """(label, unit, indicator) of the 2014 statistics table; indicator is empty on a heading row."""
    with Path(__file__).with_name("form2014.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["label"], row["unit"], row["indicator"]) for row in csv.DictReader(file))


def t3_rows(form: str, traits: frozenset[str]) -> Rows:
    return T3["2019"] if "other_one_row" in traits else T3[form]


def t2_blocks(form: str, traits: frozenset[str]) -> tuple[Block, ...]:
    blocks = T2[form]
    if "hybrid_t2" in traits:
        return (T2["2019"][0], *blocks[1:])
    if "unit_in_head" in traits and form == "2019":
        article, (items, amount), lines = blocks[-1]
        return (*blocks[:-1], (article, (items, f"{amount}（万元，保留四位小数）"), lines))
    return blocks
