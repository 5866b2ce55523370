"""The form's own words, typed from the notices of 2014, 2019 and 2021, and how bodies vary them."""

from dataclasses import dataclass
from random import Random

APPLICANTS = (
    ("natural_person", "自然人"),
    ("legal_business", "商业企业"),
    ("legal_research", "科研机构"),
    ("legal_welfare", "社会公益组织"),
    ("legal_lawfirm", "法律服务机构"),
    ("legal_other", "其他"),
    ("total", "总计"),
)
HINT = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS = "三、本年度办理结果"
# (group, number, label, indicator): the rows of table three under RESULTS.
RESULT_ROWS = (
    ("", "（一）", "予以公开", "req_granted"),
    ("", "（二）", "部分公开（区分处理的，只计这一情形，不计其他情形）", "req_partial"),
    ("（三）不予公开", "1.", "属于国家秘密", "req_refused_state_secret"),
    ("（三）不予公开", "2.", "其他法律行政法规禁止公开", "req_refused_other_law"),
    ("（三）不予公开", "3.", "危及“三安全一稳定”", "req_refused_three_security"),
    ("（三）不予公开", "4.", "保护第三方合法权益", "req_refused_third_party"),
    ("（三）不予公开", "5.", "属于三类内部事务信息", "req_refused_internal"),
    ("（三）不予公开", "6.", "属于四类过程性信息", "req_refused_process"),
    ("（三）不予公开", "7.", "属于行政执法案卷", "req_refused_case_file"),
    ("（三）不予公开", "8.", "属于行政查询事项", "req_refused_admin_query"),
    ("（四）无法提供", "1.", "本机关不掌握相关政府信息", "req_unable_not_held"),
    ("（四）无法提供", "2.", "没有现成信息需要另行制作", "req_unable_need_creation"),
    ("（四）无法提供", "3.", "补正后申请内容仍不明确", "req_unable_unclear"),
    ("（五）不予处理", "1.", "信访举报投诉类申请", "req_notproc_petition"),
    ("（五）不予处理", "2.", "重复申请", "req_notproc_repeat"),
    ("（五）不予处理", "3.", "要求提供公开出版物", "req_notproc_publication"),
    ("（五）不予处理", "4.", "无正当理由大量反复申请", "req_notproc_excessive"),
    ("（五）不予处理", "5.", "要求行政机关确认或重新出具已获取信息", "req_notproc_confirm"),
)
OTHER_2021 = (
    (
        "（六）其他处理",
        "1.",
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "req_other_no_correction",
    ),
    (
        "（六）其他处理",
        "2.",
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "req_other_fee_unpaid",
    ),
    ("（六）其他处理", "3.", "其他", "req_other_misc"),
)
OTHER_2019 = (("", "（六）", "其他处理", "req_other"),)
TOTAL_ROW = ("", "（七）", "总计", "req_result_total")
OUTCOMES = (
    ("结果维持", "upheld"),
    ("结果纠正", "corrected"),
    ("其他结果", "other"),
    ("尚未审结", "pending"),
    ("总计", "total"),
)
DISPUTES = (("行政复议", "review"), ("未经复议直接起诉", "lit_direct"), ("复议后起诉", "lit_after"))
MADE = ("made", "repealed", "in_force")
# Article of the Regulations, heads of its columns, rows with their indicators: table two.
TABLE_TWO = {
    "2021": (
        (
            "一",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            (
                ("规章", ("rules_made", "rules_repealed", "rules_in_force")),
                ("行政规范性文件", ("normdoc_made", "normdoc_repealed", "normdoc_in_force")),
            ),
        ),
        ("五", ("本年处理决定数量",), (("行政许可", ("license_decisions",)),)),
        (
            "六",
            ("本年处理决定数量",),
            (("行政处罚", ("penalty_decisions",)), ("行政强制", ("coercion_decisions",))),
        ),
        ("八", ("本年收费金额（单位：万元）",), (("行政事业性收费", ("fee_amount_wan",)),)),
    ),
    "2019": (
        (
            "一",
            ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
            (
                ("规章", ("rules_made", "rules_newly_disclosed", "rules_disclosed_total")),
                ("规范性文件", ("normdoc_made", "normdoc_newly_disclosed", "normdoc_disclosed_total")),
            ),
        ),
        (
            "五",
            ("上一年项目数量", "本年增/减", "处理决定数量"),
            (
                ("行政许可", ("license_items_prev_year", "license_items_change", "license_decisions")),
                (
                    "其他对外管理服务事项",
                    ("other_mgmt_items_prev_year", "other_mgmt_items_change", "other_mgmt_decisions"),
                ),
            ),
        ),
        (
            "六",
            ("上一年项目数量", "本年增/减", "处理决定数量"),
            (
                ("行政处罚", ("penalty_items_prev_year", "penalty_items_change", "penalty_decisions")),
                ("行政强制", ("coercion_items_prev_year", "coercion_items_change", "coercion_decisions")),
            ),
        ),
        (
            "八",
            ("上一年项目数量", "本年增/减"),
            (("行政事业性收费", ("fee_items_prev_year", "fee_items_change")),),
        ),
        (
            "九",
            ("采购项目数量", "采购总金额（单位：万元）"),
            (("政府集中采购", ("procurement_items", "procurement_amount_wan")),),
        ),
    ),
}
SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
PLACES = ("云岭市", "青禾县", "安宁区", "临河镇", "白石乡", "长汀街道办事处", "北屯市", "清源县")
ORGANS = ("人民政府", "财政局", "教育局", "人民政府办公室", "自然资源局", "市场监督管理局", "统计局")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one body prints the form's words; all of it is lawful, none of it an accident."""

    brackets: str
    point: str
    quotes: str
    normdoc: str
    article: str
    money: str

    def dress(self, text: str) -> str:
        """A label in this body's marks."""
        text = text.replace("“", self.quotes[0]).replace("”", self.quotes[1])
        text = text.replace("（", self.brackets[0]).replace("）", self.brackets[1])
        return text.replace("1.", f"1{self.point}") if text[:2] == "1." else text


def draw_wording(dice: Random) -> Wording:
    return Wording(
        brackets=dice.choice(("（）", "（）", "()")),
        point=dice.choice((".", "．", "、")),
        quotes=dice.choice(("“”", "“”", '""')),
        normdoc=dice.choice(("行政规范性文件", "规范性文件")),
        article=dice.choice(("第二十条第（{}）项", "第二十条第({})项", "第二十条  第（{}）项")),
        money=dice.choice(("（单位：万元）", "（万元）", "(单位:万元)")),
    )
