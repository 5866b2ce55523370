"""Every figure of a report in its source: /source/REPORT_ID, with the cell chosen as in /report/REPORT_ID.

A page a report, and none a cell: its list of figures is of the release alone (page.py); the archived document
is a file beside it with all cells marked, shown in a sandboxed frame and scrolled by its address (files.py),
and the archived bytes are another, for the page to hash. A site writes both files, a server makes them when
they are asked for (serving.py).
"""

from warehouse.web.parts.source.page import CELL_PAGE, PAGE
from warehouse.web.parts.source.serving import route

SLOTS = {"report_before_tables": "source_link.html"}

__all__ = ["CELL_PAGE", "PAGE", "SLOTS", "route"]
