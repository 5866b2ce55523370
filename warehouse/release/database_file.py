"""nianbao.duckdb: the views, macros and comments of a release in a file that any DuckDB opens.

It holds no data. Its views read the folder it lies in, so that a release can be moved or copied; opened
through a link such as `current`, or attached, they read the absolute path of the release it was made for.
DuckDB does not write the same bytes twice, so it is no part of the manifest: its checksum stands in a file
beside it, and a build makes both again where one is missing.
"""

from pathlib import Path

import duckdb

from warehouse.release.manifest import checksum
from warehouse.release.store import DATABASE, DATABASE_SUM, sync
from warehouse.schema.views import database_script


def write_database(release: Path, scratch_dir: Path) -> Path:
    """Make nianbao.duckdb of a release where it is missing, and return its path.

    It is made in `scratch_dir`, on the same disk, and moved in whole, after its checksum: a reader finds
    either no file or the finished one.
    """
    path, sums = release / DATABASE, release / DATABASE_SUM
    if path.exists() and sums.exists():
        return path
    draft, draft_sums = scratch_dir / DATABASE, scratch_dir / DATABASE_SUM
    with duckdb.connect(draft) as connection:
        connection.execute(database_script(release.name, DATABASE, str(release.resolve())))
    draft_sums.write_text(f"{checksum(draft)}  {DATABASE}\n", encoding="utf-8")
    path.unlink(missing_ok=True)
    for made in (draft_sums, draft):
        sync(made)
        made.replace(release / made.name)
    sync(release)
    return path
