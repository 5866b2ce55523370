"""The same reports through real programs, where they are installed: LibreOffice and Chromium.

What they write differs from version to version: for cases kept on disk and for benches only.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_HEADLESS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
)
_SECONDS = 300
# Real reports are set in typefaces that are not free. The first one is TrueType as they are; an OpenType one,
# which LibreOffice takes where nothing is said, becomes Type 1 in its PDFs.
TRUETYPE, OPENTYPE = "WenQuanYi Zen Hei", "Noto Sans CJK SC"
_TYPEFACES = "仿宋_GB2312", "宋体"
_FONT_RULES = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include>/etc/fonts/fonts.conf</include>{}</fontconfig>
"""
_FONT_RULE = (
    '<match target="pattern"><test name="family"><string>{}</string></test>'
    '<edit name="family" mode="assign" binding="strong"><string>{}</string></edit></match>'
)


class ProgramMissingError(RuntimeError):
    """A program is not installed; the text names it."""


def office(files: Mapping[str, bytes], to: str, typeface: str = TRUETYPE) -> dict[str, bytes]:
    """Convert files (name with extension → bytes) to `to` (doc, xls, pdf, rtf …) by one LibreOffice run.

    `typeface` stands in for those that real reports name. Returns name without extension → bytes. Raises
    ProgramMissingError, or CalledProcessError with its errors.
    """
    program = _find("soffice")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out")]
        rules = folder / "fonts.conf"
        rules.write_text(
            _FONT_RULES.format("".join(_FONT_RULE.format(face, typeface) for face in _TYPEFACES))
        )
        _run([*command, *(str(folder / file) for file in files)], FONTCONFIG_FILE=str(rules))
        return {path.stem: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def print_pdf(html: bytes) -> bytes:
    """A page as Chromium prints it to PDF."""
    return _browse(html, "page.pdf", "--no-pdf-header-footer", "--print-to-pdf={}")


def screenshot(html: bytes, width: int, height: int) -> bytes:
    """A page as a PNG picture of this many pixels."""
    return _browse(
        html, "page.png", f"--window-size={width},{height}", "--hide-scrollbars", "--screenshot={}"
    )


def _browse(html: bytes, name: str, *options: str) -> bytes:
    program = _find("chromium", "google-chrome")
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        page, target = folder / "page.html", folder / name
        page.write_bytes(html)
        told = [option.format(target) for option in options]
        _run([program, *_HEADLESS, f"--user-data-dir={folder / 'profile'}", *told, page.as_uri()])
        return target.read_bytes()


def _find(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise ProgramMissingError(f"{names[0]} is not installed")


def _run(command: list[str], **settings: str) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1704067200", **settings}
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS, env=environment)
