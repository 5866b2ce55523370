"""Known risks of the locked dependencies, asked of the advisories that pip-audit knows: `make audit`.

Exit code: 0 none known, 1 some (pip-audit lists them), 2 it could not ask.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
LISTED = "Found "  # how pip-audit begins its account of what it found


def main() -> int:
    """Audit both locks as they stand; nothing is resolved or installed."""
    words = [word for lock in LOCKS for word in ("--requirement", str(ROOT / lock))]
    command = [sys.executable, "-m", "uv", "tool", "run", "pip-audit", "--disable-pip", "--strict", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0 or done.stderr.startswith(LISTED):
        print(done.stderr + done.stdout, end="")
        return done.returncode
    lines = done.stderr.strip().splitlines() or ["no answer"]
    print(
        f"nothing was audited: the advisories need the internet, and pip-audit ended with: {lines[-1][:200]}",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
