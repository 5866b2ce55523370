"""datapackage.json: the Frictionless descriptor of a release (Data Package 2.0), and the schemas it names.

Every file is a resource of its own: several paths in one are, to that standard, one file cut in pieces, which
can be put together byte by byte. Parquet cannot.
"""

import json

from warehouse.handout.description import CREATOR, Description, media_type, partition, stored_tables
from warehouse.handout.licence import LICENCE
from warehouse.release.manifest import Entry
from warehouse.schema.tables import Column, Table

TYPES = {
    "VARCHAR": "string",
    "VARCHAR[]": "any",  # an array, which frictionless-py 5.21 refuses as it takes it from Parquet
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
}


def datapackage(described: Description) -> str:
    """The Frictionless descriptor: every file of every table a resource, with its checksum.

    Without `bytes`: frictionless-py 5.21 compares them with a count that it does not make of Parquet.
    """
    manifest = described.manifest
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"nianbao-{manifest.registry}",
        "title": f"{described.title['zh']} · {described.title['en']}",
        "description": described.summary["en"],
        "version": described.version,
        "id": described.page or described.identifier,
        "created": f"{described.date}T00:00:00Z",
        **({"homepage": described.page} if described.page else {}),
        "keywords": [word for words in described.keywords.values() for word in words],
        "contributors": [{"title": CREATOR, "roles": ["creator"]}],
        "licenses": [LICENCE],
        "nianbao:release": manifest.release_id,
        "nianbao:isInvented": manifest.is_invented,
        "resources": [
            _resource(table, entry) for table in stored_tables() for entry in described.files(table)
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def schemas() -> dict[str, str]:
    """Path → Table Schema of every table that has files: its fields and its key."""
    return {
        _schema_path(table): json.dumps(_schema(table), ensure_ascii=False, indent=1) + "\n"
        for table in stored_tables()
    }


def _schema_path(table: Table) -> str:
    return f"schemas/{table.name}.json"


def _resource(table: Table, entry: Entry) -> dict[str, object]:
    stands_in = partition(entry)
    return {
        "name": "-".join((table.name, *stands_in.values())).lower(),
        "type": "table",
        "title": table.zh,
        "description": table.en,
        "path": entry.path,
        "format": "parquet",
        "mediatype": media_type(entry),
        "hash": f"sha256:{entry.sha256}",
        **({"nianbao:partition": stands_in} if stands_in else {}),  # columns that stand in the path
        "schema": _schema_path(table),
    }


def _schema(table: Table) -> dict[str, object]:
    # A primary key of Table Schema holds no NULL, which ours may: an applicant is named in table three only.
    is_whole = not any(column.nullable for column in table.made if column.name in table.key)
    key: dict[str, object] = {"primaryKey": table.key} if is_whole else {"uniqueKeys": [table.key]}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        # In Parquet NULL is no text, and an empty text is one. frictionless-py takes NULL for nan in numbers.
        "missingValues": ["nan"],
        "fields": [_field(column) for column in table.stored],
        **key,
    }


def _field(column: Column) -> dict[str, object]:
    return {
        "name": column.name,
        "type": TYPES.get(column.type, "number" if column.type.startswith("DECIMAL") else "integer"),
        "title": column.zh,
        "description": column.en,
        "constraints": {"required": not column.nullable}
        | ({"enum": list(column.allowed)} if column.allowed and column.type == "VARCHAR" else {}),
    }
