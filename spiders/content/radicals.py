"""Radical and compatibility code points → the ideographs they look like.

Chromium's PDFs say 行 as U+2F8F and 长 as U+2ED3; fonts for vertical text say （ as U+FE35. NFKC knows the
Kangxi block, the compatibility ideographs and the vertical forms; of the CJK Radicals Supplement it knows
two, so the rest is listed here (Unicode's EquivalentUnifiedIdeograph, where an ideograph has the same shape).
"""

import re
import unicodedata

SUPPLEMENT = {
    0x2E83: "乚", 0x2E84: "乙", 0x2E85: "亻", 0x2E89: "刂", 0x2E8B: "卩", 0x2E94: "彑", 0x2E98: "扌",
    0x2E99: "攵", 0x2EA0: "民", 0x2EA1: "氵", 0x2EA3: "灬", 0x2EA6: "丬", 0x2EA8: "犭", 0x2EAD: "礻",
    0x2EAE: "竹", 0x2EAF: "糹", 0x2EB0: "纟", 0x2EB3: "罒", 0x2EB6: "羊", 0x2EBF: "艹", 0x2EC1: "虎",
    0x2EC2: "衤", 0x2EC5: "见", 0x2EC8: "讠", 0x2EC9: "贝", 0x2ECB: "车", 0x2ECC: "辶", 0x2ECF: "邑",
    0x2ED0: "钅", 0x2ED1: "長", 0x2ED3: "长", 0x2ED4: "门", 0x2ED6: "阜", 0x2ED8: "青", 0x2ED9: "韦",
    0x2EDA: "页", 0x2EDB: "风", 0x2EDC: "飞", 0x2EDD: "食", 0x2EE0: "饣", 0x2EE2: "马", 0x2EE5: "鱼",
    0x2EE6: "鸟", 0x2EE7: "卤", 0x2EE8: "麦", 0x2EE9: "黄", 0x2EEB: "斉", 0x2EEC: "齐", 0x2EED: "歯",
    0x2EEE: "齿", 0x2EEF: "竜", 0x2EF0: "龙", 0x2EF2: "亀",
}  # fmt: skip
RANGES = (0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFE10, 0xFE19), (0xFE30, 0xFE4F)

_TABLE = {
    code: SUPPLEMENT.get(code, unicodedata.normalize("NFKC", chr(code)))
    for first, last in RANGES
    for code in range(first, last + 1)
}

_ANY = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in RANGES)}]")


def to_ideographs(text: str) -> str:
    """The same text with plain ideographs and punctuation; digits and full-width forms stay as printed."""
    return text.translate(_TABLE) if _ANY.search(text) else text
