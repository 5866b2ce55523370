"""Simplified → traditional characters, as sites convert their pages whole, forms and names included."""

from spiders.content import chinese


def traditional(text: str) -> str:
    """The text character by character; words that differ (文件, 檔案) are left."""
    return text.translate(chinese.traditional())
