"""A release to hand out: a self-contained folder with the data, their meaning, their quality, and a citation.

Nothing in it depends on when or where it is written: the date is that of the last capture.
"""

import json
import shutil
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.handout import diff
from warehouse.query import summary
from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.query.export import export
from warehouse.query.terminal import Rows, plain
from warehouse.release.manifest import MANIFEST, read_manifest
from warehouse.release.store import MADE_BESIDE, sync_tree
from warehouse.release.verify import SUMS, write_sums
from warehouse.schema.tables import LAYOUTS, Table, tables
from warehouse.schema.views import VIEWS

TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "VARCHAR[]": "array", "DOUBLE": "number"}
LICENCE = "Apache-2.0"


def write(release: Path, version: str, out: Path, since: Path | None = None) -> Path:
    """Write a release as the self-contained folder `out` under the name `version`, and return the folder.

    `since` is the release folder that diff.md tells the changes from (none: no diff.md). Equal releases give
    equal bytes, whenever and wherever. WarehouseError where the folder exists: a version that was handed out
    is not written again.

    >>> write(Path("data/demo/warehouse/current"), "2026.1", Path("handed-out/2026.1"))  # doctest: +SKIP
    PosixPath('handed-out/2026.1')
    """
    if out.exists():
        raise WarehouseError(f"{out} exists; choose another version or remove the folder.")
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    # The connection stays open all the while, so that `prune` leaves the release alone.
    with connect_release(release) as connection:
        shutil.copytree(release, draft, ignore=shutil.ignore_patterns(*MADE_BESIDE))
        date = _date(connection)
        for name, text in _texts(release, version, date, since).items():
            (draft / name).write_text(text, encoding="utf-8")
        export(release, ["coverage", "dictionary"], draft)
    write_sums(draft)
    sync_tree(draft)
    draft.rename(out)
    return out


def holds(out: Path, release: Path) -> bool:
    """Whether a folder was handed out from this release."""
    manifest = out / MANIFEST
    return manifest.exists() and manifest.read_bytes() == (release / MANIFEST).read_bytes()


def _date(connection: ReadOnlyConnection) -> str:
    ((latest,),) = connection.execute("SELECT left(max(fetched_at), 10) FROM captures").fetchall()
    return str(latest or "1970-01-01")


def _texts(release: Path, version: str, date: str, since: Path | None) -> dict[str, str]:
    """File name → text of what stands beside the data."""
    texts = {
        "datapackage.json": datapackage(release, version),
        "dictionary.md": dictionary(),
        "checks.md": quality(release),
        "CITATION.cff": citation(version, date),
        "README.md": readme(release, version, date),
    }
    return texts | ({"diff.md": changes(since, release)} if since else {})


def datapackage(release: Path, version: str) -> str:
    """The Frictionless descriptor: every table a resource, its files, fields and key."""
    manifest = read_manifest(release)
    resources = [
        _resource(table, [entry.path for entry in manifest.files if _table_of(entry.path) == table.name])
        for table in tables().values()
        if table.layout != "view"
    ]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"nianbao-{manifest.registry}",
        "title": "政府信息公开工作年度报告数据 · China's annual reports on open government",
        "version": version,
        "id": manifest.release_id,
        "licenses": [{"name": LICENCE}],
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _table_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".parquet")


def _resource(table: Table, paths: list[str]) -> dict[str, object]:
    fields = [
        {
            "name": column.name,
            "type": TYPES.get(column.type, "number" if column.type.startswith("DECIMAL") else "integer"),
            "title": column.zh,
            "description": column.en,
            "constraints": {"required": not column.nullable}
            | ({"enum": list(column.allowed)} if column.allowed and column.type == "VARCHAR" else {}),
        }
        for column in table.stored
    ]
    # A primary key of Table Schema holds no NULL, which ours may: an applicant is named in table three only.
    is_whole = not any(column.nullable for column in table.columns if column.name in table.key)
    key = {"primaryKey": list(table.key)} if is_whole else {"uniqueKeys": [list(table.key)]}
    return {
        "name": table.name,
        "type": "table",
        "title": table.zh,
        "description": table.en,
        "path": paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "nianbao:partitions": list(LAYOUTS[table.layout]),  # columns that stand in the path
        "schema": {"fields": fields} | key,
    }


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


def changes(since: Path, release: Path) -> str:
    parts = [f"# Changes since {read_manifest(since).release_id}\n"]
    for part in diff.compare(since, release):
        parts.append(f"## {part.title}: {len(part.rows)}\n\n{markdown(part.names, part.rows)}")
    return "\n".join(parts)


def citation(version: str, date: str) -> str:
    """CITATION.cff of the data set."""
    return (
        "cff-version: 1.2.0\ntype: dataset\n"
        'message: "If you use these data, please cite them with the version."\n'
        'title: "nianbao: China\'s annual reports on open government information"\n'
        'authors:\n  - name: "nianbao contributors"\n'
        f'version: "{version}"\ndate-released: {date}\nlicense: {LICENCE}\n'
    )


def readme(release: Path, version: str, date: str) -> str:
    """What is in the folder and how to open it."""
    manifest = read_manifest(release)
    listed = [f"- `{table.name}`: {table.comment}" for table in tables().values()]
    return (
        f"# nianbao {version} ({manifest.registry})\n\n"
        f"Release `{manifest.release_id}`, last capture {date}, read by extractor "
        f"{', '.join(manifest.extractor_versions)}.\n\n"
        f"Open it in this folder with DuckDB: `duckdb -init {VIEWS}`; or read the Parquet with any tool. "
        "Every column is told in `dictionary.md`, the quality in `checks.md`, absences in `coverage.csv`. "
        f"Check the bytes with `sha256sum -c {SUMS}`.\n\n## Tables\n\n" + "\n".join(listed) + "\n"
    )
