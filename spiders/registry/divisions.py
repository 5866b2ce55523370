"""The divisions that a registry's codes must name: the national table's and its own."""

from collections.abc import Mapping
from pathlib import Path

from spiders.content.regions import Region, nearest, table

COUNTRY = "000000"  # the code of national bodies
OWN = "regions.csv"  # beside sites.csv, for codes that the national table lacks


def divisions(folder: Path | None = None) -> dict[str, Region]:
    """Code → division under its latest name, of the national table and of the one in a registry's folder."""
    own = folder / OWN if folder else None
    rows = [*table(), *(table(own) if own and own.is_file() else ())]
    return {region.code: region for region in sorted(rows, key=lambda each: each.valid_from)}


def check_code(code: str, known: Mapping[str, Region]) -> None:
    """Raises ValueError, with the nearest, for a code that no table has; an empty one passes."""
    if code in ("", COUNTRY) or code in known:
        return
    near = ", ".join(f"{region.code} {region.full_name}" for region in nearest(code, known.values()))
    raise ValueError(
        f"region_code {code!r} is in no table of divisions; near it: {near}. "
        f"A newer code goes into {OWN} beside sites.csv"
    )
