"""Look for inputs that break the readers and the list parsers:

    python -m tests.fuzz --minutes 30                  # every target in turn
    python -m tests.fuzz read-pdf list-trs-static --minutes 5
    python -m tests.fuzz read-html --atheris           # led by coverage; `pip install atheris` first, 35 MB

A target runs in a process with limits, for native code may end it and a pattern may never. What it found
is made smaller and kept in tests/fuzz/found/, where tests/fuzz/test_found.py runs it from then on: mend the
kind, and keep the file. Exit code: 0 nothing found, 1 something.
"""

import argparse
import faulthandler
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.mutations import mutants
from tests.fuzz.targets import Target, targets

FOUND = Path(__file__).parent / "found"
ROUND = 150  # mutants of a target before the next one's turn
SECONDS = 30  # for one mutant: it is read twice, and the machine may be busy
MEMORY = 4 << 30
HELD = "held"  # the mutant at work, should the process end with it


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"(default: all) {', '.join(targets())}")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)  # a round, in its own process
    parser.add_argument("--atheris", action="store_true", help="led by coverage, of one target")
    options = parser.parse_args()
    names = options.targets or list(targets())
    if options.one:
        return one_round(targets()[names[0]], options.one)
    if options.atheris:
        led_by_coverage(targets()[names[0]], options.minutes)
    return rounds(names, options.minutes)


def led_by_coverage(target: Target, minutes: float) -> None:
    """Let atheris look for new ways through the code, from the seeds on; it ends the process."""
    import atheris

    atheris.instrument_all()
    folder = Path(tempfile.mkdtemp(prefix="nianbao-fuzz-"))
    for number, data in enumerate(target.seeds):
        (folder / str(number)).write_bytes(data)
    words = [str(folder), f"-artifact_prefix={FOUND / target.name}.", f"-max_total_time={minutes * 60:.0f}"]
    atheris.Setup([sys.argv[0], *words, f"-timeout={SECONDS}"], target.check)
    atheris.Fuzz()


def rounds(names: list[str], minutes: float) -> int:
    """Rounds of all targets until the time is up; what was found is told and kept."""
    end, done, found = time.monotonic() + minutes * 60, 0, 0
    while time.monotonic() < end:
        for name in random.sample(names, len(names)):
            if time.monotonic() > end:
                break
            with tempfile.TemporaryDirectory(prefix="nianbao-fuzz-") as folder:
                command = [sys.executable, "-m", "tests.fuzz", name, "--one", folder]
                run = subprocess.run(command, capture_output=True, text=True, check=False)
                if run.returncode:
                    found += 1
                    keep(name, Path(folder, HELD).read_bytes(), run)
            done += 1
            print(f"{done} rounds of {ROUND}, {found} found; {name}", flush=True)
    return int(bool(found))


def keep(name: str, data: bytes, run: subprocess.CompletedProcess[str]) -> None:
    path = FOUND / f"{name}.{hashlib.sha256(data).hexdigest()[:8]}"
    path.write_bytes(data)
    how = f"exit {run.returncode}" if run.returncode > 0 else f"signal {-run.returncode}"
    print(f"\n{path}: {len(data)} bytes, {how}\n{run.stderr[-1500:]}", flush=True)


def one_round(target: Target, folder: Path) -> int:
    """ROUND new mutants of a target; the one that fails stays in HELD, made as small as it goes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    @seed(random.randrange(1 << 32))
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(mutants(target.seeds))
    def check(data: bytes) -> None:
        (folder / HELD).write_bytes(data)
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        target.check(data)
        faulthandler.cancel_dump_traceback_later()

    check()
    return 0


if __name__ == "__main__":
    sys.exit(main())
