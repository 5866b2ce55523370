"""Hostile questions, through `connect` and `sql`: refused or contained, and the release as it was."""

import json
import os
from functools import partial
from pathlib import Path

import duckdb

from tests.bench.torture.outcomes import SAME, Tally, require
from tests.bench.torture.world import Scene, files, same
from tests.forked import answer
from tests.warehouse.query.hostile_statements import ENDLESS, HARMLESS, REFUSED, STUCK
from warehouse.errors import WarehouseError
from warehouse.query.limits import Limits

SECRET = "s3cr3t-of-the-machine"
SMALL = Limits(memory_mb=300, seconds=1, spill_mb=100, threads=2)
AT_ONCE = 8  # through one connection
WAIT = 300.0


def statements(scene: Scene, tally: Tally) -> None:
    """Some through `connect` one after the other, one through `sql`."""
    data = scene.lay("built")
    outside = scene.folder / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text(f"word\n{SECRET}\n", encoding="utf-8")
    release = (data / "demo" / "warehouse" / "current").resolve()
    before = files(scene.folder)
    listed = scene.chance.sample((*REFUSED, *ENDLESS, *HARMLESS), AT_ONCE)
    texts = [text.replace("{release}", str(release)).replace("{outside}", str(outside)) for text in listed]
    for text, told in zip(listed, _asked(release, texts, outside), strict=True):
        is_right = SECRET not in told and (told.startswith("refused") or text in HARMLESS)
        require(is_right, f"{text[:200]!r} through connect: {told[:400]}")
    last = scene.chance.choice(
        [text for text in (*REFUSED, *STUCK) if "\0" not in text and text.isprintable()]
    )
    filled = last.replace("{release}", str(release)).replace("{outside}", str(outside))
    asked = scene.ask("sql", "--memory", "300", "--seconds", "2", filled).expect(1)
    require(SECRET not in asked.text, f"{last!r} tells the secret")
    same(f"files after {[*listed, last]}", files(scene.folder), before)
    tally.add("hostile SQL: connect", SAME, AT_ONCE)
    tally.add("hostile SQL: sql", SAME)


def _asked(release: Path, texts: list[str], folder: Path) -> list[str]:
    try:
        code, answers, errors = answer(partial(_ask, release, texts, folder), WAIT)
    except TimeoutError:
        require(False, f"no end of {texts}")
    return json.loads(answers) if code == 0 else [f"the process ended: {code} {errors}"] * len(texts)


def _ask(release: Path, texts: list[str], folder: Path) -> int:
    os.environ["NIANBAO_SECRET"] = SECRET
    os.chdir(folder)
    print(json.dumps([_answer(release, text) for text in texts]))
    return 0


def _answer(release: Path, text: str) -> str:
    from warehouse.query.connect import connect_release

    try:
        with connect_release(release, SMALL) as connection:
            return str(connection.execute(text).fetchmany(1000))[:100_000]
    except (duckdb.Error, WarehouseError) as error:
        return f"refused: {error}"
