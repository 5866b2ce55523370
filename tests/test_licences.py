"""Every package of the locks has a licence that goes with ours, and the list in docs is of today."""

import pytest

from tests.demo import ROOT
from tests.licences import is_allowed, licence, page, pins


def test_every_locked_package_may_be_used() -> None:
    refused = {pin.name: licence(pin.name) or "none" for pin in pins() if not is_allowed(licence(pin.name))}
    assert not refused


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
