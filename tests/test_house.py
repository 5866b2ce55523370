"""The house rules that a reader relies on: rooms import one way, and the repository names no machine."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("spiders", "extract", "warehouse")
MAY_IMPORT = {"spiders": set(), "extract": {"spiders"}, "warehouse": {"extract", "spiders"}}
# What a machine would leave behind: home and build folders, package index hosts.
TRACES = re.compile(r"/home/\w|/root/|/work/|--index-url|pypi\.org/simple|registry\.npmjs", re.I)


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


def imported(path: Path) -> set[str]:
    """Top-level names of every package that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_one_way(room: str) -> None:
    forbidden = set(ROOMS) - {room} - MAY_IMPORT[room]
    modules = sorted((ROOT / room).rglob("*.py"))
    assert modules
    wrong = {str(path.relative_to(ROOT)): imported(path) & forbidden for path in modules}
    assert not {path: names for path, names in wrong.items() if names}


def test_reading_knows_no_network_and_no_clock() -> None:
    """Reading is pure: of the standard library and of spiders it takes nothing that could look around."""
    outside = {"socket", "urllib3", "requests", "scrapy", "twisted", "http", "random"}
    wrong = {
        str(path.relative_to(ROOT)): imported(path) & outside
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
        "Makefile",
        "README.md",
        "SECURITY.md",
        "docs",
        "pyproject.toml",
    }
    agreed = rest | {"requirements.lock", "requirements-dev.lock", "notebooks", "tests", *ROOMS}
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


@pytest.mark.parametrize("extra", ["browser", "notebooks", "ocr", "scale"])
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
