"""What a stranger installs: the wheel alone, in an environment of its own, far from this checkout."""

import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from spiders import __version__
from tests.demo import ask, where
from tests.replica.oracle import expected

pytestmark = pytest.mark.slow
pytest.importorskip(
    "setuptools", minversion="77", reason="builds a wheel: setuptools 77 comes with `make test`"
)

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("spiders", "extract", "warehouse")
SITES = ("demo-yunxi", "demo-songhe", "demo-lanxi")  # three families: pages, attachments, an answer to a POST
BUILD = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files alone, so that nothing that lies about in this checkout can get into the wheel."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    copy = tmp_path_factory.mktemp("source")
    for name in listed.stdout.splitlines():
        if name.split("/")[0] not in ("docs", "tests", "notebooks") and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as an installer builds it, by the build backend, without asking an index for one."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-c", BUILD, str(folder), cwd=source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def nianbao(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment, which has the wheel of its own and borrows the dependencies."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    _run(
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--offline",
        "--no-deps",
        "--python",
        str(python),
        str(wheel),
    )
    (packages,) = home.glob("lib/python*/site-packages")
    # Paths that a .pth file names are searched last, and .pth files in them are not read: an editable install
    # of this checkout there is not seen.
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()) + "\n", encoding="utf-8")
    return home / "bin" / "nianbao"


def test_every_file_of_the_packages_is_in_the_wheel_and_no_other(source: Path, wheel: Path) -> None:
    tracked = {
        path.relative_to(source).as_posix()
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        assert f"\nVersion: {__version__}\n" in archive.read(metadata).decode()
    assert packed == tracked
    assert len([name for name in packed if not name.endswith(".py")]) > 80


def test_demo_runs_from_the_wheel_alone(nianbao: Path, tmp_path: Path) -> None:
    python = nianbao.with_name("python")
    found = _run(
        str(python), "-c", "import spiders, extract, warehouse; print(spiders.__file__)", cwd=tmp_path
    )
    assert Path(found.strip()).is_relative_to(nianbao.parents[1])
    assert _run(str(nianbao), "--version", cwd=tmp_path) == f"nianbao {__version__}\n"

    registry = where(tmp_path / "data")
    _run(str(nianbao), "crawl", *registry, "--sites", ",".join(SITES), cwd=tmp_path)
    _run(str(nianbao), "extract", *registry, cwd=tmp_path)
    _run(str(nianbao), "build", *registry, cwd=tmp_path)

    wanted = {
        (e.site_id, e.url, e.indicator, e.applicant, e.item, e.cell.value, e.cell.status)
        for e in expected()
        if e.site_id in SITES
    }
    printed = "from documents join cells using (report_id) where status != 'not_in_form'"
    count = _run(
        str(nianbao), "sql", *registry, "--format", "csv", f"select count(*) as n {printed}", cwd=tmp_path
    )
    assert count.split() == ["n", str(len(wanted))]
    figures = ask(
        tmp_path / "data",
        """select d.site_id, d.url, c.indicator, c.applicant, c.item, c.value, c.status
           from documents d join cells c using (report_id) where c.status != 'not_in_form'""",
    )
    assert set(figures) == wanted


def _run(*words: str, cwd: Path | None = None) -> str:
    """Run a command that sees nothing of this checkout; returns what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
