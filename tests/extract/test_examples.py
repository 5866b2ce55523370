"""The examples in the docstrings of entry points hold."""

import doctest
from importlib import import_module

import pytest

WITH_EXAMPLES = ("extract.codebook", "extract.codebook.figure_text", "extract.codebook.vocabulary")
WITH_EXAMPLES += ("extract.mapping.align", "extract.checks.identities", "extract.report")


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_hold(name: str) -> None:
    found = doctest.testmod(import_module(name))
    assert found.attempted and not found.failed
