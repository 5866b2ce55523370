"""Digests of code: the fast lexer and import finder agree with Python's own on every module."""

import ast
import io
import time
import tokenize
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.run import code_digest
from extract.run.code_digest import BASE, PACKAGES, data_files, imported, without_comments
from extract.run.version import READING

MODULES = {
    ".".join(path.relative_to(BASE).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((BASE / package).rglob("*.py"))
}
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstrings(source: str) -> set[tuple[int, int]]:
    """Where the docstrings begin: line and column."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, DOCUMENTED))
    found = (node.body[0] for node in nodes if ast.get_docstring(node) is not None)
    return {(statement.lineno, statement.col_offset) for statement in found}


def tokens(source: str, skip: set[tuple[int, int]]) -> list[str]:
    """The words of the code, without those that begin at `skip`."""
    read = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in read if token.type not in LAYOUT and token.start not in skip]


@pytest.mark.parametrize("module", MODULES)
def test_without_comments_leaves_every_other_token(module: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    stripped = without_comments(source.encode()).decode()
    assert tokens(stripped + "\n", set()) == tokens(source, docstrings(source))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('x = "#"  # note\n', 'x = "#"'),
        ("x = '''\n# text\n\n'''\n", "x = '''\n# text\n\n'''"),
        (
            'def f():  # why\n    # and how\n    """Says."""  # what\n\n    return 1\n',
            "def f():\n    return 1",
        ),
        ('class A:\n    r"""Says \\ ""."""\n    x: int = 1\n', "class A:\n    x: int = 1"),
        ('"""Says."""\nx = {"a": """text"""}\n', '\nx = {"a": """text"""}'),
        ('f(\n    """text"""\n)\n', 'f(\n    """text"""\n)'),
    ],
)
def test_only_comments_docstrings_and_blank_lines_go(source: str, code: str) -> None:
    assert without_comments(source.encode()).decode() == code


@pytest.mark.parametrize("module", MODULES)
def test_every_import_that_python_sees_is_found(module: str) -> None:
    wanted: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, "imports are absolute here"
            wanted |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    assert wanted & MODULES.keys() - set(PACKAGES) <= set(imported([module]))


def test_readers_named_in_a_table_belong_to_the_reading() -> None:
    from extract.readers import READERS

    assert set(READERS.values()) <= set(imported(READING))
    assert BASE / "spiders" / "content" / "regions.csv" in data_files(imported(READING))


def test_a_module_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match=r"no module extract\.report"):
        code_digest.code_digest(["extract.report"], tmp_path)


def test_a_digest_costs_less_than_to_parse_what_it_reads() -> None:
    def digested() -> None:
        for function in (code_digest._modules, code_digest._code, code_digest._needed):
            function.cache_clear()
        code_digest.code_digest(READING)

    sources = [MODULES[module] for module in imported(READING)]
    taken = [min(seconds(work) for _ in range(3)) for work in (digested, lambda: parsed(sources))]
    assert taken[0] < taken[1], "each build begins with a dozen digests"


def parsed(sources: list[Path]) -> None:
    for source in sources:
        ast.parse(source.read_bytes())


def seconds(work: Callable[[], None]) -> float:
    """Of the processor: other work on the machine counts little, and for both that are compared alike."""
    began = time.process_time()
    work()
    return time.process_time() - began
