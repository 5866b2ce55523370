"""The release that a notebook asks, or a sentence that says why there is none to ask."""

import os
import re
import sys
from pathlib import Path
from typing import NoReturn

import marimo as mo

from shared.charts import mark_charts
from shared.sections import Section

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from warehouse.errors import WarehouseError  # noqa: E402  (found through ROOT)
from warehouse.query.connect import ReadOnlyConnection, connect_release  # noqa: E402
from warehouse.query.limits import ASKED  # noqa: E402
from warehouse.query.locate import current, is_url  # noqa: E402

INVENTED = "**Invented 虚构**: its figures are nobody's, but where `is_invented` is false."
# What Markdown would take for emphasis or a tag in the path of a message; code stays as it is.
PUNCTUATION = re.compile(r"([*_<\[])(?=[^`]*(?:`[^`]*`[^`]*)*$)")
COUNTS = """
    select count(*), count(distinct agency_id), min(year), max(year),
        (select coalesce(bool_or(is_invented), false) from regions)
    from reports where is_current
"""


def opened(title: str, text: str) -> tuple[ReadOnlyConnection, Section]:
    """The current release, and the head of a notebook that says what it holds.

    NIANBAO_REGISTRY (demo) names the registry, NIANBAO_DATA (data) the folder it lies below. Where there is
    no release, or an empty one, the notebook stops here and shows the reason; a script prints it.
    """
    registry = os.environ.get("NIANBAO_REGISTRY", "demo")
    try:
        address = (
            registry if is_url(registry) else current(registry, os.environ.get("NIANBAO_DATA", ROOT / "data"))
        )
        db = connect_release(address, ASKED)
        reports, bodies, first, last, is_invented = db.execute(COUNTS).fetchall()[0]
    except WarehouseError as error:
        stop(title, str(error))
    if not reports:
        stop(
            title,
            f"The release of registry {registry} holds no report. `from coverage` says why; "
            f"`make crawl build-warehouse REGISTRY={registry}` collects.",
        )
    mark_charts(is_invented)
    source = f"Registry `{registry}`, release `{Path(address).name}`: "
    source += f"{reports:,} report{'s' * (reports > 1)} of {bodies:,} {'bodies' if bodies > 1 else 'body'}"
    return db, Section(
        title, " ".join([f"{source}, {first}–{last}.", *([INVENTED] if is_invented else []), text]), level=1
    )


def stop(title: str, reason: str) -> NoReturn:
    """End a notebook with a reason, in place of everything below."""
    if not mo.running_in_notebook():
        print(reason, file=sys.stderr)
    mo.stop(True, Section(title, PUNCTUATION.sub(r"\\\1", reason), level=1))
    raise AssertionError("mo.stop(True) returned")
