"""A replay brings what the crawl brought, says what its files lack, and asks nothing of any network."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.registry import HERE
from spiders.replica.server import Replica
from tests.demo import ROOT
from warehouse import connect

# Lists behind a script shell, by POST, by JSON.
CHOSEN = ("demo-shitang", "demo-tonghua", "demo-heyan")
HOME = "http://www.yunxi.gov.example/zwgk/zfxxgk/zfxxgknb/"
# A library binds a socket to ::1 when it is imported, to learn whether there is IPv6: none of this leaves.
HOOK = """
import sys
LOCAL = {{"socket.__new__", "socket.bind", "socket.gethostname"}}
def note(event, arguments):
    if event.startswith("socket.") and event not in LOCAL:
        with open({path!r}, "a") as stream:
            print(event, arguments, file=stream)
sys.addaudithook(note)
"""


def spiders(tmp_path: Path, *words: str, watched: bool = True) -> tuple[int, str]:
    """Run a command of the package; fails where it or a process of it connected, sent or looked up."""
    hook, seen = tmp_path / "hook", tmp_path / "sockets"
    hook.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(HOOK.format(path=str(seen)) if watched else "")
    env = {name: value for name, value in os.environ.items() if name != "NIANBAO_CONTACT"}
    done = subprocess.run(
        [sys.executable, "-m", "spiders", *words],
        cwd=ROOT,
        env=env | {"PYTHONPATH": f"{hook}:{ROOT}", "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert not seen.exists(), seen.read_text()
    return done.returncode, done.stdout + done.stderr


def brought(archive: Path) -> Counter[tuple[object, ...]]:
    def key(item: Attempt) -> tuple[object, ...]:
        return (
            item.site_id, item.role, item.url, item.post, item.final_url, item.status, item.digest,
            item.outcome, item.reason, item.link_text, item.parent_url,
        )  # fmt: skip

    return Counter(key(item) for item in attempts(archive))


def own_registry(tmp_path: Path, *site_ids: str) -> Path:
    """A registry of a user's own: a folder with these lines of the demo's."""
    folder = tmp_path / "mine"
    folder.mkdir()
    head, *lines = (HERE / "demo" / "sites.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[0] in site_ids]
    shutil.copy(HERE / "demo" / "regions.csv", folder)
    (folder / "sites.csv").write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    return folder


def test_a_replay_brings_what_the_crawl_brought_and_names_what_is_lacking(tmp_path: Path) -> None:
    mine, data, again = own_registry(tmp_path, *CHOSEN, "demo-yunxi"), tmp_path / "data", tmp_path / "again"
    words = ("--registry", "demo", "--sites", ",".join(CHOSEN), "--data", str(data))
    assert spiders(tmp_path, "crawl", *words, watched=False)[0] == 0
    [warc] = (data / "demo" / "archive").glob("*.warc.gz")
    shutil.copy(warc, tmp_path / "bug.warc.gz")
    own = ("crawl", "--registry", str(mine), "--data", str(again))
    code, said = spiders(tmp_path, *own, "--replay", str(tmp_path / "bug.warc.gz"))
    assert "answered from bug.warc.gz alone" in said
    assert (code, f"GET {HOME} (list)" in said) == (1, True), "nothing of the last site was crawled before"
    found = brought(again / "mine" / "archive")
    assert Counter({key: n for key, n in found.items() if key[0] != "demo-yunxi"}) == brought(
        data / "demo" / "archive"
    )
    code, said = spiders(tmp_path, *own, "--contact", "x@example.org")
    assert code == 2 and "holds replays; choose another folder" in said


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_a_file_of_wget_is_searched_without_a_socket(tmp_path: Path) -> None:
    with Replica() as replica:
        command = ["wget", "-q", "-r", "-l", "1", "--warc-file", "site", HOME]
        env = os.environ | {"http_proxy": replica.proxy_url}
        subprocess.run(command, cwd=tmp_path, env=env, timeout=120, check=False)  # 8: some links are broken
    words = ("--replay", str(tmp_path / "site.warc.gz"), "--data", str(tmp_path / "data"))
    code, said = spiders(tmp_path, "discover", HOME, *words)
    assert code == 0, said
    assert f"county,trs-static,{HOME}" in said
    assert f"GET {HOME}index_1.html (list)" in said, "a script names the second page: wget did not see it"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_the_commands_of_the_page_lead_from_a_file_to_a_release(tmp_path: Path) -> None:
    """As they stand in docs/replay.md, in an empty folder, for a site of the replica."""
    page = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")
    recorder, *_ = re.findall(r"^    (wget .*)$", page, re.M)
    commands = re.findall(r"^    python (-m \S+ .*)$", page, re.M)
    assert [line.split()[1] for line in commands] == ["spiders", "spiders", "extract", "warehouse"]
    site = re.compile(r"http://www\.example-district\.gov\.cn/\S*")
    with Replica() as replica:
        env = os.environ | {"http_proxy": replica.proxy_url}
        subprocess.run(
            [*site.sub(HOME, recorder).split(), "-q"], cwd=tmp_path, env=env, timeout=300, check=False
        )
    ended = []
    for line in commands:
        done = subprocess.run(
            [sys.executable, *site.sub(HOME, line).split()],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "160"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        ended.append((done.returncode, done.stdout + done.stderr))
    assert [code for code, _ in ended] == [0, 1, 0, 0], ended
    assert "the files of the replay lack" in ended[1][1] and "published release" in ended[3][1]
    with connect("mine", tmp_path / "data" / "replay") as connection:
        assert connection.execute("SELECT count(*) > 40 FROM reports").fetchall() == [(True,)]
