"""For whom a report speaks: its own office, a government, its departments, or a whole region."""

import re
from collections.abc import Sequence

from extract.attribution.organs import Kind
from extract.model.document import Paragraph

# Only these speak for others, where their text says so; a bureau that mentions 全区 speaks for itself.
SPEAKING_FOR_OTHERS = frozenset({"government", "government_office", "development_zone"})
# A marker counts only in a sentence that counts or tells what was compiled.
_COUNTING = re.compile("统计|汇总|数据|收到|受理|编制|公开政府信息")
_SENTENCES = re.compile("[。；\n]")
LONGEST_TEXT = 8000  # characters: whom a report speaks for is said at its beginning
# Wordings of pattern N13 in codebook/narrative.csv (昭通 2023, 丽水 2017, 沭阳 2025), the widest scope first.
MARKERS = tuple(
    (scope, re.compile(pattern))
    for scope, pattern in (
        (
            "region_aggregate",
            r"汇总全[市县区省旗州]|全[市县区省旗州]各级|各县[(（]?[市区、]|综合(?:各|\d{4}年度).{0,12}(?:县|区)|涵盖.{0,30}各[县区乡镇]"
            r"|各(?:乡镇|镇街|镇|街道)(?:（街道）|\(街道\)|、街道)?(?:和|及|、)[^，。]{0,6}部门",
        ),
        (
            "departments_aggregate",
            r"[省市县区旗州]?(?:人民)?政府(?:及其|及所属|和所属|及各|各)(?:工作)?部门|[省市县区旗]直(?:各)?部门",
        ),
        ("own_government", r"本单位|本机关|代表[省市县区旗]政府"),
    )
)
# Counts of the whole division, which only its government's own report gives as its own.
_WHOLE = re.compile(r"全[市县区旗州](?:范围内)?(?:全年|共|累计)*(?:收到|受理|办理|主动公开|新收)")


def scope_of(kind: Kind | None, paragraphs: Sequence[Paragraph]) -> str:
    """own_agency, own_government, departments_aggregate, region_aggregate or unknown."""
    if kind is None:
        return "unknown"
    if kind.kind not in SPEAKING_FOR_OTHERS:
        return kind.scope
    counting = _counting_sentences(paragraphs)
    if kind.kind == "government" and _WHOLE.search(counting):
        return "region_aggregate"
    found = next((scope for scope, pattern in MARKERS if pattern.search(counting)), None)
    if found == "own_government" and kind.kind != "government":
        return kind.scope
    return found or kind.scope


def _counting_sentences(paragraphs: Sequence[Paragraph]) -> str:
    text = "\n".join(paragraph.text for paragraph in paragraphs)[:LONGEST_TEXT]
    return "\n".join(sentence for sentence in _SENTENCES.split(text) if _COUNTING.search(sentence))
