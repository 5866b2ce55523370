"""The pause of Python's garbage collector around a document, for the process that owns itself.

`extract.report.read` leaves the collector alone: in a program of another's it is that program's to switch.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_collector_paused() -> Iterator[None]:
    """No search for cycles meanwhile: a document's thousands of cells and nodes start it again and again.

    It took a fifth of the reading of a DOCX beside large libraries, and found nothing: they go by count.
    """
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
