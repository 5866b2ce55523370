"""Read report files and print their figures; with --registry NAME, read the captures of an archive instead.

Exit code: 0 all files read, 1 some file could not be read, 2 it could not start or go on, 130 interrupted.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from extract.run import output
from extract.run.files import read_files
from spiders.command_line import ended_in_words, legible_output


def main(arguments: Sequence[str] | None = None, prog: str = "python -m extract") -> int:
    """Run the command; returns the exit code that the help names."""
    legible_output()
    return ended_in_words("extract", 2, lambda: run(parser(prog), arguments))


def run(usage: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    """Read what the arguments name; returns the exit code."""
    options = usage.parse_args(arguments)
    if options.registry:
        return read_archive(options)
    if not options.files:
        usage.error("name at least one FILE, or --registry NAME")
    form = options.format or output.format_of(options.output)
    if form in output.WHOLE and options.output is None:
        usage.error(f"--format {form} needs -o OUT")
    readings = read_files(options.files, options.url, options.workers)
    return output.write(readings, form, options.output)


def read_archive(options: argparse.Namespace) -> int:
    """Read the captures of a registry, on this machine or on a Dask cluster."""
    from extract.run import archive_run

    if options.dask is None:
        return archive_run.run(options.registry, options.data, options.workers)
    try:
        from extract.run import dask as cluster
        from spiders.cluster import ClusterError
    except ImportError as error:
        print(f"--dask: {error}. Dask comes with the extra `scale`.", file=sys.stderr)
        return 2
    try:
        with cluster.connected(options.dask, options.workers) as dask:
            return archive_run.run(options.registry, options.data, read=dask.read)
    except ClusterError as error:
        print(f"--dask {options.dask}: {error}", file=sys.stderr)
        return 1


def parser(prog: str) -> argparse.ArgumentParser:
    """Options of the command, which calls itself `prog` in its help and its errors."""
    made = argparse.ArgumentParser(prog, description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    made.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a report: HTML, PDF, Word, …")
    made.add_argument("--url", help="where the file came from; helps to tell agency and year")
    made.add_argument(
        "--format", choices=output.FORMATS, help="(default: what OUT's ending names, else table)"
    )
    made.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write here instead of standard output: out.csv, out.xlsx, out.json …",
    )
    made.add_argument("--registry", help="read the archive of this registry, a name or a folder")
    made.add_argument("--data", type=Path, default=Path("data"), help="the data directory (default: data)")
    made.add_argument("--dask", metavar="ADDRESS", help="read on a Dask cluster: tcp://HOST:PORT, or local")
    made.add_argument("--workers", type=int, default=1, help="processes that read side by side (default: 1)")
    return made


if __name__ == "__main__":
    sys.exit(main())
