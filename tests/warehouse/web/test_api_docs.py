"""docs/api.md shows what works: its addresses are there, its Python and R run, its table names every list."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.demo import ROOT, ask
from tests.warehouse.web.test_server import get
from warehouse.web.api.application import description

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8000"


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.S)
    return str(found)


def test_every_address_is_told() -> None:
    named = {
        address
        for row in re.findall(r"^\| (`/.*?) \|", TEXT, re.M)
        for address in re.findall(r"`(/[\w-]+)", row)
    }
    known = {path.split("/")[2] for path in description()["paths"] if path != "/v1"}
    assert named == {f"/{name}" for name in known}


def test_what_curl_is_shown_with_is_answered(served: str) -> None:
    commands = re.findall(r"^curl (-H '(.*?): (.*?)' )?'(.*?)'$", block("sh"), re.M)
    assert len(commands) == len(block("sh").splitlines()) == 5
    answers = [
        get(served, address.removeprefix(HERE), **({name: value} if name else {}))
        for _, name, value, address in commands
    ]
    assert [answer.status for answer in answers] == [200] * 5
    assert "云栖区教育局" in answers[0].text
    assert [answer.headers["content-type"].partition(";")[0] for answer in answers[2:]] == [
        "text/csv",
        "application/json",
        "text/csv",
    ]


def test_the_python_runs(served: str, demo: Path) -> None:
    known: dict[str, Any] = {}
    exec(block("python").replace(HERE, served), known)
    wanted = ask(
        demo, "SELECT count(DISTINCT agency_name) FROM series WHERE concept = 'req_new' AND year = 2024"
    )
    assert len(known["requests"]) == wanted[0][0] > 100
    assert known["office"]["agency_name"] == "南屏县城南街道办事处"


def test_the_r_runs(served: str, demo: Path) -> None:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("no Rscript on the PATH")
    code = block("r").replace(HERE, served) + "\ncat(sum(by_kind$value), nrow(series), series$agency_id[1])"
    done = subprocess.run([program, "-e", code], capture_output=True, text=True, timeout=120, check=True)
    total, count, agency = done.stdout.split()
    wanted = ask(
        demo,
        "SELECT sum(value)::INT, count(*), arg_min(agency_id, report_id) FROM series "
        "WHERE concept = 'req_new' AND year = 2024",
    )
    assert (int(total), int(count), int(agency)) == wanted[0]
