"""The commands of docs/country.md, run as they stand there, from nothing to a release."""

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from spiders.registry import load
from spiders.registry.divisions import divisions
from spiders.replica.sites import demo
from tests.demo import ROOT
from tests.replica.wikidata import Service, serve

PAGE = (ROOT / "docs" / "country.md").read_text(encoding="utf-8")
CHOSEN = {"110101": "demo-huapu", "320813": "demo-heyan"}


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)[number]


def run(words: list[str], folder: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *words[1:], *more],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NIANBAO_CONTACT": "you@example.org", "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def workflow() -> dict[str, Any]:
    """The one job of the workflow that the page shows."""
    (job,) = yaml.safe_load(block("yaml"))["jobs"].values()
    return dict(job)


def steps_that_run() -> list[str]:
    found = [step["run"] for step in workflow()["steps"] if "run" in step]
    assert found
    return found


def check_out(folder: Path) -> None:
    """Lay out what `make` takes for a checkout whose environment is installed: ours stands in for it."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    lines = ["#!/bin/sh", f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m warehouse.cli "$@"', ""]
    (programs / "nianbao").write_text("\n".join(lines))
    (programs / "nianbao").chmod(0o755)
    (programs.parent / ".ready").touch()


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_the_page_leads_from_nothing_to_a_release(tmp_path: Path) -> None:
    export, *commands = block("sh").splitlines()
    today = [region for region in divisions().values() if region.valid_to is None]
    assert f"{len(today):,} divisions of today" in PAGE
    assert export == "export NIANBAO_CONTACT=you@example.org"
    pages, survey, night, sql = [shlex.split(line) for line in commands]
    homes = {site.row.site_id: f"http://{site.host}/" for site in demo() if site.row}
    with serve(Service([(code, homes[site_id]) for code, site_id in CHOSEN.items()])) as service:
        code, said = run(pages, tmp_path, "--endpoint", service.url)
    assert code == 0, said
    code, said = run(survey, tmp_path)
    assert code == 0, said
    with (tmp_path / "country" / "outcomes.csv").open(encoding="utf-8") as stream:
        outcomes = {line["region_code"]: line for line in csv.DictReader(stream)}
    assert {code for code, line in outcomes.items() if line["outcome"] == "found"} == CHOSEN.keys()
    assert {line["outcome"] for code, line in outcomes.items() if code not in CHOSEN} == {"not_asked"}
    sites = load(str(tmp_path / "country"))
    assert {site.region_code for site in sites.values()} == CHOSEN.keys()

    code, said = run(night, tmp_path)
    assert code in (0, 1) and "published release" in said, said
    page = (tmp_path / "data" / "country" / "status.html").read_text(encoding="utf-8")
    for site in sites.values():
        assert f'<a href="{site.column_url}"' in page
    assert page.count("<details><summary>") == len(sites)
    code, said = run(sql, tmp_path)
    assert code == 0 and re.search(r"reports\n +\d\d", said), said
    check_out(tmp_path)
    (tmp_path / "data" / "country" / "status.html").unlink()
    for words in steps_that_run():
        done = subprocess.run(
            ["bash", "-e", "-c", words],
            cwd=tmp_path,
            env={name: text for name, text in os.environ.items() if name != "NIANBAO_CONTACT"},
            capture_output=True,
            text=True,
            timeout=1500,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0 and "published release" in said, said
    kept = [step["with"]["path"] for step in workflow()["steps"] if "path" in step.get("with", {})]
    assert kept == ["data", "data/country/status.html"]
    assert all((tmp_path / path).exists() for path in kept)


def test_the_timer_and_the_line_for_cron_name_the_command_and_the_hour() -> None:
    service, timer = ConfigParser(), ConfigParser()
    service.optionxform = timer.optionxform = str  # type: ignore[assignment, method-assign]
    service.read_string(block("ini"))
    timer.read_string(block("ini", 1))
    command = "nianbao nightly --registry country --night"
    assert service["Service"]["ExecStart"].endswith(command)
    cron = PAGE[PAGE.index("CRON_TZ") :].split("```")[0]
    assert cron.strip().endswith(command)
    if shutil.which("systemd-analyze"):
        words = ["systemd-analyze", "calendar", timer["Timer"]["OnCalendar"]]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


# What GitHub knows of a workflow, as far as ours may need it: a slip in a key is passed over in silence.
TOP = {"name", "on", "concurrency", "jobs"}
JOB = {"runs-on", "timeout-minutes", "steps"}
STEP = {"name", "uses", "with", "run", "if"}
INPUTS = {
    "actions/checkout": set[str](),
    "actions/cache": {"path", "key", "restore-keys"},
    "actions/upload-artifact": {"name", "path"},
}


def test_the_workflow_says_what_github_understands() -> None:
    whole, job = yaml.safe_load(block("yaml")), workflow()
    on = whole.pop(True)  # the word `on` is a truth value in YAML 1.1
    assert {"on", *whole} == TOP and job.keys() == JOB
    (trigger,) = on["schedule"]
    minute, hour, *rest = trigger["cron"].split()
    assert ((int(hour) + 8) % 24, int(minute), rest) == (0, 5, ["*"] * 3), "five past midnight in Shanghai"
    assert on.keys() == {"schedule", "workflow_dispatch"}
    assert job["timeout-minutes"] < 360, "where GitHub ends a job, without its last steps"
    order = []
    for step in job["steps"]:
        assert step.keys() <= STEP and ("uses" in step) != ("run" in step)
        action, _, version = step.get("uses", "").partition("@")
        order.append(action or "run")
        if action:
            assert re.fullmatch(r"v\d+", version)
            assert step.get("with", {}).keys() == INPUTS[action]
    assert order == ["actions/checkout", "actions/cache", "run", "actions/upload-artifact"]
    assert job["steps"][-1]["if"] == "always()", "a night with alarms ends with 1"
    assert set(re.findall(r"\$\{\{ *(.*?) *\}\}", block("yaml"))) == {"github.run_id"}
