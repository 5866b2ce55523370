"""croissant.json: a release as Croissant (JSON-LD 1.1), which tools of machine learning load tables from.

Paths are relative to the file, so that a copy of the folder is loaded from itself.
"""

import json
from pathlib import PurePosixPath

from warehouse.handout.description import CREATOR, Description, stored_tables
from warehouse.handout.licence import LICENCE
from warehouse.release.manifest import Entry
from warehouse.schema.tables import LAYOUTS, Column, Table

FORMAT = "application/x-parquet"  # as Croissant and its readers call Parquet
TYPES = {
    "BIGINT": "cr:Int64",
    "BOOLEAN": "sc:Boolean",
    "DATE": "sc:Date",
    "DOUBLE": "cr:Float64",
    "INTEGER": "cr:Int32",
    "SMALLINT": "cr:Int16",
    "VARCHAR": "sc:Text",
    "VARCHAR[]": "sc:Text",
}
# The context that the specification of Croissant 1.1 asks for, word for word: readers compare it.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(described: Description) -> str:
    """The JSON-LD: every file with size and checksum, every table a record set with a field a column."""
    tables = stored_tables()
    dataset = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": described.title,
        "description": described.summary,
        "url": described.page or "README.md",  # without a DOI nobody knows where this copy will be found
        "identifier": described.identifier,
        "version": described.version,
        "datePublished": described.date,
        "license": LICENCE["path"],
        "creator": {"@type": "Organization", "name": CREATOR},
        "citeAs": described.bibtex,
        "inLanguage": "zh",
        "keywords": [word for words in described.keywords.values() for word in words],
        "distribution": [
            *(_file_object(entry) for table in tables for entry in described.files(table)),
            *(_file_set(table) for table in tables if table.layout != "one"),
        ],
        "recordSet": [_record_set(table) for table in tables],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _file_object(entry: Entry) -> dict[str, object]:
    return {
        "@type": "cr:FileObject",
        "@id": entry.path,
        "name": PurePosixPath(entry.path).name,
        "contentUrl": entry.path,
        "contentSize": f"{entry.size} B",
        "encodingFormat": FORMAT,
        "sha256": entry.sha256,
    }


def _file_set(table: Table) -> dict[str, object]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table.name}-files",
        "name": f"{table.name}-files",
        "description": _both(table.en, table.zh),
        "encodingFormat": FORMAT,
        "includes": table.pattern,
    }


def _record_set(table: Table) -> dict[str, object]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": _both(table.en, table.zh),
        "key": [{"@id": _field_id(table, name)} for name in table.key],
        "field": [_field(table, column) for column in table.made],
    }


def _field(table: Table, column: Column) -> dict[str, object]:
    is_in_path = column.name in LAYOUTS[table.layout]
    unit = f" [{column.unit}]" if column.unit else ""
    return {
        "@type": "cr:Field",
        "@id": _field_id(table, column.name),
        "name": column.name,
        "description": _both(f"{column.en}{unit}", f"{column.zh}{unit}"),
        # What stands in a path is text: a year that no document tells is no number there.
        "dataType": "sc:Text" if is_in_path else TYPES.get(column.type, "sc:Float"),
        **({"isArray": True, "arrayShape": "-1"} if column.type.endswith("[]") else {}),
        "source": _source(table, column),
    }


def _source(table: Table, column: Column) -> dict[str, object]:
    if table.layout == "one":
        return {"fileObject": {"@id": table.pattern}, "extract": {"column": column.name}}
    files = {"@id": f"{table.name}-files"}
    if column.name not in LAYOUTS[table.layout]:
        return {"fileSet": files, "extract": {"column": column.name}}
    transform = {"regex": f".*{column.name}=([^/]+)/.*"}
    return {"fileSet": files, "extract": {"fileProperty": "fullpath"}, "transform": transform}


def _field_id(table: Table, column: str) -> str:
    return f"{table.name}/{column}"


def _both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}
