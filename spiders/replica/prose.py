"""The running text of a report, in words of our own, with figures that agree with its tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from spiders.replica.dice import Dice
from spiders.replica.model import Report
from spiders.replica.remarks import remark

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TABLE_AFTER = {HEADINGS[1]: "t2", HEADINGS[2]: "t3", HEADINGS[3]: "t4"}
HEADINGS_2014 = (
    "一、概述",
    "二、主动公开政府信息的情况",
    "三、依申请公开政府信息的情况",
    "四、复议、诉讼和申诉的情况",
    "五、存在的不足和下一步打算",
    "附：政府信息公开情况统计表",
)

_PROBLEMS = (
    "个别栏目更新不够及时，已逐项列出责任科室和完成时限。",
    "解读材料形式偏少，下一年计划增加图表和问答。",
    "经办人员变动较多，将在上半年安排一次集中学习。",
    "申请答复文书格式不一，已统一样式并建立复核环节。",
)
_NOTICES = {
    "2014": "国务院办公厅关于统计报送工作的通知",
    "2019": "国务院办公厅政府信息与政务公开办公室2019年11月印发的格式",
    "2021": "国务院办公厅政府信息与政务公开办公室2021年9月印发的格式",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, its paragraphs, and the name of the table that follows them ('' for none)."""

    heading: str
    paragraphs: tuple[str, ...]
    table: str = ""


def speaker(report: Report) -> str:
    if not report.agency:
        return "我局"
    for ending, word in (("街道办事处", "本街道"), ("镇人民政府", "我镇"), ("局", "我局")):
        if report.agency.endswith(ending):
            return word
    return "本机关"


def intro(report: Report) -> tuple[str, str]:
    """The opening paragraphs.

    Traits: `cites_2019` (the notice of the older form), `intro_last_year` (the year before, as left over from
    the last report), `intro_other_body` (another body's name left over).
    """
    notice = _NOTICES["2019" if "cites_2019" in report.traits else report.form]
    told = report.year - ("intro_last_year" in report.traits)
    left = "现将示例省水文中心" if "intro_other_body" in report.traits else "现将本单位"
    return (
        f"按照《中华人民共和国政府信息公开条例》的规定和{notice}，{speaker(report)}编制了本年度报告。",
        f"{left}{told}年度工作情况公布如下。所列数据的统计期限自{report.year}年1月1日至{report.year}年12月31日。"
        f"{_scope(report)}",
    )


def _scope(report: Report) -> str:
    if report.agency and report.agency.endswith("区人民政府") and report.body.endswith("-qzf"):
        return "报告汇总全区各部门、各街道和镇的数据。"
    return ""


def signature(report: Report) -> str:
    year, month, day = (int(part) for part in report.published.split("-"))
    return f"{report.agency or ''} {year}年{month}月{day}日".strip()


def received(report: Report) -> int:
    """The number of requests that the text gives."""
    concept = "s14_app_received" if report.form == "2014" else "req_new"
    applicant = None if report.form == "2014" else "total"
    return report.mentions.get("n_req_received", report.number(concept, applicant))


def parts(report: Report) -> Iterator[Part]:
    """The report's sections in order.

    Traits: `no_tables` (said in words alone), `annex` (tables after the text), `seven_sections`
    (one more than the form), `sub_numbered` (section one numbers its parts as sections are), `template_left`
    (sentences of the template left in).
    """
    if report.form == "2014":
        yield from _parts_2014(report)
        return
    middle = ("详见所附统计表。",) if "annex" in report.traits else _middle(report)
    texts = (_overall(report), middle, middle, middle, _problems(report), _others(report))
    is_apart = bool({"annex", "no_tables"} & report.traits)
    for heading, paragraphs in zip(HEADINGS, texts, strict=True):
        yield Part(heading, tuple(paragraphs), "" if is_apart else TABLE_AFTER.get(heading, ""))
    if "seven_sections" in report.traits:
        yield Part("七、下一年工作思路", ("继续做好栏目巡查和申请答复。",))
    if "annex" in report.traits:
        for number, (heading, table) in zip("一二三", TABLE_AFTER.items(), strict=True):
            yield Part(f"{number}、{heading[2:]}", (), table)


def _middle(report: Report) -> tuple[str, ...]:
    """What stands between a heading and its table."""
    if "no_tables" in report.traits:
        return ("无",)
    return ("（本部分用表格填报，见下表）", "（在此填写网址）") if "template_left" in report.traits else ()


def _overall(report: Report) -> tuple[str, ...]:
    """Section one; `sub_numbered` numbers its parts 一、二、 as the sections are."""
    texts = _five_parts(report)
    if "sub_numbered" in report.traits:
        return tuple(f"{number}、{text[3:]}" for number, text in zip("一二三四五", texts, strict=True))
    return texts


def _five_parts(report: Report) -> tuple[str, ...]:
    dice, who = Dice(report.body, report.year, "prose"), speaker(report)
    website, trainings, explained = 40 + dice.count(260), 1 + dice.below(3), 1 + dice.count(8)
    told = received(report)
    asked = f"共收到政府信息公开申请{told}件" if told else "未收到政府信息公开申请"
    carried = report.number("req_carried_in", "total")
    before = f"，上年结转{carried}件" if carried else ""
    own = _own_words(report)
    return (
        f"（一）主动公开。{own[0]}。{report.year}年，{who}在政府网站发布信息{website}条。"
        f"{own[1]}，发布政策解读{explained}篇。",
        f"（二）依申请公开。{own[2]}。全年{asked}{before}，均按期答复。",
        f"（三）信息管理。{own[3]}，全年新制发规范性文件{report.number('normdoc_made')}件。{own[6]}。",
        f"（四）平台建设。{own[4]}，政务微信发布{dice.count(90)}条。",
        f"（五）监督保障。{own[5]}，组织培训{trainings}次。{own[7]}。",
    )


def _own_words(report: Report) -> tuple[str, ...]:
    """What the body says in words of its own, anew each year.

    Traits: `copied_text` (last year's words once more), `neighbour_text` (those of the district's education
    bureau).
    """
    body = report.body.partition("-")[0] + "-jyj" if "neighbour_text" in report.traits else report.body
    dice = Dice(body, report.year - ("copied_text" in report.traits), "remarks")
    return tuple(remark(dice) for _ in range(8))


def _problems(report: Report) -> tuple[str, ...]:
    dice = Dice(report.body, report.year, "problems")
    return (dice.choose(_PROBLEMS),)


def _others(report: Report) -> tuple[str, ...]:
    fee = "本年度未收取信息处理费。" if report.year >= 2021 else ""
    return (f"{fee}{report.edition_note}没有其他需要报告的事项。",)


def _parts_2014(report: Report) -> Iterator[Part]:
    published, online = report.number("s14_pub_total"), report.number("s14_pub_website")
    reviews, suits = report.number("s14_rev_total"), report.number("s14_lit_total")
    texts = (
        f"{report.year}年，{speaker(report)}明确了专门机构和人员，工作平稳。",
        f"全年主动公开政府信息{published}条，其中网站公开信息{online}条。",
        f"全年共收到政府信息公开申请{received(report)}件，答复{report.number('s14_rep_total')}件。",
        f"因政府信息公开引发行政复议{reviews}件、行政诉讼{suits}件。",
        "公开目录仍需细分，下一年先从办事类信息做起。",
        "",
    )
    for heading, text in zip(HEADINGS_2014, texts, strict=True):
        yield Part(heading, (text,) if text else (), "s14" if heading == HEADINGS_2014[-1] else "")
