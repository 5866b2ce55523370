"""The pictures of the page in README and docs/page.md, taken of the demo.

    python -m tests.pictures DATA      DATA: a data folder with the demo collected and built

Each is what a Chromium shows of a server over it, in few colours, so that all of them weigh about a megabyte.
"""

import argparse
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote_plus

from PIL import Image
from playwright.sync_api import Browser

from tests.demo import ROOT, ask
from tests.warehouse.web.browsing import launched, looking
from tests.warehouse.web.conftest import serving

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 96  # of a picture; shades and the smooth edges of type still look as they do on a screen
QUESTION = (
    "select year, sum(value) as requests from series where concept = 'req_new' group by year order by year"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is taken: a file below docs/pictures, an address below the root, and the window it is seen in."""

    name: str
    address: str
    theme: Literal["light", "dark"] = "light"
    width: int = 1200
    height: int = 820
    is_print: bool = False
    opened: str = ""  # id of a section whose details are opened


def pictures(data: Path) -> list[Picture]:
    """The pages that README and docs/page.md show, of bodies and reports that the demo always holds."""
    (body, report), (_, older) = ask(
        data,
        """SELECT agency_id, report_id FROM reports WHERE agency_name = '云栖区人民政府办公室'
        AND year IN (2022, 2023) AND is_current ORDER BY year DESC""",
    )
    ((copied,),) = ask(
        data,
        """SELECT report_id FROM copies WHERE what = 'text' AND source = 'last_year'
        ORDER BY same_pct DESC, report_id LIMIT 1""",
    )
    return [
        Picture("overview", ""),
        Picture("overview-dark", "", "dark"),
        Picture("place", "place/990121"),
        Picture("body", f"body/{body}"),
        Picture("report", f"report/{report}"),
        Picture("source", f"source/{report}#req_new-total"),
        Picture("source-dark", f"source/{report}#req_new-total", "dark"),
        Picture("copies", f"report/{copied}#copies", opened="copies"),
        Picture("compare", f"compare?a={older}&b={report}"),
        Picture("league", "league/req_new-2023"),
        Picture("concept", "concept/req_new"),
        Picture("search", "search?q=yqq"),
        Picture("console", f"sql?q={quote_plus(QUESTION)}"),
        Picture("quality", "quality"),
        Picture("phone", "zh/place/990121", width=390, height=820),
        Picture("phone-report", f"zh/report/{report}", "dark", width=390, height=820),
        Picture("print", f"report/{report}", width=794, height=1123, is_print=True),
    ]


def taken(browser: Browser, root: str, picture: Picture) -> Image.Image:
    """A picture of a page, its charts drawn."""
    size = {"width": picture.width, "height": picture.height}
    with looking(browser, root, viewport=size, color_scheme=picture.theme, device_scale_factor=1.5) as look:
        look.at(picture.address)
        look.drawn()
        if "#" in picture.address:
            look.page.goto(f"{root}/{picture.address}")
        else:
            look.page.evaluate("scrollTo(0, 0)")
        if picture.is_print:
            look.page.emulate_media(media="print")
        for details in look.page.locator(f"#{picture.opened} details").all() if picture.opened else ():
            details.locator("summary").first.click()
        look.page.wait_for_timeout(600)  # frames and what fades in
        return Image.open(io.BytesIO(look.page.screenshot())).convert("RGB")


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    PICTURES.mkdir(exist_ok=True)
    with serving(data) as root, launched() as browser:
        for picture in pictures(data):
            image = taken(browser, root, picture).quantize(COLOURS, dither=Image.Dither.NONE)
            image.save(PICTURES / f"{picture.name}.png", optimize=True)


if __name__ == "__main__":
    main()
