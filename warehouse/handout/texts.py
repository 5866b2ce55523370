"""The texts of a release that is handed out: what it holds, how good it is, what changed, how to cite it."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from warehouse.handout import diff
from warehouse.handout.licence import LICENCE
from warehouse.query import summary
from warehouse.query.terminal import Rows, plain
from warehouse.release.delta import summary as summary_of_changes
from warehouse.release.manifest import Manifest, read_manifest
from warehouse.release.notice import notice
from warehouse.release.store import CHANGES, DELTA
from warehouse.release.verify import SUMS
from warehouse.schema.tables import tables
from warehouse.schema.views import VIEWS

REASONS = (
    "source: the document changed, came or went; reader: the same document, read otherwise; correction: a "
    "line of corrections.csv, whose values `series` takes."
)


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


def citation(manifest: Manifest, version: str, date: str, doi: str | None) -> str:
    """CITATION.cff of the data set: the release id names its bytes."""
    title = "nianbao: China's annual reports on open government information"
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        'message: "If you use these data, please cite them with the version."',
        f'title: "{f"{title} (invented demo)" if manifest.is_invented else title}"',
        *([f'abstract: "{notice(manifest)}"'] if manifest.is_invented else []),
        "authors:",
        '  - name: "nianbao contributors"',
        f'version: "{version}"',
        f"date-released: {date}",
        f"license: {LICENCE['name']}",
        *([f'doi: "{doi}"'] if doi else []),
        "identifiers:",
        "  - type: other",
        f'    value: "nianbao:{manifest.registry}:{manifest.release_id}"',
        '    description: "Release id: the digest of the manifest, which holds the checksum of every file"',
    ]
    return "\n".join(lines) + "\n"


def readme(release: Path, version: str, date: str) -> str:
    """What is in the folder and how to open it."""
    manifest = read_manifest(release)
    paragraphs = [
        f"# nianbao {version} ({manifest.registry})",
        *([f"**{notice(manifest)}**"] if manifest.is_invented else []),
        f"Release `{manifest.release_id}`, last capture {date}, read by extractor "
        f"{', '.join(manifest.extractor_versions)}.",
        f"Open it in this folder with DuckDB: `duckdb -init {VIEWS}`; or read the Parquet with any tool. "
        "Every column is told in `dictionary.md`, the quality in `checks.md`, absences in `coverage.csv`, "
        "what changed since the release before in `CHANGES.md` and `changes.parquet`. "
        f"Check the bytes with `sha256sum -c {SUMS}`.",
        "## Tables",
        "\n".join(f"- `{table.name}`: {table.comment}" for table in tables().values()),
        "## Licence",
        "The reports are official documents. What we made of them is under "
        f"[{LICENCE['title']}]({LICENCE['path']}): use it for anything, and name the version (CITATION.cff).",
    ]
    return "\n\n".join(paragraphs) + "\n"
