"""What every catalogue asks of a release that is handed out, told once for all files beside the data."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.handout.licence import LICENCE
from warehouse.release.delta import last_capture
from warehouse.release.manifest import Entry, Manifest, read_manifest
from warehouse.release.notice import notice
from warehouse.schema.tables import Table, tables

CREATOR = "nianbao contributors"
TITLE = {
    "en": "nianbao: China's annual reports on open government information",
    "zh": "年报：政府信息公开工作年度报告数据",
}
INVENTED_TITLE = {"en": " (invented demo)", "zh": "（虚构演示数据）"}
SUMMARY = {
    "en": "Every figure that Chinese public bodies print in their annual reports on open government, with "
    "the place it stands in, the checks of the form's own arithmetic, and the reason of each absence.",
    "zh": "各级公共机构政府信息公开工作年度报告中印出的每个数字：附所在位置与勾稽核对结果；缺报附原因。",
}
KEYWORDS = {
    "en": ("open government information", "freedom of information", "China", "annual reports"),
    "zh": ("政府信息公开", "年度报告", "依申请公开"),
}
INVENTED_KEYWORD = {"en": "invented", "zh": "虚构"}
MEDIA_TYPES = {".parquet": "application/vnd.apache.parquet", ".sql": "application/sql"}


@dataclass(frozen=True)
class Description:
    """A release under the name `version`.

    date: of the last capture, as 2026-01-31; a release knows no other time.
    doi: the one registered for this version, without https://doi.org/.
    years: the first and the last report year it holds, None where it holds no report.
    """

    manifest: Manifest
    version: str
    date: str
    doi: str | None = None
    years: tuple[int, int] | None = None

    @property
    def identifier(self) -> str:
        """Names the bytes, wherever they lie and whatever version they are handed out under."""
        return f"nianbao:{self.manifest.registry}:{self.manifest.release_id}"

    @property
    def page(self) -> str | None:
        """Where the DOI leads."""
        return f"https://doi.org/{self.doi}" if self.doi else None

    @property
    def title(self) -> dict[str, str]:
        """Language → title; an invented world says so in it."""
        suffix = INVENTED_TITLE if self.manifest.is_invented else {"en": "", "zh": ""}
        return {language: text + suffix[language] for language, text in TITLE.items()}

    @property
    def summary(self) -> dict[str, str]:
        """Language → what it is, after the notice of an invented world."""
        before = notice(self.manifest)
        return {language: f"{before} {text}".lstrip() for language, text in SUMMARY.items()}

    @property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """Language → keywords."""
        is_invented = self.manifest.is_invented
        return {
            language: (*words, INVENTED_KEYWORD[language]) if is_invented else words
            for language, words in KEYWORDS.items()
        }

    @property
    def bibtex(self) -> str:
        """The citation in BibTeX."""
        fields = {
            "author": f"{{{CREATOR}}}",
            "title": f"{{{self.title['en']}}}",
            "year": self.date[:4],
            "version": self.version,
            **({"doi": self.doi} if self.doi else {}),
            "note": f"Release {self.identifier}; {LICENCE['name']}",
        }
        return "@misc{nianbao, " + ", ".join(f"{name}={{{text}}}" for name, text in fields.items()) + "}"

    def files(self, table: Table) -> list[Entry]:
        """The files of a table, in the order of the manifest."""
        return [entry for entry in self.manifest.files if entry.table == table.name]

    def rows(self, table: Table) -> int:
        """How many rows a table has in all its files."""
        return sum(entry.rows or 0 for entry in self.files(table))


def describe(release: Path, version: str, doi: str | None = None) -> Description:
    """Description of a release folder that is handed out as `version`."""
    manifest = read_manifest(release)
    paths = [release / path for path in manifest.paths("reports")]
    years = pc.min_max(pq.read_table(paths, columns=["year"])["year"]).as_py()
    span = (int(years["min"]), int(years["max"])) if years["min"] is not None else None
    return Description(manifest, version, last_capture(release)[: len("2026-01-01")], doi, span)


def stored_tables() -> list[Table]:
    """The tables that have files of their own."""
    return [table for table in tables().values() if table.layout != "view"]


def partition(entry: Entry) -> dict[str, str]:
    """The columns that stand in the path of a file, as text.

    >>> partition(Entry("cells/year=2021/province=99/data.parquet", "", 0))
    {'year': '2021', 'province': '99'}
    """
    parts = [part.partition("=") for part in entry.path.split("/")]
    return {name: value for name, sign, value in parts if sign}


def media_type(entry: Entry) -> str:
    """The media type of a file as IANA has it."""
    return MEDIA_TYPES[Path(entry.path).suffix]
