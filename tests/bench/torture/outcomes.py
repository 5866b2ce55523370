"""What became of a blow, and the table of all."""

import sys
import threading
from collections import Counter
from dataclasses import dataclass, field

SAME, EXPLAINED, UNEXPLAINED = "same", "explained", "UNEXPLAINED"


class UnexplainedError(Exception):
    """A command did what it should not, or a result differs and no command told why."""


def require(condition: object, text: str) -> None:
    """Raise UnexplainedError with this text where the condition does not hold."""
    if not condition:
        raise UnexplainedError(text)


@dataclass
class Tally:
    """Blows counted by kind and outcome; `findings` are the unexplained, with the words that repeat them."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, outcome: str, blows: int = 1) -> None:
        """Count blows of a kind with one outcome."""
        with self.lock:
            self.counts[kind, outcome] += blows

    def find(self, kind: str, text: str) -> None:
        """Count a blow that nothing explains."""
        self.add(kind, UNEXPLAINED)
        print(f"{UNEXPLAINED} {kind}: {text}\n", file=sys.stderr, flush=True)
        with self.lock:
            self.findings.append(f"{kind}: {text}")

    @property
    def blows(self) -> int:
        """How many there were."""
        return self.counts.total()

    def table(self) -> str:
        """Markdown: a line a kind, a column an outcome."""
        names = (SAME, EXPLAINED, UNEXPLAINED)
        lines = [f"| blow | count | {' | '.join(names)} |", "|---|" + "--:|" * (len(names) + 1)]
        for kind in sorted({kind for kind, _ in self.counts}):
            found = [self.counts[kind, name] for name in names]
            lines.append(f"| {kind} | {' | '.join(map(str, (sum(found), *found)))} |")
        found = [sum(self.counts[key] for key in self.counts if key[1] == name) for name in names]
        lines.append(f"| all | {' | '.join(map(str, (self.blows, *found)))} |")
        return "\n".join(lines)
