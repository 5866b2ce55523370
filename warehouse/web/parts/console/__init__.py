"""The console: SQL of the reader's own, asked in a process with limits; its answer as table, chart and files.

A folder of files has no process to ask; its page tells where to ask instead.
"""

from warehouse.web.content import Both, Page
from warehouse.web.parts.console.page import KIND, build
from warehouse.web.parts.console.routes import route

PAGE = Page(KIND, "console.html", build, label=Both("SQL", "SQL"), order=35)

__all__ = ["PAGE", "route"]
