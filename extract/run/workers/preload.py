"""What the parent of the workers loads once: they are forked with it, and begin as fast as they go on.

Only the reader of scans is left to the workers that meet one; its libraries take half a second and 150 MB.
"""

import gc
from importlib import import_module

import pyarrow as pa

from extract.codebook.vocabulary import know_labels
from extract.readers import READERS
from extract.readers.pdf.reread import load_pdfplumber
from extract.report import read

LARGE = ("scan",)
# Asks for the codebook, the names of bodies and regions, and what the text of a report is looked up in.
PAGE = """<html><h1>某市某区教育局2021年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>全年收到申请1件。</p>
<p>二、主动公开政府信息情况</p><table><tr><td>规章<td>1<td>0<td>1<tr><td>行政许可<td>0</table></html>"""


def load_for_workers() -> None:
    """Import the readers, read every table of the codebook, and keep all that out of later collections.

    Frozen objects are never looked at again, so that the pages the workers share with their parent stay
    shared.
    """
    for name, module in READERS.items():
        if name not in LARGE:
            import_module(module)
    load_pdfplumber()  # of 200 documents one has sums that contradict each other, and is read twice
    know_labels()
    read(PAGE.encode())
    pa.array([0])  # loads pandas, where there is one, to know its types: once here, not in each worker
    gc.freeze()
