"""Figures said in words: the patterns of codebook/narrative.csv over the sentences of the sections."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extract.codebook import NarrativePattern, narrative_patterns
from extract.model.reading import Mention, Section
from spiders.content.chinese import squeeze

MAX_SENTENCE = 300
_SENTENCE_END = re.compile("[。；;！？!?]")
_COUNTS = re.compile("[0-9未没无]")
# No figure is this long; on 300 digits in a row the patterns would backtrack for 36 ms.
_NO_FIGURE = re.compile(r"[\d,，.]{24}")
_NEW_ITEM = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SCALES = {"万": 10_000, "亿": 100_000_000}
_ABOUT_BEFORE = re.compile(r"(?:近|约|逾|超|超过|大约|将近|不少于)$")
_ABOUT_AFTER = ("余", "多", "以上")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a pattern needs beyond its expression (its `guards` and `normalise` in the codebook).

    `keys`: a sentence without any of them is not searched. `skip_before`: not where these words stand in the
    25 characters before; `skip_within`: nor inside the match; `needs`: the sentence must hold these words.
    """

    keys: tuple[str, ...]
    skip_before: re.Pattern[str] | None = None
    skip_within: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None
    is_first_only: bool = False
    concept: Callable[[str, re.Match[str]], str] | None = None


def _channel(sentence: str, found: re.Match[str]) -> str:
    return {"微博": "n_newmedia_weibo", "抖音": "n_newmedia_douyin"}.get(found["ch"], "n_newmedia_wechat")


def _dispute(sentence: str, found: re.Match[str]) -> str:
    return "n_disputes_review" if found["k"] == "复议" else "n_disputes_lit"


def _carry(sentence: str, found: re.Match[str]) -> str:
    return "n_carry_in" if "上" in found[0] else "n_carry_out"


def _proposal(sentence: str, found: re.Match[str]) -> str:
    """人大建议、政协提案办理情况30件 counts both kinds together."""
    both = "建议提案" in found[0] or re.search(r"人大(?:代表)?建议[、和及与]$", sentence[: found.start()])
    if both:
        return "n_proposals"
    return "n_proposals_npc" if "人大" in found[0] else "n_proposals_cppcc"


RULES: dict[str, Rule] = {
    "N01": Rule(
        ("信息",),
        skip_before=re.compile("微信|微博|抖音|公众号|累计自|其中"),
        needs=re.compile(r"信息[总共计累为达数量近约超过]{0,5}\d"),
        is_first_only=True,
    ),
    "N02": Rule(("网",)),
    "N03": Rule(("收到", "受理", "接收", "办理", "新收"), needs=re.compile("申请")),
    "N04": Rule(("行政复议", "行政诉讼"), concept=_dispute),
    "N05": Rule(
        ("微信", "微博", "抖音", "视频号", "公众号"),
        skip_within=re.compile("粉丝|关注|阅读"),
        needs=re.compile(r"\d[万亿]?[余多]?[条篇期]"),
        concept=_channel,
    ),
    "N06": Rule(("解读",)),
    "N07": Rule(("新闻发布", "在线访谈")),
    "N08": Rule(("建议", "提案"), concept=_proposal),
    "N09": Rule(("培训", "学习交流活动")),
    "N10": Rule(("12345", "热线", "信箱", "留言", "诉求", "信访")),
    "N11": Rule(("未收到", "未接到", "未受理", "没有收到", "没有接到", "无"), needs=re.compile("申请|事项")),
    "N12": Rule(("结转", "剩余"), concept=_carry),
    "N14": Rule(("同比", "较", "与上年相比")),
    "N15": Rule(("处理费",)),
    "N16": Rule(("家",)),
}
_DECREASE = re.compile("下降|减少|回落|降低")


@cache
def _patterns() -> dict[str, tuple[NarrativePattern, re.Pattern[str], Rule]]:
    """The patterns that give a number; N13 gives a scope (extract.attribution.scope)."""
    return {
        pattern.id: (pattern, re.compile(pattern.pattern), RULES[pattern.id])
        for pattern in narrative_patterns()
        if pattern.id in RULES
    }


@cache
def _keys() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """One expression for all keys, so that a sentence is scanned once; the patterns of each key."""
    keys = sorted({key for rule in RULES.values() for key in rule.keys}, key=len, reverse=True)
    rules_of = {
        key: [name for name, rule in RULES.items() if any(other in key for other in rule.keys)]
        for key in keys
    }
    return re.compile("|".join(map(re.escape, keys))), rules_of


def mentions(sections: Sequence[Section]) -> list[Mention]:
    """Every figure said in words, in reading order of the sentences, by pattern within a sentence."""
    return [
        mention
        for section in sections
        for sentence in sentences(section.text)
        for mention in _in(sentence, section)
    ]


def sentences(text: str) -> Iterator[str]:
    """The sentences that can count something, spaces out, cut at MAX_SENTENCE, over wrapped lines."""
    for line in _unwrapped(text):
        for sentence in _SENTENCE_END.split(line):
            for start in range(0, len(sentence), MAX_SENTENCE):
                part = sentence[start : start + MAX_SENTENCE]
                if _COUNTS.search(part) and not _NO_FIGURE.search(part):
                    yield part


def _unwrapped(text: str) -> Iterator[str]:
    """Paragraphs of a text whose lines may be cut anywhere (上海市科委 2024: 涉及的行政诉讼数为¶0件)."""
    parts: list[str] = []
    for line in map(squeeze, text.split("\n")):
        if parts and (len(parts[-1]) < 20 or parts[-1][-1] in "。；：:;！？" or _NEW_ITEM.match(line)):
            yield "".join(parts)
            parts = []
        if line:
            parts.append(line)
    yield "".join(parts)


def _in(sentence: str, section: Section) -> Iterator[Mention]:
    hits, rules_of = _keys()
    found_rules = {name for key in hits.findall(sentence) for name in rules_of[key]}
    for name in sorted(found_rules):
        pattern, expression, rule = _patterns()[name]
        if rule.needs and not rule.needs.search(sentence):
            continue
        for found in expression.finditer(sentence):
            value = _value(pattern, found)
            if value is None or _is_skipped(rule, sentence, found):
                continue
            yield Mention(
                pattern_id=pattern.id,
                concept=rule.concept(sentence, found) if rule.concept else pattern.concept,
                value=value,
                unit=pattern.unit,
                is_approximate=_is_approximate(sentence, found),
                sentence=sentence,
                section=section.ordinal,
            )
            if rule.is_first_only:
                break


def _is_skipped(rule: Rule, sentence: str, found: re.Match[str]) -> bool:
    before = sentence[max(0, found.start() - 25) : found.start()]
    return bool(
        (rule.skip_before and rule.skip_before.search(before))
        or (rule.skip_within and rule.skip_within.search(found[0]))
    )


def _group(found: re.Match[str]) -> str:
    return "n2" if found["n"] is None else "n"


def _value(pattern: NarrativePattern, found: re.Match[str]) -> Decimal | None:
    """The number in the pattern's unit: 4.14万 → 41400; words for none (未收到) are 0; 3，5 is no number."""
    printed = found[_group(found)]
    if not printed[0].isdigit():
        return Decimal(0)
    scale = _SCALES.get(printed[-1], 1)
    digits = printed.rstrip("万亿")
    if _THOUSANDS.fullmatch(digits) is None:
        return None
    value = Decimal(digits.replace(",", "").replace("，", "")) * scale
    return -value if pattern.id == "N14" and _DECREASE.search(found[0]) else value


def _is_approximate(sentence: str, found: re.Match[str]) -> bool:
    start, end = found.span(_group(found))
    return bool(_ABOUT_BEFORE.search(sentence, max(0, start - 3), start)) or sentence.startswith(
        _ABOUT_AFTER, end
    )
