"""The rooms of the house and the floors they stand on, declared once: for the tests and for the picture.

python -m tests.house > docs/architecture.svg
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("spiders", "extract", "warehouse")
MAY_IMPORT = {"spiders": set(), "extract": {"spiders"}, "warehouse": {"extract", "spiders"}}
# The rooms of each package from the ground up: a module imports from its own room and from lower floors.
FLOORS = {
    "spiders": (
        {"spiders", "spiders.errors"},
        {"spiders.cluster", "spiders.command_line", "spiders.content", "spiders.net"},
        {"spiders.archive"},
        {"spiders.policy"},
        {"spiders.families"},
        {"spiders.parsing", "spiders.registry", "spiders.replica"},
        {"spiders.crawling"},
        {"spiders.batches"},
        {"spiders.crawl", "spiders.health", "spiders.middlewares"},
        {"spiders.discover"},
        {"spiders.survey"},
        {"spiders.__main__"},
    ),
    "extract": (
        {"extract", "extract.model"},
        {"extract.attribution", "extract.codebook", "extract.layout"},
        {"extract.checks", "extract.narrative", "extract.ocr", "extract.tools"},
        {"extract.mapping"},
        {"extract.readers"},
        {"extract.report"},
        {"extract.run"},
        {"extract.__main__"},
    ),
    "warehouse": (
        {"warehouse.errors"},
        {"warehouse.copying", "warehouse.object_store", "warehouse.schema"},
        {"warehouse.release"},
        {"warehouse.query"},
        {"warehouse.export", "warehouse.search"},
        {
            "warehouse",
            "warehouse.build",
            "warehouse.evidence",
            "warehouse.handout",
            "warehouse.mcp",
            "warehouse.mirror",
            "warehouse.nightly",
        },
        {"warehouse.web"},
        {"warehouse.options", "warehouse.build_summary"},
        {"warehouse.commands"},
        {"warehouse.__main__", "warehouse.cli"},
    ),
}
# What passes from one package to the next, named above the columns of the picture.
HANDED_ON = {
    "spiders": "archive (WARC, log)",
    "extract": "readings (Parquet)",
    "warehouse": "release (Parquet, DuckDB)",
}


@cache
def modules() -> dict[str, Path]:
    """Every module of the three packages by its dotted name."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return {_dotted(path): path for path in paths}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imported(path: Path) -> frozenset[str]:
    """Dotted names of everything that a module imports, functions' own imports among them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules() else node.module for name in names}
    return frozenset(found)


def packages_of(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def at_import(path: Path) -> Iterator[str]:
    """Modules of the house that a module needs while it is being imported: those of its top level."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in modules() else node.module


def room(module: str) -> str:
    """The folder below the package, or the module itself where it lies in the package's own folder."""
    parts = module.split(".")
    is_folder = len(parts) > 2 or modules()[module].name == "__init__.py"
    return ".".join(parts[:2]) if is_folder else module


def floor(package: str, module: str) -> int:
    found = [number for number, rooms in enumerate(FLOORS[package]) if room(module) in rooms]
    assert found, f"{module}: give its room a floor in FLOORS"
    return found[0]


def purpose(name: str) -> str:
    """The first line of a room's docstring."""
    path = modules()[name]
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n", 1)[0]


WIDTH, GAP, BOX_WIDTH, LINE, HEAD = 1440, 24, 448, 15, 56
STYLE = """text { font: 12px system-ui, sans-serif; fill: #1f2933 }
.name { font-weight: 600; font-size: 13px } .head { font-size: 18px; font-weight: 700 }
.box { fill: #f5f7fa; stroke: #9aa5b1 } .ground { fill: #fff } .label { fill: #1c7c54; font-weight: 600 }
@media (prefers-color-scheme: dark) {
text { fill: #e4e7eb } .box { fill: #27303b; stroke: #616e7c }
.ground { fill: #12181f } .label { fill: #57d9a3 }
}"""


def _box_lines(name: str, width: float) -> list[str]:
    return wrap(purpose(name), int((width - 20) / 6.6))


def _box(name: str, x: float, y: float, width: float, height: float) -> str:
    """A room with its name and purpose as SVG."""
    parts = [
        f'<rect class="box" rx="6" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"/>',
        f'<text class="name" x="{x + 10:.0f}" y="{y + 20:.0f}">{escape(name.split(".", 1)[-1])}</text>',
    ]
    for number, line in enumerate(_box_lines(name, width), 1):
        parts.append(f'<text x="{x + 10:.0f}" y="{y + 20 + LINE * number:.0f}">{escape(line)}</text>')
    return "\n".join(parts)


def _floors(package: str) -> Iterator[tuple[list[str], float, float]]:
    """(rooms, width of each, height) of every floor of a package, the top one first."""
    for rooms in reversed(FLOORS[package]):
        if names := sorted(name for name in rooms if name != package):
            width = (BOX_WIDTH - 8 * (len(names) - 1)) / len(names)
            yield names, width, 30 + LINE * max(len(_box_lines(name, width)) for name in names)


def _column(package: str, x: float, bottom: float) -> Iterator[str]:
    """A package as a column of floors that stands on the ground line `bottom`."""
    floors = list(_floors(package))
    y = bottom - sum(height + 10 for _, _, height in floors)
    yield f'<text class="head" x="{x:.0f}" y="{y - 20:.0f}">{package}/</text>'
    yield f'<text class="label" x="{x + 140:.0f}" y="{y - 20:.0f}">→ {HANDED_ON[package]}</text>'
    for names, width, height in floors:
        for number, name in enumerate(names):
            yield _box(name, x + (width + 8) * number, y, width, height)
        y += height + 10


def picture() -> str:
    """The house as SVG: a column a package, its rooms by floor; imports run downwards, and to the left."""
    tallest = max(sum(height + 10 for _, _, height in _floors(package)) for package in PACKAGES)
    bottom = HEAD + tallest
    columns = [
        part
        for number, package in enumerate(PACKAGES)
        for part in _column(package, GAP + number * (BOX_WIDTH + GAP), bottom)
    ]
    height = bottom + GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}">',
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{height:.0f}"/>',
            *columns,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(picture())
