"""What a build tells people: what it made, where that lies, and what to do with it."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from warehouse.build.pipeline import Built
from warehouse.release.store import DATABASE


def report(built: Built, seconds: float) -> str:
    """The summary of a build."""
    state = "published" if built.is_new else "nothing changed: still"
    rows = ", ".join(f"{name} {count:,}" for name, count in built.rows.items())
    return (
        f"{state} release {built.release.name} in {seconds:.1f} s; "
        f"{built.written} partition files written, {built.kept} kept\n{rows}\n{built.release}"
    )


def next_steps(release: Path, registry: str, data: Path) -> str:
    """Commands to go on with, as they can be typed where this one was."""
    chosen = [] if registry == "demo" else ["--registry", registry]
    chosen += [] if data == Path("data") else ["--data", str(data)]
    sql, check = (shlex.join([*_program(), command, *chosen]) for command in ("sql", "check"))
    return "\n".join(
        (
            f"ask it:        {sql} \"from trend('req_new')\"",
            f'what it holds: {sql} "from dictionary"; ready questions: "from macros"',
            f"its quality:   {check}",
            f"with DuckDB:   duckdb -readonly {shlex.quote(str(release / DATABASE))}",
        )
    )


def _program() -> list[str]:
    """How this program was called: as nianbao, by its path, or as a package of Python."""
    called = Path(sys.argv[0])
    if called.name != "nianbao":
        return ["python", "-m", "warehouse"]
    found = shutil.which("nianbao")
    if found and called.exists() and called.samefile(found):
        return ["nianbao"]
    return [os.path.relpath(called) if called.is_relative_to(Path.cwd()) else str(called)]
