"""The facts of one province-year as Arrow tables, in the order of their files."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack

import numpy as np
import pyarrow as pa

from warehouse.build.context import BuildContext
from warehouse.build.parquet_files import PiecesWriter
from warehouse.build.parts import Partition
from warehouse.build.shuffle import PartitionLists
from warehouse.release.manifest import Entry
from warehouse.schema import nested_lists
from warehouse.schema.tables import Table, tables

TABLES = ("cells", "checks", "problems", "sections", "mentions")
OF_REPORT = ("report_id", "is_current", "agency_id", "region_code")  # columns that every fact has in common


def declarations() -> list[Table]:
    """The declared tables that the files follow."""
    return [tables()[name].declaration for name in TABLES]


def write(context: BuildContext, partition: Partition, runs: Iterable[dict[str, pa.Table]]) -> list[Entry]:
    """Write the files of a partition from the rows by table of its documents, of some after others."""
    problems = []
    with ExitStack() as stack:
        files = {name: stack.enter_context(_file(context, partition, name)) for name in TABLES}
        for rows in runs:
            problems.append(rows["problems"])
            for name in TABLES:
                if name != "problems":
                    files[name].put(rows[name])
        files["problems"].put(_by_document(problems))
        return [files[name].finish() for name in TABLES]


def _file(context: BuildContext, partition: Partition, name: str) -> PiecesWriter:
    return PiecesWriter(tables()[name], context.release_dir, partition.path(name), partition.made_from)


def _by_document(problems: list[pa.Table]) -> pa.Table:
    """The problems of a partition, which has few: they lie by the ids of its documents, not as these do."""
    whole = pa.concat_tables(problems).unify_dictionaries().combine_chunks()
    return whole.take(pa.array(np.argsort(whole["document_id"].to_numpy(), kind="stable")))


class Facts:
    """The documents of a part whose cells stand in the tables (`records`), and the tables made of them."""

    def __init__(self, documents: pa.Table, lists: PartitionLists) -> None:
        """`documents` and `lists` hold the same documents in the same order: that of the files."""
        self.documents, self.pages, self.lists = documents, lists.pages, lists.lists
        self.chosen = np.flatnonzero(documents["is_record"].to_numpy())
        self.records = documents.take(pa.array(self.chosen))

    def tables(self, names: Iterable[str] = TABLES) -> dict[str, pa.Table]:
        """Name → rows of those tables."""
        makers: dict[str, Callable[[], pa.Table]] = {
            "cells": self.cells,
            "checks": self.checks,
            "problems": self.problems,
            "sections": self.sections,
            "mentions": self.mentions,
        }
        return {name: makers[name]() for name in names}

    def cells(self) -> pa.Table:
        """One row a printed cell."""
        elements, owner, number = self.lists["cells"].of(self.chosen)
        return _beside(elements, self._of_report(owner), ord=pa.array(number))

    def checks(self) -> pa.Table:
        """One row an identity applied; in each report by rule and scope."""
        elements, owner, _ = self.lists["checks"].of(self.chosen)
        by_rule = nested_lists.ranks(elements["rule_id"]), nested_lists.ranks(elements["scope"])
        order = np.lexsort((by_rule[1], by_rule[0], owner))
        sides = {"left": "left_value", "right": "right_value"}
        elements = elements.rename_columns([sides.get(name, name) for name in elements.column_names])
        return _beside(elements.take(pa.array(order)), self._of_report(owner))

    def sections(self) -> pa.Table:
        """One row a section of a report."""
        elements, owner, number = self.lists["sections"].of(self.chosen)
        names = ["section" if name == "ordinal" else name for name in elements.column_names]
        return _beside(elements.rename_columns(names), self._of_report(owner), ord=pa.array(number))

    def mentions(self) -> pa.Table:
        """One row a figure said in words."""
        elements, owner, number = self.lists["mentions"].of(self.chosen)
        return _beside(elements, self._of_report(owner), ord=pa.array(number))

    def problems(self) -> pa.Table:
        """One row a problem of any document of the part, record or not."""
        order = np.argsort(self.documents["document_id"].to_numpy(), kind="stable")
        elements, owner, number = self.lists["problems"].of(order)
        at = pa.array(order[owner])
        pages = self.pages.take(at)
        about = self.documents.select(["document_id", "report_id"]).take(at)
        return _beside(elements, _beside(about, pages), ord=pa.array(number))

    def _of_report(self, owner: np.ndarray) -> pa.Table:
        """The columns every fact has in common, once an element."""
        return self.records.select(OF_REPORT).take(pa.array(owner))


def _beside(left: pa.Table, right: pa.Table, **more: pa.Array) -> pa.Table:
    """The columns of two tables of equal length in one, and some more."""
    columns = dict(zip(left.column_names + right.column_names, left.columns + right.columns, strict=True))
    return pa.table(columns | more)
