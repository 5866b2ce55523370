"""Imported by the parent of the processes that show documents, for them all: readers, and the fonts here."""

import gc
from importlib import import_module

import pypdfium2  # type: ignore[import-untyped]

from extract.readers import READERS
from extract.readers.pdf.fonts import FONTS

for _module in READERS.values():
    import_module(_module)
_file = pypdfium2.PdfDocument.new()
_page = _file.new_page(1, 1)
with FONTS.of_machine():  # pdfium lists the fonts of the machine once, in 50 ms
    _page.render()
_page.close()
_file.close()
gc.freeze()  # what is never looked at again stays shared
