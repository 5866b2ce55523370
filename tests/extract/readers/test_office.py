"""The sockets that LibreOffice leaves behind."""

import os
from pathlib import Path

import pytest

from extract.readers import office


@pytest.fixture
def sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two sockets of this user's conversions, where the reader looks for them."""
    monkeypatch.setattr(office, "SOCKETS", tmp_path)
    dead, live = (tmp_path / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}" for name in ("a0", "b1"))
    dead.touch()
    live.touch()
    return dead, live


def test_sockets_that_no_process_has_open_are_removed(
    sockets: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, live = sockets
    listed = tmp_path / "unix"
    listed.write_text(f"Num RefCount Protocol Flags Type St Inode Path\n0: 2 0 0 1 01 7 {live}\n")
    monkeypatch.setattr(office, "LIVE_SOCKETS", listed)
    office.remove_dead_sockets()
    assert live.exists() and not dead.exists()


def test_where_the_kernel_lists_no_sockets_all_stay(
    sockets: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "LIVE_SOCKETS", tmp_path / "absent")
    office.remove_dead_sockets()
    assert all(socket.exists() for socket in sockets)
