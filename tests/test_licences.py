"""Every package of the locks has a licence that goes with ours, and the list in docs is of today."""

import json
import subprocess
import sys

import pytest

from tests.demo import ROOT
from tests.house import packages_of
from tests.licences import PROGRAMS, is_allowed, licence, page, pins


def test_every_locked_package_may_be_used() -> None:
    refused = {pin.name: licence(pin.name) or "none" for pin in pins() if not is_allowed(licence(pin.name))}
    assert set(refused) <= set(PROGRAMS), refused


def test_programs_under_the_gpl_are_for_developers_and_imported_by_nothing() -> None:
    assert {pin.users for pin in pins() if pin.name in PROGRAMS} == {"developers"}
    listing = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    importing = [
        name for name in listing.stdout.splitlines() if packages_of(ROOT / name) & {*PROGRAMS.values()}
    ]
    assert not importing


def test_every_file_has_its_licence_and_each_licence_its_text() -> None:
    """What https://reuse.software asks: by REUSE.toml and LICENSES/, the data under a licence of its own."""
    linted = subprocess.run(
        [sys.executable, "-m", "reuse", "lint", "--json"], cwd=ROOT, capture_output=True, text=True
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    summary = json.loads(linted.stdout)["summary"]
    assert summary["used_licenses"] == ["Apache-2.0", "CC-BY-4.0"]
    assert summary["files_total"] > 1000


def test_the_list_is_of_today() -> None:
    listed = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert listed == page(), "run: python -m tests.licences > docs/licences.md"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("MPL-2.0 AND MIT", True),
        ("GPL-3.0-only OR Apache-2.0", True),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("LGPL-3.0-or-later", False),
        ("", False),
        ("Dual License", False),
    ],
)
def test_what_is_unknown_or_asks_for_more_is_refused(expression: str, expected: bool) -> None:
    assert is_allowed(expression) is expected
