"""Read the files named on the command line one after another and print what was opened or connected to.

A line of JSON for each file: its name, the kinds of its problems, and the events that an audit hook saw.
"""

import json
import sys
from pathlib import Path

from extract.model.document import Hints
from extract.report import read

OUTWARD = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.", "ftplib.", "http.")


def main(paths: list[str]) -> None:
    seen: list[str] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(OUTWARD) or (event == "open" and "named" in str(arguments[0])):
            seen.append(f"{event} {arguments[:2]}")

    sys.addaudithook(watch)
    for path in paths:
        data = sys.stdin.buffer.read(int(path.partition(":")[0]))
        seen.clear()
        reading = read(data, Hints(file_name=Path(path.partition(":")[2]).name))
        said = " ".join([*(cell.raw for cell in reading.cells), *(each.text for each in reading.sections)])
        problems = [each.kind for each in reading.problems]
        print(json.dumps({"reader": reading.reader, "problems": problems, "seen": seen, "said": said}))


if __name__ == "__main__":
    main(sys.argv[1:])
