"""The folder of a worker: removed with it, and where its owner was killed, by the next process."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from extract.run.workers import own_folder
from extract.run.workers.own_folder import PREFIX, make_folder
from tests.forked import ROOT

MAKE_AND_WAIT = """
from extract.run.workers.own_folder import make_folder
folder = make_folder()
(folder.path / "written").write_text("")
print(folder.path, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    own_folder._remove_left.cache_clear()
    return tmp_path


def test_a_folder_goes_with_what_is_in_it(temporary: Path) -> None:
    folder = make_folder()
    assert folder.path.name.startswith(PREFIX)
    (folder.path / "below").mkdir()
    folder.remove()
    assert not [*temporary.iterdir()]


def test_what_a_killed_process_left_goes_with_the_next_and_what_lives_stays(temporary: Path) -> None:
    command = [sys.executable, "-c", MAKE_AND_WAIT]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen(command, **pipes) as killed, subprocess.Popen(command, **pipes) as living:  # type: ignore[call-overload]
        left, kept = (Path(process.stdout.readline().strip()) for process in (killed, living))
        killed.kill()
        killed.wait()
        assert (left / "written").exists() and (kept / "written").exists()
        own = make_folder()
        assert not left.exists()
        assert {*temporary.iterdir()} == {kept, own.path}
        living.communicate("")
    own.remove()


def test_names_that_others_chose_are_not_followed(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (temporary / f"{PREFIX}link").symlink_to(elsewhere)
    (temporary / f"{PREFIX}file").write_text("")
    make_folder().remove()
    assert elsewhere.is_dir() and (temporary / f"{PREFIX}file").exists()
