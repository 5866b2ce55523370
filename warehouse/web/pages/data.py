"""Data to take home: files with their checksums, licence, citation, what changed, and the feed."""

from collections.abc import Mapping
from pathlib import Path

from warehouse.handout.licence import LICENCE
from warehouse.release.delta import delta_of, summary
from warehouse.release.feed import FEED
from warehouse.release.manifest import MANIFEST
from warehouse.release.store import CHANGES, DELTA, PORTABLE
from warehouse.schema.tables import tables
from warehouse.web.content import Both, Content, Page
from warehouse.web.questions import Questions, Row


def build(questions: Questions, _: str, __: Mapping[str, str]) -> Content:
    """The page of the release as files."""
    told = delta_of(questions.path)
    return Content(
        Both("Data", "数据"),
        {
            "tables": _tables(questions),
            "licence": LICENCE,
            "changes": summary(told) if told else None,
            "counts": told["counts"] if told else {},
            "portable": _portable(questions),
            "corrections": questions.ask("corrections").rows,
        },
        (questions.ask("corrections"), questions.ask("release_totals")),
        downloads=_downloads(questions),
    )


def _downloads(questions: Questions) -> dict[str, Path]:
    """The portable file, tables of one file, what changed, and the feed of the store the release lies in."""
    release = questions.path
    names = [PORTABLE, CHANGES, DELTA, MANIFEST]
    names += [entry.path for entry in questions.manifest.files if "/" not in entry.path]
    found = {name: release / name for name in names} | {FEED: release.parents[1] / FEED}
    return {name: path for name, path in found.items() if path.is_file()}


def _portable(questions: Questions) -> Row | None:
    path = questions.path / PORTABLE
    return {"name": PORTABLE, "size": path.stat().st_size} if path.exists() else None


def _tables(questions: Questions) -> list[Row]:
    """Each table with its files added up, and the checksum of the one file where it is one."""
    entries = questions.manifest.files
    found = []
    for table in tables().values():
        files = [entry for entry in entries if entry.table == table.name]
        found.append(
            {
                "name": table.name,
                "zh": table.zh,
                "en": table.en,
                "files": len(files),
                "size": sum(entry.size for entry in files),
                "rows": sum(entry.rows or 0 for entry in files) if files else None,
                "sha256": files[0].sha256 if len(files) == 1 else "",
            }
        )
    return found


PAGE = Page("data", "data.html", build, label=Both("Data", "数据"), order=40, has_downloads=True)
