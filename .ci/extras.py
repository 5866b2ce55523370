"""The part of requirements-dev.lock that some extras need: `python .ci/extras.py ocr notebooks`.

A lock cannot name extras, and pip takes no hashes from constraints; but each pin of the lock says for whom it
stands there (`# via`), so the part of an extra is what its own requirements lead to.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = re.compile(r"[A-Za-z0-9._-]+")
PIN = re.compile(r"^(\S+)==.*\n(?:[ ].*\n)*", re.M)
VIA = re.compile(r"^    #(?: via|  ) +(\S+)", re.M)


def main(extras: list[str]) -> int:
    """Print the pins of the named extras; 2 where there is no such extra."""
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    if unknown := sorted(set(extras) - known.keys()):
        print(f"no extra {', '.join(unknown)}; there are: {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    roots = {match[0].lower() for extra in extras for line in known[extra] if (match := NAME.match(line))}
    lock = (ROOT / "requirements-dev.lock").read_text("utf-8")
    parents = {pin[1]: {name.split("[")[0] for name in VIA.findall(pin[0])} for pin in PIN.finditer(lock)}
    while needed := {name for name, users in parents.items() if users & roots} - roots:
        roots |= needed
    print("".join(pin[0] for pin in PIN.finditer(lock) if pin[1] in roots), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
