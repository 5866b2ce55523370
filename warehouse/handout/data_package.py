"""datapackage.json: the Frictionless descriptor of a release (Data Package 2.0)."""

import json
from pathlib import Path

from warehouse.handout.licence import LICENCE
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import notice
from warehouse.schema.tables import LAYOUTS, Table, tables

TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "VARCHAR[]": "array", "DOUBLE": "number"}


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
        "description": notice(manifest) or "Every printed figure with the place it stands in.",
        "nianbao:isInvented": manifest.is_invented,
        "licenses": [LICENCE],
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
