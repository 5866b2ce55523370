"""How the files of each kind of part are made, as digests of the code and of the declarations it reads.

Nothing is listed by hand: code belongs to a recipe because a module that makes the files imports it, and each
such module says which declarations it reads. What the models make of the readings is no part of a recipe:
their rows stand in the fingerprint of each part.
"""

import hashlib
from pathlib import Path
from types import ModuleType

import duckdb
import pyarrow as pa

from extract.run.code_digest import BASE, code_digest, data_files, imported
from warehouse.build import facts
from warehouse.build.context import Recipes
from warehouse.build.years import copies, figures, findings, series, yearly

BUILD = "warehouse.build.pipeline"
VERSIONS = duckdb.__version__, pa.__version__  # other versions write other bytes


def recipes(base: Path = BASE) -> Recipes:
    """The recipes of this code; `base` is the folder of the packages whose sources are read."""
    return Recipes(
        facts=_recipe(base, (facts,), facts.declarations()),
        figures=_recipe(base, (yearly, figures), figures.declarations()),
        series=_recipe(base, (yearly, series), series.declarations()),
        copies=_recipe(base, (copies,), copies.declarations()),
        findings=_recipe(base, (findings,), findings.declarations()),
    )


def build_recipe(base: Path = BASE) -> str:
    """A digest of all code of a build and of every file beside it.

    No file is asked whether it decides a release: to build once too often costs less than to be wrong.
    """
    digest = hashlib.sha256(repr((VERSIONS, code_digest([BUILD], base))).encode())
    folders = base / "warehouse" / "schema"
    beside = {*data_files(imported([BUILD], base), base), *folders.rglob("*.sql"), *folders.rglob("*.csv")}
    for path in sorted(beside):
        digest.update(path.relative_to(base).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _recipe(base: Path, makers: tuple[ModuleType, ...], *declarations: object) -> str:
    code = code_digest((module.__name__ for module in makers), base)
    return hashlib.sha256(repr((VERSIONS, code, declarations)).encode()).hexdigest()
