"""Notebooks as pages: one HTML file each, whole without internet, scripts or a server.

`make notebooks` runs this; `marimo export html` makes pages that load their scripts from the web.
"""

import argparse
import html
import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import marimo

from shared.sections import Section

FOLDER = Path(__file__).resolve().parents[1]
NAMES = ("first_queries", "district_story", "who_asks", "data_quality")
STYLE = """
body { font: 15px/1.6 system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif;
  color: #222; max-width: 62rem; margin: 0 auto; padding: 1rem 1.25rem 4rem }
nav { font-size: 14px; border-bottom: 1px solid #ddd; padding-bottom: .5rem }
nav > * { margin-right: 1.25rem }
h1 { font-size: 1.8rem; margin: 1.2rem 0 .4rem } h2 { font-size: 1.25rem; margin: 2.2rem 0 .3rem }
.paragraph { display: block; margin: .5rem 0 }
code { background: #f3f3f3; padding: 0 .25em; border-radius: 3px }
figure { margin: 1rem 0 } figure svg { max-width: 100%; height: auto }
.wide { width: fit-content; max-width: 100%; max-height: 32rem; overflow: auto; border: 1px solid #e3e3e3 }
table { border-collapse: collapse; font-size: 13px }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #eee }
td { overflow-wrap: anywhere; min-width: 4rem; max-width: 26rem }
.number { text-align: right } td.number { white-space: nowrap }
th { position: sticky; top: 0; background: #f7f7f7; max-width: 10rem } a { color: #0b5cad }
@media print { .wide { max-height: none } section { break-inside: avoid-page } }
"""
# Nothing is fetched, whatever a table holds: browsers refuse it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


@dataclass(frozen=True)
class Chosen:
    """A choice that stands, in place of a list to choose from."""

    value: str


def sections(name: str, district: str | None = None) -> list[Section]:
    """What a notebook shows, from top to bottom; `district` is the code that `district_story` tells of.

    Raises:
        KeyError: the release has no report of that district.
    """
    outputs, defined = _app(name).run()
    if district and "codes" in defined:
        if district not in defined["codes"].values():
            raise KeyError(district)
        outputs, _ = _app(name).run(defs={"district": Chosen(district)})
    return [output for output in outputs if isinstance(output, Section)]


def page(name: str, shown: list[Section]) -> str:
    """The page of a notebook."""
    links = "".join(
        f"<strong>{_title(each)}</strong>" if each == name else f'<a href="{each}.html">{_title(each)}</a>'
        for each in NAMES
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>nianbao: {html.escape(shown[0].heading)}</title>\n<style>{STYLE}</style></head>\n"
        f"<body><nav>{links}</nav>\n{''.join(section.html() for section in shown)}</body></html>\n"
    )


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _app(name: str) -> marimo.App:
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def main(words: list[str]) -> int:
    """Write the pages; 1 where there is no release to ask, or no such district."""
    parser = argparse.ArgumentParser(prog="make notebooks", description=__doc__)
    parser.add_argument("--registry", default="demo", help="registry whose current release is asked (demo)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder below which it lies (data)")
    parser.add_argument("--out", type=Path, help="folder of the pages (DATA/REGISTRY/notebooks)")
    parser.add_argument(
        "--district", help="code of the district whose story is told (the one with most reports)"
    )
    options = parser.parse_args(words)
    os.environ |= {"NIANBAO_REGISTRY": options.registry, "NIANBAO_DATA": str(options.data.resolve())}
    out = options.out or options.data / options.registry / "notebooks"
    pages = {}
    for name in NAMES:
        try:
            shown = sections(name, options.district)
        except KeyError:
            print(
                f"no report of district {options.district} in this release; "
                "`select region_code, region_name from own_series` lists those there are",
                file=sys.stderr,
            )
            return 1
        if len(shown) == 1:  # the notebook stopped, and has said why
            return 1
        pages[out / f"{name}.html"] = page(name, shown)
    out.mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
