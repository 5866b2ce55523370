"""The texts of a release that is handed out: what it holds, how good it is, what changed, how to cite it."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from warehouse.handout import diff
from warehouse.handout.dataset_card import front_matter
from warehouse.handout.description import CREATOR, Description
from warehouse.handout.licence import LICENCE
from warehouse.query import summary
from warehouse.query.terminal import Rows, plain
from warehouse.release.delta import summary as summary_of_changes
from warehouse.release.notice import notice
from warehouse.release.store import CHANGES, DELTA
from warehouse.release.verify import SUMS
from warehouse.schema.tables import comments_zh, tables
from warehouse.schema.view_parts.macros import macros
from warehouse.schema.views import VIEWS

REASONS = (
    "source: the document changed, came or went; completion: it was not whole, and a further page of it "
    "came; reader: the same document, read otherwise; correction: a line of corrections.csv, whose values "
    "`series` takes."
)

ABOUT_ZH = (
    "一版数据里的每张表、每一列；在 SQL 里可以查 dictionary 表。NULL 表示没有，绝不等于零。"
    "单位栏里，count 是件数，year 是年份，day 是天数，byte 是字节。"
)
PRINTED_ZH = "照印的数；没有印出数字时为 NULL"  # of each figure of the forms


def dictionary() -> str:
    """Every table and column in Markdown."""
    parts = ["# Dictionary 数据字典\n"]
    for table in tables().values():
        parts.append(f"## {table.name}\n\n{table.comment}. Key: {', '.join(table.key)}.\n")
        rows = [
            (column.name, column.type, column.unit, column.zh, column.en, ", ".join(column.allowed))
            for column in table.columns
        ]
        parts.append(markdown(["column", "type", "unit", "中文", "English", "values"], rows))
    parts.append("## Macros 宏\n\nCommon questions by name; `from macros` lists them.\n")
    parts += [f"`{each.call}`: {each.comment}\n\n    {each.example}\n" for each in macros().values()]
    return "\n".join(parts)


def dictionary_zh() -> str:
    """The same for readers of Chinese, whose values are told in the words."""
    parts = [f"# 数据字典\n\n[English](../dictionary.md)\n\n{ABOUT_ZH}\n"]
    for table in tables().values():
        parts.append(f"## {table.name}\n\n{table.zh}。主键：{'、'.join(table.key)}。\n")
        rows = [
            (
                column.name,
                column.zh,
                comments_zh().get((table.name, column.name), PRINTED_ZH),
                column.type,
                column.unit,
            )
            for column in table.columns
        ]
        parts.append(markdown(["列", "名称", "说明", "类型", "单位"], rows))
    parts.append("## 宏\n\n常见的问题各有一个名字；`from macros` 列出全部。\n")
    parts += [f"`{each.call}`：{each.zh}\n\n    {each.example}\n" for each in macros().values()]
    return "\n".join(parts)


def markdown(names: list[str], rows: Rows) -> str:
    """A Markdown table."""
    whole = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(_cell(value) for value in row)} |\n" for row in whole)


def _cell(value: object) -> str:
    return "" if value is None else str(plain(value)).replace("|", "\\|").replace("\n", " ")


def quality(release: Path) -> str:
    """The checks report: what `python -m warehouse check` says, in Markdown."""
    parts = ["# Checks 质量\n"]
    for part in summary.summarise(release):
        parts.append(f"## {part.title}\n\n{markdown(part.names, part.rows)}")
    return "\n".join(parts)


def changes(folder: Path) -> str:
    """The changelog of the data, from the changes.parquet and delta.json of a folder."""
    told = json.loads((folder / DELTA).read_text(encoding="utf-8"))
    parts = [f"# Changes 变化\n\n{summary_of_changes(told)}\n"]
    if told["notice"]:
        parts.append(f"**{told['notice']}**\n")
    parts.append(f"Reasons: {REASONS}\n")
    for part in diff.results(pq.read_table(folder / CHANGES)):
        parts.append(f"## {part.title}: {len(part.rows)}\n\n{markdown(part.names, part.rows)}")
    return "\n".join(parts)


def citation(described: Description) -> str:
    """CITATION.cff of the data set: the release id names its bytes."""
    manifest = described.manifest
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        'message: "If you use these data, please cite them with the version."',
        f'title: "{described.title["en"]}"',
        *([f'abstract: "{notice(manifest)}"'] if manifest.is_invented else []),
        "authors:",
        f'  - name: "{CREATOR}"',
        f'version: "{described.version}"',
        f"date-released: {described.date}",
        f"license: {LICENCE['name']}",
        *([f'doi: "{described.doi}"'] if described.doi else []),
        "identifiers:",
        "  - type: other",
        f'    value: "{described.identifier}"',
        '    description: "Release id: the digest of the manifest, which holds the checksum of every file"',
    ]
    return "\n".join(lines) + "\n"


def readme(described: Description) -> str:
    """What is in the folder and how to open it, below the front matter of a data set's card."""
    manifest = described.manifest
    paragraphs = [
        f"{front_matter(described)}\n# nianbao {described.version} ({manifest.registry})",
        *([f"**{notice(manifest)}**"] if manifest.is_invented else []),
        f"Release `{manifest.release_id}`, last capture {described.date}, read by extractor "
        f"{', '.join(manifest.extractor_versions)}.",
        f"Open it in this folder with DuckDB: `duckdb -init {VIEWS}`; or read the Parquet with any tool. "
        "Every column is told in `dictionary.md`, the quality in `checks.md`, absences in `coverage.csv`, "
        "what changed since the release before in `CHANGES.md` and `changes.parquet`. "
        f"Check the bytes with `sha256sum -c {SUMS}`.",
        "For programs, with the size and checksum of every file of the data: `datapackage.json` "
        "(Frictionless), `croissant.json` (Croissant), `dcat.jsonld` (DCAT-AP). Where a table is cut into "
        "files, `year` and `province` stand in the paths (`cells/year=…/province=…/`): DuckDB, Arrow and "
        "Croissant read them there; `datasets.load_dataset` does not, so join with `reports` by `report_id`.",
        "## Tables",
        "\n".join(f"- `{table.name}`: {table.comment}" for table in tables().values()),
        "## Licence",
        "The reports are official documents. What we made of them is under "
        f"[{LICENCE['title']}]({LICENCE['path']}): use it for anything, and name the version (CITATION.cff).",
    ]
    return "\n\n".join(paragraphs) + "\n"
