"""Simplified → traditional characters, as sites convert their pages whole, forms and names included."""

import csv
from functools import cache
from pathlib import Path


@cache
def _table() -> dict[int, str]:
    path = Path(__file__).parents[1] / "traditional.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {ord(row["simplified"]): row["traditional"] for row in csv.DictReader(file)}


def traditional(text: str) -> str:
    """The text character by character; words that differ (文件, 檔案) are left."""
    return text.translate(_table())
