"""Answers made once a release: a database in which a server looks up what a page would ask the nation for.

Lines of a place, its peers, the figures of a body over the years: each costs as much for one page as for all,
since the files lie in another order. So each such question is asked once, for all keys, and its rows are
stored by their key. They are the same rows: nothing else is asked, and nothing is reckoned anew.

    data/REGISTRY/warehouse/pages/RELEASE-QUESTIONS.duckdb

It is made from a release and may be removed at any time.
"""

import os
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb

from warehouse.query.connect import BESIDE, CONFIG
from warehouse.query.limits import Limits
from warehouse.release.manifest import read_manifest
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.views import views_script
from warehouse.web.sql.named import KEY, of_all_keys, tables_read

# Views that are stored, too, in the order in which they are looked into: what follows asks these, and so do
# the questions that are asked of the release. Of `series` and `sections` there is what pages ask for. Texts
# stand here since a report shows those it shares with others: a file is read whole for one of its texts.
VIEWS = {
    "rates": "FROM rates ORDER BY year, province_code, kind, function, level, report_id",
    "reports": "FROM reports ORDER BY report_id",
    "indicators": "FROM indicators ORDER BY ord",
    "rules": "FROM rules ORDER BY check_id",
    "series": """SELECT report_id, agency_id, year, scope, concept, value, grade, basis
        FROM series ORDER BY agency_id""",
    "sections": "SELECT report_id, ord, section, heading, text, locator FROM sections ORDER BY report_id",
}
ANSWERS = (
    "place_head",
    "place_lines",
    "place_applicants",
    "place_tiles",
    "place_peers",
    "place_bodies",
    "place_coverage",
    "place_gaps",
    "concept_head",
    "concept_ways",
    "concept_line",
    "concept_top",
    "body_head",
    "body_reports",
    "body_absent",
    "body_gaps",
    "body_copies",
    "page_findings",
    "report_head",
    "report_mentions",
    "report_problems",
    "report_versions",
    "report_sources",
    "report_partitions",
    "source_captures",
)
# Few rows of a key stand among few of others: a look-up reads one such group.
ROW_GROUP = 8192
FOLDER = "pages"
DRAFT = re.compile(r"\..+\.duckdb\.(\d+)(?:\.\w+)?")  # with the process that writes it


def looked_up(name: str) -> str:
    """SQL of the rows of one page, `$key`, in their order."""
    return f"SELECT * EXCLUDE ({KEY}) FROM {BESIDE}.{name} WHERE {KEY} = $key"


def sources(name: str) -> dict[str, str]:
    """View → SQL of its rows as they are stored, for each that a question reads."""
    return {view: f"FROM {BESIDE}.{view}" for view in VIEWS if view in tables_read(name)}


def file_name(release: Path) -> str:
    """What the file of a release is called: equal names have equal answers."""
    return f"{release.name}-{_questions()}.duckdb"


@cache
def _questions() -> str:
    """What changes when a question, a view or the library that writes the file does."""
    parts = (duckdb.__version__, views_script(comments=False), *VIEWS.values(), *map(of_all_keys, ANSWERS))
    return sha256("\n".join(parts).encode()).hexdigest()[:8]


def left_drafts(folder: Path) -> list[Path]:
    """What processes that are gone were writing: drafts, their logs, what they had spilled."""
    drafts = ((DRAFT.match(path.name), path) for path in folder.glob(".*"))
    return [path for named, path in drafts if named and not _is_alive(int(named[1]))]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives, and is somebody else's
        return True
    return True


def write(release: Path, out: Path, limits: Limits) -> Path:
    """Ask a release for the answers of every page, within the memory and threads of `limits`; returns `out`.

    Whoever looks finds the finished file or none. OSError where it cannot be written.
    """
    out.parent.mkdir(exist_ok=True)
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{limits.memory_mb}MB",
        "threads": limits.threads or 1,
        "temp_directory": f"{draft}.spill",
    }
    paths = [entry.path for entry in read_manifest(release).files]
    try:
        with duckdb.connect(config={**CONFIG, **settings}) as connection:
            connection.execute(views_script(str(release), comments=False, paths=paths))
            connection.execute(f"ATTACH {literal(str(draft))} AS {BESIDE} (ROW_GROUP_SIZE {ROW_GROUP})")
            for view, rows in VIEWS.items():
                connection.execute(f"CREATE TABLE {BESIDE}.{view} AS {rows}")
                connection.execute(f"CREATE OR REPLACE VIEW {view} AS FROM {BESIDE}.{view}")
            for name in ANSWERS:
                connection.execute(f"CREATE TABLE {BESIDE}.{name} AS {of_all_keys(name)}")
        return draft.replace(out)
    finally:
        for path in (draft, draft.with_name(f"{draft.name}.wal")):
            path.unlink(missing_ok=True)
