"""What a worker may still do with a document in its hands: no network, no writing but in its own folder.

The kernel's own means, each taken where this machine has it: a network namespace without any device, and
Landlock, which every process may lay upon itself for good. Neither needs a right, a library or a setting. The
package `landlock` on the index (1.0.0.dev5) is not used: it calls itself alpha and knows files alone.
"""

import ctypes
import os
import sys
import tempfile
from pathlib import Path

NO_NETWORK = "no network"
OWN_FOLDER = "writes in its own folder alone"
NO_SIGNALS = "signals to itself alone"
GUARDS = (NO_NETWORK, OWN_FOLDER, NO_SIGNALS)
DEVICES = (Path("/dev/null"),)  # what programs that a reader starts write to
SOCKETS = (Path("/tmp"),)  # LibreOffice makes one there and goes no further without

# <linux/landlock.h>; the numbers of the calls are the same on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_WRITE_FILE, _REFER, _TRUNCATE = 1 << 1, 1 << 13, 1 << 14
_MAKE_SOCKET = 1 << 9
_CHANGE_FOLDERS = 0b1_1111_1111 << 4  # remove and make files, folders, links, sockets, pipes, devices
_TCP = 0b11  # bind, connect
_SIGNALS_AND_ABSTRACT_SOCKETS = 0b11
_REFER_SINCE, _TRUNCATE_SINCE, _TCP_SINCE, _SCOPE_SINCE = 2, 3, 4, 6  # versions of Landlock
_NO_NEW_PRIVILEGES = 38
_NEW_USERS, _NEW_NETWORK = 0x1000_0000, 0x4000_0000


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def confine(folder: Path) -> tuple[str, ...]:
    """Shut this process and all it will start in, for good; returns the GUARDS that this machine has.

    folder: the one place where files may be made and written, for temporary ones among others. Reading stays
    free. To be called while the process has one thread. Namespaces and Landlock are Linux' own: elsewhere
    temporary files still go to the folder, but no guard holds.
    """
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    return (*_leave_network(libc), *_landlock(libc, folder))


def _leave_network(libc: ctypes.CDLL) -> tuple[str, ...]:
    """A namespace without network devices; who is not root needs one of users first, where that may be."""
    is_gone = libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USERS | _NEW_NETWORK) == 0
    return (NO_NETWORK,) if is_gone else ()


def _landlock(libc: ctypes.CDLL, folder: Path) -> tuple[str, ...]:
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1 or libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return ()
    writing = _WRITE_FILE | _CHANGE_FOLDERS
    writing |= (_REFER if version >= _REFER_SINCE else 0) | (_TRUNCATE if version >= _TRUNCATE_SINCE else 0)
    is_scoped = version >= _SCOPE_SINCE
    rules = _Ruleset(
        writing,
        _TCP if version >= _TCP_SINCE else 0,
        _SIGNALS_AND_ABSTRACT_SOCKETS if is_scoped else 0,
    )
    size = 24 if is_scoped else 16 if version >= _TCP_SINCE else 8
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return ()
    try:
        _allow(libc, ruleset, folder, writing)
        for path in DEVICES:
            _allow(libc, ruleset, path, writing & (_WRITE_FILE | _TRUNCATE))
        for path in filter(Path.is_dir, SOCKETS):
            _allow(libc, ruleset, path, _MAKE_SOCKET)
        if libc.syscall(_RESTRICT_SELF, ruleset, 0):
            return ()
    finally:
        os.close(ruleset)
    return (OWN_FOLDER, *((NO_SIGNALS,) if is_scoped else ()))


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, allowed: int) -> None:
    """Allow this much of a folder with all below it, or of a device."""
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _Beneath(allowed, parent)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
