"""How the rows of a yearly table lie in its file: what is asked for together lies together.

`series` is asked by concept (a trend, a league) and by body (a history), and a file has one order. So the
bodies are cut into a few ranges by their ids, which are digests and hence spread evenly, and each range lies
by concept: Parquet's statistics lead to a stretch of each range for a concept, and to one range for a body.
In one order by concept the history of a body read every row of the nation. Ids that come again in a row group
are stored once: of 25 million cells `series` takes 55 MB in place of 82.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.parts import Year
from warehouse.schema import nested_lists
from warehouse.schema.tables import Table

DOCUMENTS_A_RANGE = 10_000  # 60 concepts of so many are a dozen row groups
ID_BITS = 52  # of an agency_id


def order(table: Table, rows: pa.Table, year: Year) -> np.ndarray:
    """The rows in their order: by province, as reports lie; with a concept, by range and concept before."""
    places = pa.array([partition.province for partition in year.partitions], pa.string())
    province = pc.index_in(rows["province_code"].cast(pa.string()), places).to_numpy()
    if "concept" not in table.sort:
        return np.argsort(province, kind="stable")
    number = _range(rows["agency_id"], year.count), nested_lists.ranks(rows["concept"])
    return np.argsort(number[0] << 48 | number[1] << 32 | _place_of_report(rows, province), kind="stable")


def _range(agency_id: pa.ChunkedArray, documents: int) -> np.ndarray:
    """The number of the range of each body; what is of nobody known lies in the first."""
    bits = max(0, round(np.log2(max(documents, 1) / DOCUMENTS_A_RANGE)))
    return pc.fill_null(agency_id, 0).to_numpy() >> (ID_BITS - bits)  # type: ignore[no-any-return]


def _place_of_report(rows: pa.Table, province: np.ndarray) -> np.ndarray:
    """The place of the report of each row among all: by province, region and body."""
    reports, first, own = np.unique(rows["report_id"].to_numpy(), return_index=True, return_inverse=True)
    about = rows.take(pa.array(first))
    agency = pc.fill_null(about["agency_id"], 1 << ID_BITS).to_numpy()
    by_place = np.lexsort((reports, agency, nested_lists.ranks(about["region_code"]), province[first]))
    place = np.empty(len(reports), np.int64)
    place[by_place] = np.arange(len(reports))
    return place[own]
