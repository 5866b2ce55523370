"""The house rules that a reader relies on: rooms import one way, and the repository names no machine."""

import ast
import re
import subprocess
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
        ".gitattributes",
        ".gitignore",
        "LICENSE",
        "Makefile",
        "README.md",
        "docs",
        "pyproject.toml",
    }
    agreed = rest | {"requirements.lock", "notebooks", "tests", *ROOMS}
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= agreed


def test_lock_pins_every_package_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+==\S+)(.*)", lock, re.M)
    assert len(pins) > 50
    assert all(rest.rstrip().endswith("\\") for _, rest in pins)
