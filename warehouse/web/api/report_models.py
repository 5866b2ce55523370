"""What a whole annual report and the proof of a figure hold, as the API describes them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from warehouse.web.api.answers import Envelope
from warehouse.web.api.columns import Id, column, described, row_model, rows, said
from warehouse.web.api.listings import BODIES, FIGURES, REPORTS

Check: Any = row_model(
    "Check",
    *(f"checks.{name}" for name in ("rule_id", "scope", "outcome", "severity", "left_value", "right_value")),
    *("checks.verdict", "checks.note", "findings.why", "findings.statement_zh"),
)
Section: Any = row_model(
    "Section", *(f"sections.{name}" for name in ("ord", "section", "heading", "text", "locator"))
)
Capture: Any = row_model(
    "Capture",
    *(f"captures.{name}" for name in ("url", "fetched_at", "media_type", "digest", "batch")),
    *("documents.warc_offset", "captures.byte_count"),
)


class OtherReport(BaseModel):
    """A report of the same body and year that speaks for others."""

    model_config = ConfigDict(extra="forbid")
    report_id: Id = described("reports.report_id")
    scope: str = described("reports.scope")


AnnualReport: type[BaseModel] = create_model(
    "AnnualReport",
    __base__=Envelope,
    body=(BODIES.row, said("Whose report it is", "年报所属主体")),
    report=(REPORTS.row, said("Its current edition", "现行版本")),
    other_reports=(
        rows(OtherReport),
        said("Of the same body and year, for another scope", "同一主体同一年度、其他口径的年报"),
    ),
    figures=(
        rows(FIGURES.row),
        said("Every printed cell, in the order of the document", "印出的每一格，按文件次序"),
    ),
    checks=(rows(Check), said("The arithmetic of the form, asked of it", "表样勾稽关系的核对结果")),
    sections=(rows(Section), said("Its running text", "章节正文")),
    capture=(
        Capture | None,
        said("Where the archive holds the bytes it was read from", "所读字节在存档中的位置"),
    ),
)
ProvedFigure: Any = create_model(
    "ProvedFigure",
    __config__=ConfigDict(extra="forbid"),
    figure=(
        FIGURES.row,
        said("The cell; `locator` is its place in the bytes", "单元格；locator 是它在字节中的位置"),
    ),
    capture=(
        Capture | None,
        said("Where the archive holds the bytes that it stands in", "该格所在字节在存档中的位置"),
    ),
    checks=(
        rows(Check),
        said("The arithmetic that it takes part in, and how it came out", "该格参与的勾稽关系及核对结果"),
    ),
    page=(
        str,
        said(
            "The cell on the page of its report, an address of this server",
            "该格在年报页面上的地址（本服务器）",
        ),
    ),
)
Provenance: type[BaseModel] = create_model(
    "Provenance",
    __base__=Envelope,
    report=(REPORTS.row, said("The edition that prints the figure", "印出该数字的版本")),
    items=(
        rows(ProvedFigure),
        said("Its cells, each with the bytes it stands in", "该数字的各格，及其所在的字节"),
    ),
)
APPLICANT: Any = Literal[column("cells.applicant").allowed]
SCOPE: Any = Literal[column("reports.scope").allowed]


class ReportChoice(BaseModel):
    """Which report of a body and year is meant, where there are several."""

    model_config = ConfigDict(extra="forbid")
    scope: SCOPE | None = said(
        "Whom the report speaks for; the body itself where it is not told",
        "年报代表谁；不填则取主体自身的",
        None,
    )


class CellChoice(BaseModel):
    """Which cells of a figure are meant; all of them where it is not told."""

    model_config = ConfigDict(extra="forbid")
    applicant: APPLICANT | None = described("cells.applicant", None)
