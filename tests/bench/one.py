"""`python -m tests.bench.one TOOL FORMAT FILE`: read one file; print the peak memory in MB.

Linux counts in a process's ru_maxrss what its parent had when it started it; VmHWM is its own.
"""

import re
import sys
from pathlib import Path


def main(tool: str, file_format: str, path: str) -> None:
    data = Path(path).read_bytes()
    if tool == "nianbao":
        from extract.report import read

        read(data)
    else:
        from tests.bench.peers import PEERS

        PEERS[file_format][tool](data)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024)


if __name__ == "__main__":
    main(*sys.argv[1:4])
