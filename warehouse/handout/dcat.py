"""dcat.jsonld: a release as a DCAT 3 data set with what DCAT-AP 3 asks for, so that data portals can list it.

Addresses of files are relative to the document: they hold wherever the folder is put.
"""

import json

from warehouse.handout.description import CREATOR, Description, media_type, stored_tables
from warehouse.handout.licence import LICENCE
from warehouse.release.manifest import Entry
from warehouse.release.notice import notice
from warehouse.schema.tables import Table

EU = "http://publications.europa.eu/resource/authority"  # the code lists that DCAT-AP names
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat(described: Description) -> str:
    """The JSON-LD: the data set, and a distribution a file with its size and checksum."""
    manifest = described.manifest
    dataset = {
        "@context": CONTEXT,
        "@id": described.page or "./",
        "@type": "dcat:Dataset",
        "dct:title": _tagged(described.title),
        "dct:description": _tagged(described.summary),
        "dct:identifier": [described.identifier, *([described.page] if described.page else [])],
        "dcat:version": described.version,
        "dct:issued": _typed(described.date, "date"),
        "dct:creator": _agent(),
        "dct:publisher": _agent(),
        "dct:license": {"@id": LICENCE["path"]},
        "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
        "dct:language": {"@id": f"{EU}/language/ZHO"},
        "dcat:theme": {"@id": f"{EU}/data-theme/GOVE"},
        "dcat:keyword": [
            {"@language": language, "@value": word}
            for language, words in described.keywords.items()
            for word in words
        ],
        # An invented world lies in no country.
        **({} if manifest.is_invented else {"dct:spatial": {"@id": f"{EU}/country/CHN"}}),
        **({"dct:temporal": _years(described.years)} if described.years else {}),
        **({"dct:provenance": _statement(line)} if (line := notice(manifest)) else {}),
        "dcat:distribution": [
            _distribution(table, entry) for table in stored_tables() for entry in described.files(table)
        ],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _distribution(table: Table, entry: Entry) -> dict[str, object]:
    return {
        "@id": f"dcat.jsonld#{entry.path}",
        "@type": "dcat:Distribution",
        "dct:title": entry.path,
        "dct:description": _tagged({"en": table.en, "zh": table.zh}),
        "dcat:accessURL": {"@id": entry.path},
        "dcat:downloadURL": {"@id": entry.path},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type(entry)}"},
        "dcat:byteSize": _typed(str(entry.size), "nonNegativeInteger"),
        "dct:license": {"@id": LICENCE["path"]},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(entry.sha256, "hexBinary"),
        },
    }


def _agent() -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": CREATOR}


def _years(years: tuple[int, int]) -> dict[str, object]:
    first, last = years
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _typed(f"{first}-01-01", "date"),
        "dcat:endDate": _typed(f"{last}-12-31", "date"),
    }


def _statement(line: str) -> dict[str, str]:
    return {"@type": "dct:ProvenanceStatement", "rdfs:label": line}


def _tagged(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text} for language, text in texts.items()]


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}
