"""The regions of doubtful tables as pdfplumber sees them, for the second reader."""

from importlib import import_module
from types import ModuleType


def load_pdfplumber() -> tuple[ModuleType, ModuleType]:
    """`pdfplumber` and `region_page`: 0.1 s and 20 MB that most documents never need."""
    return import_module("pdfplumber"), import_module("extract.readers.pdf.reread.region_page")
