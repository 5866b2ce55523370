"""`python -m tests.bench.one TOOL FORMAT FILE`: read one file; print the peak memory in MB."""

import sys
from pathlib import Path

from tests.bench.memory import peak_mb


def main(tool: str, file_format: str, path: str) -> None:
    data = Path(path).read_bytes()
    if tool == "nianbao":
        from extract.report import read

        read(data)
    else:
        from tests.bench.peers import PEERS

        PEERS[file_format][tool](data)
    print(peak_mb())


if __name__ == "__main__":
    main(*sys.argv[1:4])
