"""The conversation that docs/mcp.md shows: its questions, asked again, and the page with their answers.

`python -m tests.warehouse.mcp.transcript [DATA]` writes the answers anew from the demo below data/.
"""

import json
import re
import sys
from pathlib import Path

from tests.demo import ROOT
from tests.docs import settled
from tests.warehouse.mcp.conversation import Answer, Question, by_stdio

PAGE = ROOT / "docs" / "mcp.md"
SHOWN = re.compile(r"```text\n→ (?P<tool>\w+) (?P<arguments>\{.*\})\n(?:(?P<answer>[\s\S]*?)\n)?```")
RELEASE = re.compile(r'"release": "\w+"')


def shown() -> list[Question]:
    """The questions of the page; what is expected is the answer beside each."""
    found = SHOWN.finditer(PAGE.read_text(encoding="utf-8"))
    return [
        Question("shown", match["tool"], json.loads(match["arguments"]), match["answer"]) for match in found
    ]


def text(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1)


def without_moving_parts(answer: str) -> str:
    """An answer without what differs between two runs of the demo."""
    return RELEASE.sub('"release": "…"', re.sub(r'"warc_offset": \d+', '"warc_offset": …', settled(answer)))


def renew(data: Path) -> None:
    """Write the answers of the page anew."""
    answers = iter(by_stdio(data, shown()))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        SHOWN.sub(
            lambda match: f"```text\n→ {match['tool']} {match['arguments']}\n{text(next(answers))}\n```", page
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    renew(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data")
