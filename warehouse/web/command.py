"""The commands `site` and `serve`."""

import argparse
import os
from pathlib import Path

from spiders.archive.data_dir import archive_dir
from warehouse.query import locate
from warehouse.web import site
from warehouse.web.server import application
from warehouse.web.server.serving import Serving


def run(options: argparse.Namespace, release: Path) -> int:
    """Write the pages of a release, or serve those of whichever is current, until interrupted."""
    archive = archive_dir(options.data, options.registry)
    if options.command == "serve":
        serving = Serving(
            lambda: locate.current(options.registry, options.data),
            archive=archive,
            processes=os.cpu_count() or 1,
        )
        application.serve(serving, options.host, options.port, options.name, options.allow_origin)
        return 0
    written = site.write(release, options.out, options.workers, options.place, archive)
    size = f"{written.size / 1e6:,.0f} MB"
    print(f"{written.pages:,} pages, {written.files:,} files, {size}\n{written.folder / 'index.html'}")
    return 0
