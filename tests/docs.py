"""SQL shown in README and docs, with the output printed below it: found, run on the demo, compared, renewed.

`python -m tests.docs` writes the outputs anew from the demo below data/; look at the diff before committing.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.demo import ROOT
from warehouse.query.connect import current
from warehouse.query.sql import run_query
from warehouse.query.terminal import print_result

PAIR = re.compile(r"```sql\n(?P<query>.*?)\n```\n\n```text\n(?P<output>.*?)\n?```", re.S)
LONELY = re.compile(r"```sql\n((?:(?!```).)*)\n```(?!\n\n```text\n)", re.S)
# A fenced block, or lines that are indented by four.
BLOCK = re.compile(
    r"^```(?P<language>\w*)\n(?P<code>.*?)\n```$|(?<=\n\n)(?P<indented>(?:    .*\n)+)", re.S | re.M
)
TYPED = re.compile(r"[$>] |(?:make|\.venv/|nianbao|python|marimo|duckdb|sha256sum|git|export|SET|ATTACH)\b")
REMARK = re.compile(r"\s+# .*")
CODE = re.compile(r"`([^`\n]+)`")
# What differs between two runs of the same demo: when it was collected.
MOVING = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\d{8}T\d{6}Z-\d{3}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A query in a page, and the output that the page says it has."""

    page: Path
    query: str
    output: str


def pages() -> list[Path]:
    """Every page of README and docs, in both languages."""
    return [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").rglob("*.md"))]


def twins() -> dict[Path, Path]:
    """Each Chinese page → the English one that it follows."""
    folder = ROOT / "docs"
    return {
        ROOT / "README.zh.md": ROOT / "README.md",
        **{page: folder / page.name for page in sorted((folder / "zh").glob("*.md"))},
    }


def commands(page: Path) -> list[str]:
    """What a page gives its readers to type, in order: SQL, and commands without their remarks."""
    found = []
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["language"] == "sql":
            found.append(block["code"])
        elif block["language"] != "text":
            lines = (block["code"] or block["indented"]).splitlines()
            typed = [REMARK.sub("", line.strip()) for line in lines]
            found += [line for line in typed if TYPED.match(line)]
    return found


def shown() -> Iterator[Shown]:
    """Every query with an output, in page order."""
    for page in pages():
        for match in PAIR.finditer(page.read_text(encoding="utf-8")):
            yield Shown(page, match["query"], match["output"])


def codes(page: Path) -> set[str]:
    """The names, columns, values and files that the running text of a page names in `code`."""
    return set(CODE.findall(BLOCK.sub("", page.read_text(encoding="utf-8"))))


@cache
def answer(query: str, data: Path) -> str:
    """What `python -m warehouse sql` prints for a query on the demo below a data folder, in this process.

    Asked once for both languages.
    """
    out, found = io.StringIO(), run_query(current("demo", data), query)
    print_result("table", found.names, found.rows, out)
    return out.getvalue().rstrip()


def settled(output: str) -> str:
    """An output without what moves from run to run, and without trailing blanks."""
    return "\n".join(MOVING.sub("…", line).rstrip() for line in output.strip().splitlines())


def renew(data: Path) -> None:
    """Write every output of every page anew."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        page.write_text(PAIR.sub(lambda match: _pair(match["query"], data), text), encoding="utf-8")


def _pair(query: str, data: Path) -> str:
    output = "\n".join(line.rstrip() for line in answer(query, data).splitlines())
    return f"```sql\n{query}\n```\n\n```text\n{output}\n```"


if __name__ == "__main__":
    renew(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data")
