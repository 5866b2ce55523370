"""The bench's documents: reports of random figures in every format and style the replica can write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spiders.replica.model import Report
from tests.bench.scans import make_report
from tests.replica import programs
from tests.replica.formats import STYLES, render


@dataclass(frozen=True, slots=True)
class Sample:
    """A file and the report it prints; `kind` is `format/style`, `name` ends in a usual extension.

    `report` is None of a real file: it is timed, not scored.
    """

    kind: str
    name: str
    data: bytes
    report: Report | None = None


def drawn(kinds: Sequence[str], count: int, seed: int = 1) -> Iterator[Sample]:
    """`count` documents, taking the kinds in turn; each holds other figures."""
    for number in range(seed, seed + count):
        kind = kinds[number % len(kinds)]
        file_format, _, style = kind.partition("/")
        report = make_report(number)
        yield Sample(kind, f"{number}.{file_format}", render(report, file_format, style), report)


def all_kinds() -> list[str]:
    """Every `format/style` that needs no program: the styles of one format stand apart in the list."""
    return [f"{name}/{style}" for name, styles in STYLES.items() for style in styles]


def printed_by_chromium(count: int, seed: int = 50_001) -> Iterator[Sample]:
    """HTML reports printed to PDF by a browser."""
    for number in range(seed, seed + count):
        report = make_report(number)
        data = programs.print_pdf(render(report, "html", "clean"))
        yield Sample("pdf/chromium", f"{number}.pdf", data, report)


def written_by_office(
    count: int, source: str, to: str, seed: int = 60_001, typeface: str = programs.TRUETYPE
) -> list[Sample]:
    """DOCX or XLSX reports converted by LibreOffice in one run."""
    reports = {str(number): make_report(number) for number in range(seed, seed + count)}
    files: Mapping[str, bytes] = {
        f"{name}.{source}": render(report, source, STYLES[source][0]) for name, report in reports.items()
    }
    made = programs.office(files, to, typeface)
    style = "libreoffice" if typeface == programs.TRUETYPE else "opentype"
    return [Sample(f"{to}/{style}", f"{name}.{to}", made[name], reports[name]) for name in reports]
