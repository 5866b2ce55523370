"""What this machine refused, in words with a remedy: a full disk, a folder that is not ours, a lost file."""

import errno
import sqlite3
import sys

# What SQLite and DuckDB say of a full disk, or of a file that may not grow.
_FULL = ("disk is full", "No space left", "File too large")


def is_of_the_machine(error: BaseException) -> bool:
    """Whether an error tells of disks, folders and files, and not of a fault in the program."""
    duckdb = sys.modules.get("duckdb")  # not imported for this: who has not loaded it cannot have met it
    return isinstance(error, OSError | sqlite3.Error) or bool(
        duckdb and isinstance(error, duckdb.IOException)
    )


def remedy(error: BaseException) -> str:
    """What happened, and what to do about it."""
    code, text = getattr(error, "errno", None), " ".join(str(error).split())
    if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or any(words in text for words in _FULL):
        return f"no room to write ({text}); free some and run the same command again, it goes on"
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"not allowed ({text}); make the folder yours to write, or choose another with --data"
    return f"{text}; mend that, then run the same command again"
