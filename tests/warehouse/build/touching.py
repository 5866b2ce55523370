"""What each file of the packages decides: each is touched in a copy, and what is made anew by it noted.

    cd COPY && PYTHONPATH=ROOT python -m tests.warehouse.build.touching

prints, as JSON, touched file → names of the fingerprints that changed. `extractor` is the version of the
readings; the others are the recipes of a release's parts. A part is also made anew by what its documents
hold: a change of the readings, of a model or of a seed reaches it that way, and is no part of a recipe.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from extract.run import code_digest, version
from extract.run.code_digest import PACKAGES, imported
from extract.run.version import READING, extractor_version
from warehouse.build.recipes import recipes

NOTHING: frozenset[str] = frozenset()
READINGS = frozenset({"extractor"})
YEARLY = frozenset({"figures", "series"})
FACTS = YEARLY | {"facts"}
COPIES = frozenset({"copies", "findings"})  # a check reads what was found to be copied
PARTS = FACTS | COPIES
# Code by package, the first pattern that fits. A file that none fits fails the test: say what it decides.
# `extract/run/capture.py` tells the reader what is known of a document, so it decides; the rest of `run`
# runs.
CODE = {
    "spiders/errors.py": PARTS,  # errors of the warehouse are of its kind
    "spiders/*": NOTHING,  # but for what the reader imports of spiders/content, see `touches`
    "extract/__init__.py": NOTHING,
    "extract/__main__.py": NOTHING,
    "extract/run/capture.py": READINGS,
    "extract/run/record_batch.py": READINGS,
    "extract/run/*": NOTHING,
    "extract/tools/*": NOTHING,
    "extract/report.py": READINGS,
    "extract/codebook/__init__.py": READINGS | PARTS,
    "extract/codebook/expression.py": READINGS | PARTS,
    "extract/codebook/*": READINGS,
    "extract/model/__init__.py": READINGS | PARTS,
    "extract/model/reading.py": READINGS | PARTS,
    "extract/model/*": READINGS,
    "extract/attribution/*": READINGS,
    "extract/layout/*": READINGS,
    "extract/checks/*": READINGS,
    "extract/mapping/*": READINGS,
    "extract/narrative/*": READINGS,
    "extract/ocr/*": READINGS,
    "extract/readers/*": READINGS,
    "warehouse/__init__.py": NOTHING,
    "warehouse/__main__.py": NOTHING,
    "warehouse/cli.py": NOTHING,
    "warehouse/errors.py": PARTS,
    "warehouse/nightly.py": NOTHING,
    "warehouse/options.py": NOTHING,
    "warehouse/export/*": NOTHING,
    "warehouse/build_summary.py": NOTHING,
    "warehouse/query/*": NOTHING,
    "warehouse/evidence/*": NOTHING,
    "warehouse/handout/*": NOTHING,
    "warehouse/mcp/*": NOTHING,
    "warehouse/search/*": NOTHING,
    "warehouse/commands/*": NOTHING,
    "warehouse/mirror/*": NOTHING,
    "warehouse/object_store.py": NOTHING,
    "warehouse/web/*": NOTHING,
    "warehouse/release/__init__.py": PARTS,
    "warehouse/release/manifest.py": PARTS,
    "warehouse/release/*": NOTHING,
    "warehouse/schema/__init__.py": PARTS,
    "warehouse/schema/tables.py": PARTS,
    "warehouse/schema/arrow_schemas.py": PARTS,
    "warehouse/schema/contract.py": PARTS,
    "warehouse/schema/arrow_batches.py": PARTS,
    "warehouse/schema/nested_lists.py": PARTS,
    "warehouse/schema/figure_columns.py": PARTS,
    "warehouse/schema/figure_values.py": YEARLY,
    "warehouse/schema/crosswalk.py": frozenset({"series"}),
    "warehouse/schema/check_queries.py": frozenset({"findings"}),
    "warehouse/schema/duckdb_connection.py": COPIES,
    "warehouse/schema/models.py": frozenset({"findings"}),
    "warehouse/schema/severities.py": frozenset({"findings"}),
    "warehouse/schema/benchmarks.py": NOTHING,
    "warehouse/schema/reference_tables.py": NOTHING,
    "warehouse/schema/view_parts/*": NOTHING,
    "warehouse/schema/views.py": NOTHING,
    "warehouse/build/__init__.py": PARTS,
    "warehouse/build/context.py": PARTS,
    "warehouse/build/years/__init__.py": YEARLY | COPIES,
    "warehouse/build/parts.py": PARTS,
    "warehouse/build/parquet_files.py": PARTS,
    "warehouse/build/facts.py": frozenset({"facts"}),
    "warehouse/build/shuffle.py": frozenset({"facts"}),
    "warehouse/build/standing.py": NOTHING,  # what it takes over has the same recipe
    "warehouse/build/years/figure_matrix.py": YEARLY,
    "warehouse/build/years/report_figures.py": YEARLY,
    "warehouse/build/years/yearly.py": YEARLY,
    "warehouse/build/years/shelves.py": YEARLY | COPIES,
    "warehouse/build/years/known_documents.py": YEARLY | COPIES,
    "warehouse/build/years/figures.py": frozenset({"figures"}),
    "warehouse/build/years/series.py": frozenset({"series"}),
    "warehouse/build/budget.py": PARTS,  # of the context, too
    "warehouse/build/kept.py": PARTS,  # the context of every part knows where it is
    "warehouse/build/years/copies.py": COPIES,
    "warehouse/build/years/copied_sections.py": COPIES,
    "warehouse/build/years/copied_pairs.py": COPIES,
    "warehouse/build/years/copied_tables.py": COPIES,
    "warehouse/build/years/standing_copies.py": COPIES,
    "warehouse/build/years/findings.py": frozenset({"findings"}),
    "warehouse/build/years/check_relations.py": frozenset({"findings"}),
    "warehouse/build/years/standing_findings.py": frozenset({"findings"}),
    "warehouse/copying/*": COPIES,
    "warehouse/build/file_digests.py": NOTHING,
    "warehouse/build/partitions.py": NOTHING,
    "warehouse/build/pipeline.py": NOTHING,
    "warehouse/build/planning.py": NOTHING,
    "warehouse/build/small_tables.py": NOTHING,
    "warehouse/build/recipes.py": NOTHING,
    "warehouse/build/staging/*": NOTHING,
    "warehouse/build/unchanged.py": NOTHING,
}
Change = Callable[[str], str]


@dataclass(frozen=True)
class Touch:
    """A change of one file, and what it must make anew."""

    name: str
    files: str
    change: Change
    expected: frozenset[str]


def cell(column: str, change: Change = lambda text: text + "某", **where: str) -> Change:
    """Change the filled cells of a column of a CSV, in the rows that hold what `where` says."""

    def changed(text: str) -> str:
        rows = csv.DictReader(io.StringIO(text))
        out = io.StringIO()
        writer = csv.DictWriter(out, rows.fieldnames or (), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            if row[column] and all(row[name] == value for name, value in where.items()):
                row[column] = change(row[column])
            writer.writerow(row)
        return out.getvalue()

    return changed


def last_line(text: str) -> str:
    """The last line twice: a row more, or SQL of another text."""
    return text + text.rstrip("\n").rpartition("\n")[2] + "\n"


CODEBOOK, SCHEMA = "extract/codebook", "warehouse/schema"
GRADES = {"1": "2", "2": "3"}
DATA = (
    # A row name is the comment of a column of `figures`, inside its files.
    Touch("label", f"{CODEBOOK}/indicators.csv", cell("name_zh"), READINGS | {"figures"}),
    Touch("note", f"{CODEBOOK}/indicators.csv", cell("note"), READINGS),
    Touch("label", f"{CODEBOOK}/applicants.csv", cell("name_zh"), READINGS | {"figures"}),
    Touch(
        "grade",
        f"{CODEBOOK}/crosswalk.csv",
        cell("comparability", lambda grade: GRADES.get(grade, grade)),
        READINGS | {"series"},
    ),
    Touch("note", f"{CODEBOOK}/crosswalk.csv", cell("note"), READINGS),
    Touch(
        "severity", f"{CODEBOOK}/identities.csv", cell("severity", lambda _: "info"), READINGS | {"findings"}
    ),
    Touch(
        "block",
        f"{CODEBOOK}/identities.csv",
        cell("block", lambda _: "T2"),
        READINGS | {"series", "findings"},
    ),
    Touch("words", f"{CODEBOOK}/identities.csv", cell("statement_zh"), READINGS),
    Touch("row", f"{CODEBOOK}/[!aci]*.csv", last_line, READINGS),
    Touch("row", f"{CODEBOOK}/imprint_labels.csv", last_line, READINGS),
    Touch("cells", f"{SCHEMA}/columns.csv", cell("zh", table="cells"), frozenset({"facts"})),
    Touch("figures", f"{SCHEMA}/columns.csv", cell("en", table="figures"), frozenset({"figures"})),
    Touch("series", f"{SCHEMA}/columns.csv", cell("en", table="series"), frozenset({"series"})),
    Touch("findings", f"{SCHEMA}/columns.csv", cell("en", table="findings"), frozenset({"findings"})),
    Touch("reports", f"{SCHEMA}/columns.csv", cell("en", table="reports"), NOTHING),
    Touch("comment", f"{SCHEMA}/columns.csv", cell("comment_zh"), NOTHING),  # of the Chinese page alone
    Touch(
        "order", f"{SCHEMA}/tables.csv", cell("sort", lambda _: "ord", table="cells"), frozenset({"facts"})
    ),
    Touch("reports", f"{SCHEMA}/tables.csv", cell("en", table="reports"), NOTHING),
    Touch("copies", f"{SCHEMA}/columns.csv", cell("en", table="copies"), frozenset({"copies"})),
    Touch("phrase", "warehouse/copying/formulas.csv", cell("pattern"), frozenset({"copies"})),
    Touch("why", "warehouse/copying/formulas.csv", cell("why"), NOTHING),
    Touch("query", f"{SCHEMA}/checks/*.sql", last_line, frozenset({"findings"})),
    Touch(
        "why",
        f"{SCHEMA}/checks/*.sql",
        lambda text: text.replace("\n", " in other words\n", 2).replace(" in other words\n", "\n", 1),
        NOTHING,
    ),
    Touch("query", f"{SCHEMA}/models/out_findings.sql", last_line, frozenset({"findings"})),
    # The view that a check asks.
    Touch("query", f"{SCHEMA}/models/view_controls.sql", last_line, frozenset({"findings"})),
    Touch("query", f"{SCHEMA}/models/*.sql", last_line, NOTHING),
    Touch("query", f"{SCHEMA}/macros.sql", last_line, NOTHING),
    Touch("row", f"{SCHEMA}/seeds/*.csv", last_line, NOTHING),
    # What counts of a text that is compared: no headings of the form.
    Touch("row", "spiders/content/section_headings.csv", last_line, READINGS | {"copies"}),
    Touch("row", "spiders/content/*.csv", last_line, READINGS),
    Touch("row", "spiders/*.csv", last_line, NOTHING),
    Touch("words", "spiders/registry/*/invented", last_line, NOTHING),  # read when a release says what it is
    Touch("row", f"{SCHEMA}/synonyms.csv", last_line, NOTHING),
    Touch("query", "warehouse/web/queries/*.sql", last_line, NOTHING),
    Touch("look", "warehouse/web/templates/*.html", last_line, NOTHING),
    Touch("look", "warehouse/web/assets/*", last_line, NOTHING),
    Touch("example", "warehouse/web/parts/console/examples/*.md", last_line, NOTHING),
    Touch("mark", "extract/py.typed", lambda _: "\n", READINGS),  # as every file beside the code of readers
    Touch("mark", "*/py.typed", lambda _: "\n", NOTHING),
)


def module_of(path: str) -> str:
    """The name by which a source is imported."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def touches(path: str) -> Iterator[Touch]:
    """What is done to a file; nothing for a file of which nobody said what it decides."""
    if path.endswith(".py"):
        expected = next((expected for pattern, expected in CODE.items() if fnmatch(path, pattern)), None)
        module = module_of(path)
        if module.startswith("spiders.content"):
            expected = READINGS if module in imported(READING) else NOTHING
            expected |= COPIES if module in imported(["warehouse.copying.counted"]) else NOTHING
        if expected is not None:
            yield Touch("code", path, lambda text: text + "\nTOUCHED = 1\n", expected)
        return
    named: set[str] = set()
    for touch in DATA:
        if fnmatch(path, touch.files) and touch.name not in named:
            named.add(touch.name)
            yield touch


def files(base: Path) -> list[str]:
    """Every file of the packages."""
    found = (path for package in PACKAGES for path in (base / package).rglob("*") if path.is_file())
    return sorted(path.relative_to(base).as_posix() for path in found if path.suffix != ".pyc")


def fingerprints(base: Path) -> dict[str, str]:
    """Every fingerprint, of the files as they are now."""
    return {"extractor": extractor_version(base), **asdict(recipes(base))}


def forget(path: str) -> None:
    """Empty the caches that may hold what a file said; of code what was lexed, as none is loaded again."""
    own = [module for name, module in sys.modules.items() if name.partition(".")[0] in PACKAGES]
    for module in [version] if path.endswith(".py") else [each for each in own if each is not code_digest]:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    LEXED.pop(module_of(path), None)


LEXED: dict[str, bytes] = {}  # module → its code as it counts


def lex_once() -> None:
    """Let each text of a source be lexed once: of seven hundred touches each changes one of six hundred."""
    known: dict[tuple[str, bytes], tuple[str, ...]] = {}
    lex, needed = cache(code_digest.without_comments), code_digest._needed

    def code(module: str, base: Path) -> bytes:
        if module not in LEXED:
            LEXED[module] = lex(code_digest._source_file(module, base).read_bytes())
        return LEXED[module]

    def needs(module: str, base: Path) -> tuple[str, ...]:
        key = module, code_digest._code(module, base)
        if key not in known:
            known[key] = needed.__wrapped__(module, base)
        return known[key]

    code_digest._code = code  # type: ignore[assignment]
    code_digest._needed = needs  # type: ignore[assignment]


def changed(base: Path, before: dict[str, str], path: str, change: Change) -> list[str]:
    """The fingerprints that differ while a file is changed."""
    file = base / path
    whole = file.read_bytes()
    file.write_text(change(whole.decode()), encoding="utf-8")
    forget(path)
    try:
        after = fingerprints(base)
    finally:
        file.write_bytes(whole)
        forget(path)
    return sorted(name for name in before if after[name] != before[name])


def main() -> None:
    base = Path.cwd()
    lex_once()
    before = fingerprints(base)
    found = {
        f"{path}: {touch.name}": changed(base, before, path, touch.change)
        for path in files(base)
        for touch in touches(path)
    }
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
