"""What stands beside a release for catalogues and loaders, judged by the tools that people read it with."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
from decimal import Decimal
from importlib import resources
from itertools import islice
from pathlib import Path

import frictionless
import jsonschema
import mlcroissant
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rdflib

from tests.demo import ROOT
from tests.warehouse.warehouse_world import World
from warehouse.handout import bundle
from warehouse.handout.description import describe, media_type, partition, stored_tables
from warehouse.release.manifest import read_manifest
from warehouse.release.store import Store
from warehouse.schema.tables import LAYOUTS

# Of the tools themselves: mlcroissant 1.1 with pandas 3.1, rdflib 7.6.
pytestmark = [
    pytest.mark.filterwarnings("ignore:The inplace keyword"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
]
DOI = "10.5281/zenodo.1"
DCAT = """
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


@pytest.fixture(scope="module")
def of_demo(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo handed out."""
    release = Store(demo / "demo" / "warehouse").current()
    assert release
    return bundle.write(release, "2026.1", tmp_path_factory.mktemp("demo") / "2026.1", doi=DOI)


@pytest.fixture(scope="module")
def small(of_2021: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports of bodies that nobody invented, handed out without a DOI."""
    return bundle.write(of_2021.release, "2026.1", tmp_path_factory.mktemp("small") / "2026.1")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(_: socket.socket, address: object) -> None:
        raise AssertionError(f"{address} was called")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def profile(name: str) -> jsonschema.protocols.Validator:
    """The JSON schema that the Data Package standard publishes, as dplib has it."""
    text = (resources.files("dplib") / "profiles" / "2.0" / name).read_text("utf-8")
    schema = json.loads(text)
    made: jsonschema.protocols.Validator = jsonschema.validators.validator_for(schema)(schema)
    return made


@pytest.mark.parametrize("folder", ["small", "of_demo"])
def test_the_data_package_is_as_the_standard_says(folder: str, request: pytest.FixtureRequest) -> None:
    root: Path = request.getfixturevalue(folder)
    package = json.loads((root / "datapackage.json").read_text("utf-8"))
    assert not list(profile("datapackage.json").iter_errors(package))
    files = {entry.path: entry for entry in read_manifest(root).files if entry.path.endswith(".parquet")}
    assert {resource["path"] for resource in package["resources"]} == {*files}
    assert len({resource["name"] for resource in package["resources"]}) == len(files)
    for resource in package["resources"]:
        entry = files[resource["path"]]
        assert resource["hash"] == f"sha256:{entry.sha256}"
        assert resource.get("nianbao:partition", {}) == partition(entry)
    described = describe(root, "1")
    for table in stored_tables():
        schema = json.loads((root / "schemas" / f"{table.name}.json").read_text("utf-8"))
        assert not list(profile("tableschema.json").iter_errors(schema))
        for entry in described.files(table):
            assert pq.read_schema(root / entry.path).names == [field["name"] for field in schema["fields"]]


def test_frictionless_reads_every_table_and_finds_nothing_wrong(small: Path, tmp_path: Path) -> None:
    report = frictionless.validate(str(small / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] == sum(1 for _ in small.rglob("*.parquet")) - len(["changes.parquet"])
    copy = shutil.copytree(small, tmp_path / "copy")
    shutil.copyfile(copy / "sites.parquet", copy / "rules.parquet")
    changed = frictionless.validate(str(copy / "datapackage.json"), resource_name="rules")
    assert "incorrect-label" in {row[-1] for row in changed.flatten(["rowNumber", "fieldNumber", "type"])}


def plain(value: object) -> object:
    """A value as both sides have it: Croissant knows no decimals, bytes for texts, and a time for a date."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, pd.Timestamp):
        return value.date()
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.usefixtures("no_network")
def test_croissant_loads_every_table_of_the_demo(of_demo: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(of_demo / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert not issues.errors | issues.warnings
    assert dataset.metadata.version == "2026.1"
    assert dataset.metadata.url == f"https://doi.org/{DOI}"
    described = describe(of_demo, "1")
    for table in stored_tables():
        entry = min(described.files(table), key=lambda entry: entry.path)
        rows = pq.read_table(of_demo / entry.path).slice(0, 3).to_pylist()
        expected = [{name: plain(value) for name, value in (row | partition(entry)).items()} for row in rows]
        found = [
            {name.removeprefix(f"{table.name}/"): plain(value) for name, value in record.items()}
            for record in islice(dataset.records(table.name), len(expected))
        ]
        assert found == expected, table.name
        assert not found or set(found[0]) == {column.name for column in table.made}


def test_croissant_refuses_a_file_with_other_bytes(small: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(small, tmp_path / "copy")
    (copy / "rules.parquet").chmod(0o644)
    shutil.copyfile(copy / "sites.parquet", copy / "rules.parquet")
    dataset = mlcroissant.Dataset(jsonld=str(copy / "croissant.json"))
    assert list(dataset.records("sites"))
    with pytest.raises(mlcroissant.GenerationError) as caught:
        list(dataset.records("rules"))
    assert "is not identical" in str(caught.value.__cause__)


@pytest.fixture
def graph(request: pytest.FixtureRequest) -> tuple[Path, rdflib.Graph]:
    root: Path = request.getfixturevalue(request.param)
    document = root / "dcat.jsonld"
    return root, rdflib.Graph().parse(document, format="json-ld", publicID=document.as_uri())


def answers(graph: rdflib.Graph, what: str, where: str) -> list[str]:
    """The values of an expression over what fits a pattern."""
    found = graph.query(f"{DCAT} SELECT ({what} AS ?answer) {{ {where} }}")
    return [str(row.answer) for row in found]


@pytest.mark.parametrize("graph", ["small", "of_demo"], indirect=True)
def test_dcat_has_what_dcat_ap_asks_for(graph: tuple[Path, rdflib.Graph]) -> None:
    root, found = graph
    one = """
        ?dataset a dcat:Dataset ; dct:publisher/foaf:name ?publisher ; dct:license ?licence ;
            dct:language ?language ; dcat:theme ?theme ; dct:accessRights ?rights ; dcat:version ?version ;
            dct:temporal [ dcat:startDate ?start ; dcat:endDate ?end ] ; dct:issued ?issued .
    """
    assert answers(found, "?version", one) == ["2026.1"]
    for what in ("dct:title", "dct:description", "dcat:keyword"):
        assert {*answers(found, "lang(?text)", f"?d a dcat:Dataset ; {what} ?text")} == {"en", "zh"}
    is_invented = read_manifest(root).is_invented
    assert bool(answers(found, "?where", "?d dct:spatial ?where")) is not is_invented
    assert bool(answers(found, "?words", "?d dct:provenance/rdfs:label ?words")) is is_invented


@pytest.mark.parametrize("graph", ["small", "of_demo"], indirect=True)
def test_dcat_tells_every_file_with_size_and_checksum(graph: tuple[Path, rdflib.Graph]) -> None:
    root, found = graph
    files = """
        ?dataset dcat:distribution ?d . ?d a dcat:Distribution ; dcat:accessURL ?access ;
            dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?type ; dct:license ?licence ;
            dct:title ?title ; spdx:checksum [ spdx:algorithm ?algorithm ; spdx:checksumValue ?sum ] .
    """
    listed = {
        (row.url, int(row.size), str(row.sum), str(row.type).rpartition("assignments/media-types/")[2])
        for row in found.query(f"{DCAT} SELECT * {{ {files} }}")
    }
    expected = {
        (
            rdflib.URIRef((root / entry.path).as_uri().replace("%3D", "=")),
            entry.size,
            entry.sha256,
            media_type(entry),
        )
        for entry in read_manifest(root).files
        if entry.path.endswith(".parquet")
    }
    assert listed == expected
    assert found.value(
        predicate=rdflib.DCTERMS.identifier, object=rdflib.Literal(describe(root, "1").identifier)
    )


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("folder", ["small", "of_demo"])
def test_the_card_loads_every_table_that_has_rows(
    folder: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    import datasets  # after no_network, which it looks at when it is imported
    from huggingface_hub import DatasetCard

    root: Path = request.getfixturevalue(folder)
    card = DatasetCard.load(root / "README.md")
    assert (card.data.license, card.data.language) == ("cc-by-4.0", ["zh"])
    assert card.text.lstrip().startswith("# nianbao 2026.1")
    described = describe(root, "1")
    filled = {table.name: described.rows(table) for table in stored_tables() if described.rows(table)}
    assert datasets.get_dataset_config_names(str(root)) == list(filled)
    assert datasets.get_dataset_default_config_name(str(root)) == "reports"
    cut = [table.name for table in stored_tables() if LAYOUTS[table.layout] and table.name in filled]
    for name in ["reports", "agencies", *cut]:
        loaded = datasets.load_dataset(str(root), name, split="train", cache_dir=str(tmp_path))
        assert len(loaded) == filled[name], name


@pytest.mark.parametrize("folder", ["small", "of_demo", ""])
def test_a_citation_is_valid(folder: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Of both worlds, and of the software; one that names no authors is refused."""
    root: Path = request.getfixturevalue(folder) if folder else ROOT
    without = tmp_path / "CITATION.cff"
    without.write_text((root / without.name).read_text("utf-8").replace("authors:", "writers:"), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run([*command, root / without.name], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    refused = subprocess.run([*command, without], capture_output=True, text=True)
    assert "'authors' is a required property" in refused.stdout


def test_every_file_has_its_checksum(small: Path) -> None:
    with contextlib.chdir(small):
        done = subprocess.run(
            ["sha256sum", "--check", "--strict", "SHA256SUMS"], capture_output=True, text=True
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK\n") == sum(1 for path in small.rglob("*") if path.is_file()) - 1
