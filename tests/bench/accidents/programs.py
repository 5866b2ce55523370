"""Office programs and a browser, called on many files at once; each named and optional."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

SECONDS_A_RUN = 240
SECONDS_A_FILE = 120  # of one that held up its run: LibreOffice was seen to lay out one file for ever
FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "doc": "doc:MS Word 97",
    "odt": "odt:writer8",
    "rtf": "rtf:Rich Text Format",
    "html": "html:HTML (StarWriter)",
    "pdf": "pdf",
    "xls": "xls:MS Excel 97",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
}


def has_office() -> bool:
    return shutil.which("soffice") is not None


def has_chromium() -> bool:
    return shutil.which("chromium") is not None


def convert(files: Mapping[str, bytes], to: str) -> dict[str, bytes]:
    """Name with extension → bytes, converted by one run of LibreOffice; name without extension → bytes.

    A file that the program could not convert is left out; where one holds up all, they go one by one.
    """
    made = _convert(files, to, SECONDS_A_RUN)
    for file in files.keys() if len(files) > 1 else ():
        if Path(file).stem not in made:
            made |= _convert({file: files[file]}, to, SECONDS_A_FILE)
    return made


def _convert(files: Mapping[str, bytes], to: str, seconds: int) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        if any(file.endswith(".html") for file in files):
            command.append("--infilter=HTML (StarWriter)")
        is_sheet = all(file.endswith((".xlsx", ".xls")) for file in files)
        chosen = "html:HTML (StarCalc)" if is_sheet and to == "html" else FILTERS[to]
        command += ["--convert-to", chosen, "--outdir", str(folder / "out")]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                [*command, *(str(folder / file) for file in files)],
                check=True,
                capture_output=True,
                timeout=seconds,
            )
        return {path.stem: path.read_bytes() for path in sorted((folder / "out").glob("*"))}


def print_pages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Web pages printed to PDF by one Chromium: name with extension → page, name without it → PDF."""
    from playwright.sync_api import sync_playwright

    made = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        for file, data in files.items():
            path = Path(name, file)
            path.write_bytes(data)
            page.goto(path.as_uri(), timeout=1000 * SECONDS_A_FILE)
            made[path.stem] = page.pdf(prefer_css_page_size=True, print_background=True)
        browser.close()
    return made
