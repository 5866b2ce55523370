"""What a reading says, told by one digest: the encoder's, whatever stands in the cells."""

import hashlib
import json
from decimal import Decimal
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from extract.model.reading import Figure, Reading, ReportHead, Section, Status, fields_of

WORDS = st.text(max_size=8)
NAMES = st.none() | st.sampled_from(["natural_person", "行政检查", 'a"b\\c'])
FIGURES = st.builds(
    Figure,
    indicator=st.sampled_from(["t2_regulation_made", "t3_new_received"]),
    value=st.none() | st.decimals(-999, 10**9, places=4) | st.just(Decimal("1E+3")),
    raw=WORDS,
    status=st.sampled_from(get_args(Status)),
    locator=WORDS,
    applicant=NAMES,
    item=NAMES,
)
SECTIONS = st.builds(Section, st.integers(1, 6), WORDS, WORDS, WORDS)


@given(st.lists(FIGURES, max_size=5), st.lists(SECTIONS, max_size=2), NAMES)
def test_content_is_digested_as_json(
    cells: list[Figure], sections: list[Section], agency: str | None
) -> None:
    head = ReportHead(agency=agency, year=2021, publisher="left out", agency_source="title")
    reading = Reading("sha256:0", "html", head, tuple(cells), sections=tuple(sections))
    content = [
        fields_of(head) | {"agency_source": None, "year_source": None, "publisher": None},
        [(f.indicator, f.applicant, f.item, str(f.value), f.raw, f.status) for f in cells],
        [(s.ordinal, s.heading, s.text) for s in sections],
    ]
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert reading.content_digest == hashlib.sha256(packed.encode()).hexdigest()
