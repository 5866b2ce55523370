"""Reading: everything `read` found in one document, and its Arrow shape (one row a document)."""

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Literal

import pyarrow as pa

Status = Literal["reported", "blank", "dash", "not_in_form", "unreadable"]
Method = Literal["label", "order_proved", "ocr", "second_reader"]
Outcome = Literal["passed", "failed", "not_applicable"]
Verdict = Literal["source_anomaly", "reading_doubtful", "inconclusive"]


# Figures, checks and mentions are values, never changed once made; `frozen` would make them much slower.
@dataclass(slots=True, unsafe_hash=True)
class Figure:
    """One printed cell of the form (contract C)."""

    indicator: str
    value: Decimal | None
    raw: str
    status: Status
    locator: str
    applicant: str | None = None
    item: str | None = None
    unit: str | None = None
    method: Method = "label"

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        return self.indicator, self.applicant, self.item


@dataclass(slots=True, unsafe_hash=True)
class Check:
    """One identity of the codebook applied to one column, row or block; `verdict` only where it failed."""

    rule_id: str
    scope: str
    outcome: Outcome
    severity: str
    left: Decimal | None = None
    right: Decimal | None = None
    verdict: Verdict | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, where, and what to do; `kind` is a key of problems.PROBLEMS."""

    kind: str
    locator: str
    message: str
    advice: str
    severity: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the report's numbered sections: its heading and running text as printed."""

    ordinal: int
    heading: str
    text: str
    locator: str


@dataclass(slots=True, unsafe_hash=True)
class Mention:
    """A figure said in words, with the sentence that says it."""

    pattern_id: str
    concept: str
    value: Decimal
    unit: str
    is_approximate: bool
    sentence: str
    section: int | None


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Who published the report, for which year, speaking for whom. None means unknown, never guessed."""

    agency: str | None = None
    year: int | None = None
    form: str | None = None
    form_t2: str | None = None
    form_t3: str | None = None
    form_t4: str | None = None
    title: str | None = None
    scope: str = "unknown"
    publisher: str | None = None
    published_date: str | None = None
    index_number: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    kind: str | None = None
    function: str | None = None
    agency_source: str | None = None
    year_source: str | None = None


@dataclass(frozen=True)
class Reading:
    """One document, read. Never silent: no cells means at least one Problem."""

    digest: str
    reader: str
    head: ReportHead
    cells: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    sections: tuple[Section, ...] = ()
    mentions: tuple[Mention, ...] = field(default=())

    @property
    def content_digest(self) -> str:
        """What the report says, without where: equal for copies that differ only in the page around them."""
        head = fields_of(self.head) | {"agency_source": None, "year_source": None, "publisher": None}
        cells = ",".join(map(_cell_as_json, self.cells))
        sections = [(each.ordinal, each.heading, each.text) for each in self.sections]
        packed = f"[{_json(head)},[{cells}],{_json(sections)}]"
        return hashlib.sha256(packed.encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _cell_as_json(cell: Figure) -> str:
    """What a cell says. The encoder makes a dozen texts of one: a tenth of the time that a page took."""
    beginning = _name_as_json(cell.indicator, cell.applicant, cell.item)
    return f'{beginning},"{cell.value!s}",{encode_basestring(cell.raw)},"{cell.status}"]'


@lru_cache(maxsize=4096)
def _name_as_json(*name: str | None) -> str:
    return _json(name)[:-1]


DECIMAL = pa.decimal128(24, 6)

CELL_TYPE = pa.struct(
    [
        ("indicator", pa.string()),
        ("applicant", pa.string()),
        ("item", pa.string()),
        ("value", DECIMAL),
        ("raw", pa.string()),
        ("unit", pa.string()),
        ("status", pa.string()),
        ("locator", pa.string()),
        ("method", pa.string()),
    ]
)
CHECK_TYPE = pa.struct(
    [
        ("rule_id", pa.string()),
        ("scope", pa.string()),
        ("outcome", pa.string()),
        ("severity", pa.string()),
        ("left", DECIMAL),
        ("right", DECIMAL),
        ("verdict", pa.string()),
        ("note", pa.string()),
    ]
)
PROBLEM_TYPE = pa.struct(
    [(name, pa.string()) for name in ("kind", "locator", "message", "advice", "severity")]
)
SECTION_TYPE = pa.struct(
    [("ordinal", pa.int16()), ("heading", pa.string()), ("text", pa.string()), ("locator", pa.string())]
)
MENTION_TYPE = pa.struct(
    [
        ("pattern_id", pa.string()),
        ("concept", pa.string()),
        ("value", DECIMAL),
        ("unit", pa.string()),
        ("is_approximate", pa.bool_()),
        ("sentence", pa.string()),
        ("section", pa.int16()),
    ]
)
HEAD_FIELDS = tuple(ReportHead.__dataclass_fields__)

# One row a document, in capture order; a file a batch: data/REGISTRY/readings/BATCH.parquet.
READINGS = pa.schema(
    [
        ("batch", pa.string()),
        ("offset", pa.int64()),
        ("site_id", pa.string()),
        ("url", pa.string()),
        ("digest", pa.string()),
        ("content_digest", pa.string()),
        ("extractor_version", pa.string()),
        ("reader", pa.string()),
        *((name, pa.int16() if name == "year" else pa.string()) for name in HEAD_FIELDS),
        ("cells", pa.list_(CELL_TYPE)),
        ("checks", pa.list_(CHECK_TYPE)),
        ("problems", pa.list_(PROBLEM_TYPE)),
        ("sections", pa.list_(SECTION_TYPE)),
        ("mentions", pa.list_(MENTION_TYPE)),
    ]
)


def fields_of(each: object) -> dict[str, object]:
    """The fields of a flat dataclass by name; asdict would copy every value."""
    names: dict[str, object] = each.__dataclass_fields__  # type: ignore[attr-defined]
    return {name: getattr(each, name) for name in names}


def to_row(reading: Reading) -> dict[str, object]:
    """The Reading part of a READINGS row (the capture's batch, offset, site_id and url are the caller's)."""
    lists = ("cells", "checks", "problems", "sections", "mentions")
    return {
        "digest": reading.digest,
        "content_digest": reading.content_digest,
        "reader": reading.reader,
        **fields_of(reading.head),
        **{name: [fields_of(each) for each in getattr(reading, name)] for name in lists},
    }
