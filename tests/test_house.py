"""The house rules that a reader relies on: rooms import downwards, files are small, names are known words."""

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from importlib import metadata
from pathlib import Path

import pytest

from tests.house import (
    FLOORS,
    MAY_IMPORT,
    PACKAGES,
    ROOT,
    at_import,
    floor,
    imported,
    modules,
    packages_of,
    picture,
    room,
)
from tests.longest import FILES, RANKS

MOST_LINES = 300
MOST_MODULES = 15
# Many alike by nature: a file a site system, a case, a test.
CROWDS = re.compile(r"spiders/(replica/)?families$|tests(/|$)|warehouse/schema/models$")
# Words that only this house once understood, and what they meant is called now.
PRIVATE_WORDS = {
    "ask": "sql",
    "door": "connect",
    "engine": "executor",
    "hands": "executor",
    "heads": "headers",
    "held": "site_cache",
    "judge": "response_outcome",
    "ledger": "crawl_state",
    "room": "scratch_dir",
    "said": "text",
    "scout": "column_search",
    "shelf": "disk_store",
    "sniff": "media_type",
    "spread": "shuffle",
    "told": "summary",
    "torn": "recovery",
    "usable": "figure_matrix",
    "visit": "site_walk",
    "who": "attribution",
    "wide": "figure_columns",
    "works": "context",
}
# What a machine would leave behind: home and build folders, package index hosts.
TRACES = re.compile(r"/home/\w|/root/|/work/|--index-url|pypi\.org/simple|registry\.npmjs", re.I)


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way(package: str) -> None:
    forbidden = set(PACKAGES) - {package} - MAY_IMPORT[package]
    paths = sorted((ROOT / package).rglob("*.py"))
    assert paths
    wrong = {str(path.relative_to(ROOT)): packages_of(path) & forbidden for path in paths}
    assert not {path: names for path, names in wrong.items() if names}


@pytest.mark.parametrize("package", PACKAGES)
def test_rooms_import_downwards(package: str) -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in modules().items()
        if module.split(".")[0] == package
        for name in imported(path)
        if name in modules() and name.split(".")[0] == package and room(name) != room(module)
        if floor(package, name) >= floor(package, module)
    ]
    assert not wrong


def test_every_room_of_the_table_is_there() -> None:
    there = {room(module) for module in modules()}
    assert there == {name for floors in FLOORS.values() for rooms in floors for name in rooms}


def test_the_picture_of_the_house_is_of_today() -> None:
    drawn = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    assert drawn == picture(), "run: python -m tests.house > docs/architecture.svg"


def test_no_import_goes_round() -> None:
    graph = {
        module: {name for name in at_import(path) if name in modules() and name != module}
        for module, path in modules().items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"these import each other: {' → '.join(error.args[1])}")
    assert len(order) == len(graph)


def test_no_module_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked()
        if path.suffix == ".py" and "tests" not in path.relative_to(ROOT).parts
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_no_folder_is_crowded() -> None:
    folders: dict[str, int] = {}
    for path in tracked():
        if path.suffix == ".py" and path.name != "__init__.py":
            folder = path.parent.relative_to(ROOT).as_posix()
            folders[folder] = folders.get(folder, 0) + 1
    crowded = {
        name: count for name, count in folders.items() if count > MOST_MODULES and not CROWDS.match(name)
    }
    assert not crowded


def test_file_names_are_words_that_a_stranger_knows() -> None:
    riddles = {
        str(path.relative_to(ROOT)): {word: PRIVATE_WORDS[word] for word in words}
        for path in tracked()
        if path.suffix in {".py", ".sql"} and path.relative_to(ROOT).parts[0] in {*PACKAGES, "tests"}
        if (words := PRIVATE_WORDS.keys() & set(path.stem.lower().split("_")))
    }
    assert not riddles


def test_reading_knows_no_network_and_no_clock() -> None:
    """Reading is pure: of the standard library and of spiders it takes nothing that could look around."""
    outside = {"socket", "urllib3", "requests", "scrapy", "twisted", "http", "random"}
    wrong = {
        str(path.relative_to(ROOT)): packages_of(path) & outside
        for path in sorted((ROOT / "extract").rglob("*.py"))
    }
    assert not {path: names for path, names in wrong.items() if names}


def test_repository_names_no_machine() -> None:
    texts = {".py", ".md", ".toml", ".sql", ".csv", ".lock", ".html", ".json", ".yml", ""}
    wrong = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if path.suffix in texts and path != Path(__file__).resolve()
        if (match := TRACES.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not wrong


def test_top_level_is_the_agreed_one() -> None:
    rest = {
        ".ci",
        ".editorconfig",
        ".gitattributes",
        ".gitignore",
        ".pre-commit-config.yaml",
        "CHANGELOG.md",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSES",
        "Makefile",
        "README.md",
        "README.zh.md",
        "REUSE.toml",
        "SECURITY.md",
        "docs",
        "pyproject.toml",
    }
    agreed = rest | {"requirements.lock", "requirements-dev.lock", "notebooks", "tests", *PACKAGES}
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= agreed


def pins(name: str) -> set[str]:
    """What a lock installs, `name==version`; every line of it goes on with its hashes."""
    lock = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^(\S+==\S+)(.*)", lock, re.M)
    assert all(rest.rstrip().endswith("\\") for _, rest in found)
    return {pin for pin, _ in found}


def test_users_install_a_part_of_what_developers_install_and_no_test_tool() -> None:
    users, developers = pins("requirements.lock"), pins("requirements-dev.lock")
    assert users < developers
    tools = {"pytest", "hypothesis", "mypy", "ruff", "deptry", "moto", "playwright", "marimo", "onnxruntime"}
    assert tools <= {pin.split("==")[0] for pin in developers - users}


def test_locks_hold_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    declared = {
        "requirements.lock": [*project["project"]["dependencies"], *groups["build"]],
        "requirements-dev.lock": [
            *(line for line in groups["dev"] if isinstance(line, str)),
            *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        ],
    }
    for lock, lines in declared.items():
        locked = {pin.split("==")[0] for pin in pins(lock)}
        assert not {re.split(r"[\[>=<]", line)[0].lower() for line in lines} - locked


@pytest.mark.parametrize("extra", ["browser", "exports", "mcp", "notebooks", "ocr", "scale", "web"])
def test_an_extra_is_a_part_of_the_lock_with_what_it_needs(extra: str) -> None:
    command = [sys.executable, ".ci/extras.py", extra]
    part = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    installed = set(re.findall(r"^(\S+)==\S+.*\\$", part, re.M))
    assert installed
    assert part.count("--hash=") >= len(installed)
    for name in installed & {dist.name.replace("_", "-").lower() for dist in metadata.distributions()}:
        needed = {
            re.split(r"[ \[>=<!~;(]", line)[0].replace("_", "-").replace(".", "-").lower()
            for line in metadata.requires(name) or ()
            if ";" not in line
        }
        assert needed <= installed, f"{name} needs {needed - installed}"


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    """By default pytest goes into no folder called `build`: that of tests/warehouse was never run."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    names = {part for folder in folders for part in folder.relative_to(ROOT).parts}
    left_out = pytestconfig.getini("norecursedirs")
    assert not [name for name in names if any(fnmatch(name, pattern) for pattern in left_out)]


def test_the_longest_files_of_tests_are_there() -> None:
    assert not [file for file in FILES if not (ROOT / file).is_file()]
    assert len(RANKS) == len(FILES), "one stands twice"
