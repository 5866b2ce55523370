"""The sections of a year's current reports whose texts are compared, kept by province-year between builds."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import IO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.context import BuildContext
from warehouse.build.parts import Partition, Provinces, Year, fingerprint
from warehouse.copying.counted import CountedText
from warehouse.copying.signatures import BANDS, PERMUTATIONS, signatures
from warehouse.copying.texts import TextFile, Texts, digests
from warehouse.schema.duckdb_connection import read_files

KIND, TEXTS = "copied-sections", "copied-texts"
SHORTEST = 100  # characters that count: of less, a few usual words are half
OF_SECTION = ("report_id", "ord", "agency_id", "region_code", "province_code", "scope", "section")
ORDER = "province_code, region_code, agency_id, report_id, ord"
SECTIONS = f"""
    SELECT {", ".join(OF_SECTION)}, text
    FROM {{sections}} s
    JOIN (SELECT report_id, scope, province_code FROM {{figures}} WHERE is_current) USING (report_id)
    WHERE length(text) >= {SHORTEST}
    ORDER BY {ORDER}"""


SECTION = ("report_id", "ord")  # what tells a section
OF_BODY = ("agency_id", "scope", "section")  # what tells it in its year, and finds it in another
Key: TypeAlias = tuple[object, ...]
NUMBER = np.dtype(np.uint32)  # of a band
COMPARED_BY = ["printed", "digest", "length", "bands", "sketch", "counted"]
SCHEMA = pa.schema(
    [
        ("report_id", pa.int64()),
        ("ord", pa.int16()),
        ("agency_id", pa.int64()),
        ("region_code", pa.string()),
        ("province_code", pa.string()),
        ("scope", pa.string()),
        ("section", pa.int16()),
        ("printed", pa.uint64()),
        ("digest", pa.uint64()),
        ("length", pa.int32()),
        ("bands", pa.binary(BANDS * NUMBER.itemsize)),
        ("sketch", pa.binary(PERMUTATIONS)),
    ]
)


@dataclass(frozen=True)
class Sections:
    """The sections of the current reports of a year that are long enough, and their texts as they count.

    `signed` tells of each province-year where its signatures start in the file, and how many they are: the
    bands come there after each other, since they are read so, and then the sketches.
    """

    about: pa.Table
    texts: Texts
    file: IO[bytes]
    signed: tuple[tuple[int, int], ...]

    @cached_property
    def bodies(self) -> np.ndarray:
        """A number a section that tells its body; a report of nobody known is a body of its own."""
        own = pc.bit_wise_not(self.about["report_id"])
        bodies: np.ndarray = pc.coalesce(self.about["agency_id"], own).to_numpy()
        return bodies

    def having(self, wanted: Collection[Key] | None) -> np.ndarray:
        """Places of the sections of bodies that are known; of those keys (OF_BODY) alone that are given."""
        is_known = np.ones(len(self.about), bool)
        for name in OF_BODY:
            is_known &= self.about[name].is_valid().to_numpy()
        if wanted is None:
            return np.flatnonzero(is_known)
        agencies = pa.array({key[0] for key in wanted if None not in key}, pa.int64())
        places = np.flatnonzero(is_known & pc.is_in(self.about["agency_id"], agencies).to_numpy())
        found = keys(self.about.take(pa.array(places)))
        is_wanted = np.fromiter((key in wanted for key in found), bool, len(places))
        chosen: np.ndarray = places[is_wanted]
        return chosen

    def band(self, number: int) -> np.ndarray:
        """What each section has in a band."""
        size = NUMBER.itemsize
        read = (
            os.pread(self.file.fileno(), count * size, start + number * count * size)
            for start, count in self.signed
        )
        return np.frombuffer(b"".join(read), NUMBER)

    def sketches(self, places: np.ndarray) -> np.ndarray:
        """The sketches at some places, which are in order."""
        found = np.empty((len(places), PERMUTATIONS), np.uint8)
        begin = 0
        for start, count in self.signed:
            here = slice(*np.searchsorted(places, (begin, begin + count)))
            if here.start < here.stop:
                bands = BANDS * count * NUMBER.itemsize
                content = os.pread(self.file.fileno(), count * PERMUTATIONS, start + bands)
                found[here] = np.frombuffer(content, np.uint8).reshape(-1, PERMUTATIONS)[places[here] - begin]
            begin += count
        return found


def keys(about: pa.Table, names: tuple[str, ...] = OF_BODY) -> Iterator[Key]:
    """A key a row, of those columns."""
    return zip(*(about[name].to_pylist() for name in names), strict=True)


def load(context: BuildContext, year: Year, file: IO[bytes], provinces: Provinces = None) -> Sections:
    """The sections of a year; of some provinces alone, if any are given.

    Signatures are put down in `file`, which is empty, and texts of a part once any is read.
    """
    wanted = {part for part in year.partitions if part.is_in(provinces)}
    nothing = SCHEMA.empty_table()
    parts = (of_part(context, year, part) if part in wanted else nothing for part in year.partitions)
    return of_rows(parts, lambda number: _texts_of_part(context, year, year.partitions[number]), file)


def of_part(context: BuildContext, year: Year, part: Partition) -> pa.Table:
    """The sections of a province-year (SCHEMA); if it stood before, as they were kept then."""

    def make() -> pa.Table:
        return _made(context, year, part)[0]

    return context.kept.table(KIND, key(context, part.made_from), make)


def _texts_of_part(context: BuildContext, year: Year, part: Partition) -> pa.ChunkedArray:
    """Their texts as they count."""
    found = context.kept.get(TEXTS, key(context, part.made_from))
    return (_made(context, year, part)[1] if found is None else found)["counted"]


def of_rows(
    parts: Iterable[pa.Table], texts_of_part: Callable[[int], pa.ChunkedArray], file: IO[bytes]
) -> Sections:
    """Sections as they are kept (SCHEMA), and their texts by the number of the part.

    Both are put down in `file`, which is empty, signatures now, and the texts of a part once any is read.
    """
    about, signed = [], []
    for rows in parts:
        about.append(rows.select((*OF_SECTION, "digest", "length")))
        signed.append((file.tell(), len(rows)))
        file.write(np.ascontiguousarray(bands_of(rows).T).data)
        file.write(_fixed(rows["sketch"], np.dtype(np.uint8)).data)
    file.flush()
    whole = pa.concat_tables(about).combine_chunks()
    put_down = TextFile(file, [count for _, count in signed], texts_of_part)
    texts = Texts(put_down, np.arange(len(whole)), whole["digest"].to_numpy(), whole["length"].to_numpy())
    return Sections(whole.select(OF_SECTION), texts, file, tuple(signed))


def bands_of(rows: pa.Table) -> np.ndarray:
    """The numbers of the bands of sections as they are kept (section × BANDS)."""
    return _fixed(rows["bands"], NUMBER)


def _fixed(column: pa.ChunkedArray, kind: np.dtype) -> np.ndarray:
    """Values of one width as rows of numbers."""
    whole, width = column.combine_chunks(), column.type.byte_width // kind.itemsize
    if not len(whole):
        return np.zeros((0, width), kind)
    start = whole.offset * column.type.byte_width
    return np.frombuffer(whole.buffers()[1], kind, len(whole) * width, start).reshape(-1, width)


def forget_others(context: BuildContext, years: Iterable[Year]) -> None:
    """Keep no sections but those of these years."""
    parts = chain.from_iterable(year.partitions for year in years)
    keys = {key(context, part.made_from) for part in parts}
    for kind in (KIND, TEXTS):
        context.kept.forget_others(kind, keys)


def key(context: BuildContext, made_from: str) -> str:
    """What the sections of a province-year are made from, whose facts were `made_from`."""
    return fingerprint(context.recipes.copies, context.recipes.figures, made_from)


def _made(context: BuildContext, year: Year, part: Partition) -> tuple[pa.Table, pa.Table]:
    """The sections of a province-year, and their texts, which are kept."""
    sources = {
        "sections": read_files(context.release_dir, [part.path("sections")]),
        "figures": read_files(context.release_dir, [year.pattern("figures")]),
    }
    with context.database.cursor() as connection:
        found = connection.sql(SECTIONS.format(**sources)).to_arrow_table()
    told = _told(found["text"].to_pylist(), _known(context, part))
    rows = pa.table(dict(zip(OF_SECTION, found.select(OF_SECTION).columns, strict=True)) | told)
    rows = rows.filter(pc.greater_equal(rows["length"], SHORTEST))
    kept = rows.select(["counted"])
    context.kept.put(TEXTS, key(context, part.made_from), kept)
    return rows.select(SCHEMA.names).cast(SCHEMA), kept


def _known(context: BuildContext, part: Partition) -> pa.Table:
    """What texts of this province-year were compared by, in the build before."""
    if context.previous is None:
        return compared_by([])
    before = key(context, context.previous.made_from(part.path("sections")))
    rows, texts = context.kept.get(KIND, before), context.kept.get(TEXTS, before)
    if rows is None or texts is None:
        return compared_by([])
    return rows.append_column("counted", texts["counted"]).select(COMPARED_BY)


def _told(texts: list[str], known: pa.Table) -> dict[str, pa.ChunkedArray]:
    """What texts are compared by (COMPARED_BY), of which some are `known`: most of a part that changed."""
    at = pc.index_in(pa.array(digests(texts)), known["printed"].combine_chunks())
    is_new = at.is_null().to_numpy(zero_copy_only=False)
    place = at.fill_null(0).to_numpy().astype(np.int64)
    place[is_new] = len(known) + np.arange(is_new.sum())
    made = compared_by([text for text, new in zip(texts, is_new.tolist(), strict=True) if new])
    whole = pa.concat_tables([known, made]).take(pa.array(place))
    return dict(zip(whole.column_names, whole.columns, strict=True))


def compared_by(texts: list[str]) -> pa.Table:
    """What texts are compared by: digests of what is printed and of what counts of it, and that itself."""
    counted = [CountedText(text).text for text in texts]
    signed = signatures(counted)
    return pa.table(
        {
            "printed": pa.array(digests(texts)),
            "digest": pa.array(digests(counted)),
            "length": pa.array(map(len, counted), pa.int32()),
            "bands": _binary(signed.bands),
            "sketch": _binary(signed.sketches),
            "counted": pa.array(counted, pa.string()),
        }
    )


def _binary(rows: np.ndarray) -> pa.FixedSizeBinaryArray:
    """Rows of numbers as values of one width."""
    kind, content = pa.binary(rows.shape[1] * rows.itemsize), pa.py_buffer(rows.tobytes())
    return pa.FixedSizeBinaryArray.from_buffers(kind, len(rows), [None, content])
