"""The served door: whom it answers, what hostile requests get, and a release that changes under it."""

import asyncio
import http.client
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.demo import ROOT, where
from warehouse.errors import WarehouseError
from warehouse.web.server import serving as serving_module
from warehouse.web.server.application import application
from warehouse.web.server.guard import LONGEST_ADDRESS, Guard, own_names
from warehouse.web.server.rendering import Rendered
from warehouse.web.server.serving import Serving

PATHS_TOLD = re.compile(r"/(home|root|tmp|usr|work|var)/|Traceback|site-packages|\.py\b|\.sql\b(?!\")")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def get(served: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request, its path sent as it is."""
    address = urlsplit(served)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=300)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def test_promised_addresses_answer_in_both_languages(served: str) -> None:
    for path in ("/", "/place/990101", "/concept/req_new", "/quality", "/dictionary", "/data", "/compare"):
        for prefix in ("", "/zh"):
            answer = get(served, (prefix + path).rstrip("/") or "/")
            assert answer.status == 200, path
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert ('lang="zh-Hans">' if prefix else 'lang="en">') in answer.text[:60]
    assert get(served, "/place/990101/").headers["location"] == "/place/990101"


def test_every_answer_carries_the_strict_policy(served: str) -> None:
    for path in ("/", "/assets/site.css", "/place/0", "/place/990101/place_lines.csv", "/nowhere"):
        policy = get(served, path).headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
        assert "access-control-allow-origin" not in get(served, path, Origin=served).headers


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:80"}, 421),
        ({"Host": ""}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
    ],
)
def test_foreign_hosts_and_origins_are_refused(served: str, headers: dict[str, str], status: int) -> None:
    answer = get(served, "/", **headers)
    assert answer.status == status and len(answer.body) < 200
    assert get(served, "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200, (
        "a link to us"
    )


def test_own_names_are_those_of_this_machine_and_those_named() -> None:
    assert own_names("127.0.0.1", 81) == ["127.0.0.1:81", "localhost:81", "[::1]:81"]
    assert "0.0.0.0:81" not in own_names("0.0.0.0", 81, ["data.example"])
    assert "data.example" in own_names("0.0.0.0", 81, ["data.example"])
    assert "localhost" in own_names("127.0.0.1", 80), "a browser leaves the usual port out"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_answered(served: str, method: str) -> None:
    answer = get(served, "/place/990101", method)
    assert answer.status == 405 and "access-control-allow-methods" not in answer.headers


HOSTILE = (
    "/place/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2fserver.py",
    "/assets/%2e%2e%2fserver.py",
    "/data/..%2f..%2fmanifest.json",
    "/data/manifest.json%00.csv",
    "/data/cells",
    "/place/990101%27%20OR%201=1--",
    "/place/990101/..%2fplace_head.csv",
    "/place/990101/place_head.exe",
    "/place/990101/a.b.c.d",
    "/place/990101/nowhere.csv",
    "/body/99999999999999999999999999999999",
    "/body/-1",
    "/body/1e3",
    "/report/%D9%A3",
    "/report/1/2/3",
    "/concept/req_new%00",
    "/concept/__class__",
    "/zh/zh/place/990101",
    "/fr/place/990101",
    "//evil.example/",
    "/%ff%fe",
    "/place/%F0%9F%98%80",
    "/compare?a=1&b=2",
    "/compare?a='&b=%00",
)


@pytest.mark.parametrize("path", HOSTILE)
def test_what_is_not_there_is_told_in_words_and_nothing_else(served: str, path: str) -> None:
    answer = get(served, path)
    assert answer.status in (404, 308), answer.text[:300]
    assert answer.status == 308 or re.search("There is no|has no such|没有", answer.text)
    assert not PATHS_TOLD.search(answer.text.replace("/nianbao", ""))
    assert "location" not in answer.headers or not answer.headers["location"].startswith(("//", "http"))


def test_an_address_too_long_is_refused(served: str) -> None:
    assert get(served, "/place/" + "9" * LONGEST_ADDRESS).status == 414
    assert get(served, "/?figure=" + "x" * LONGEST_ADDRESS).status == 414


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(st.characters(codec="utf-8"), max_size=40),
    query=st.dictionaries(
        st.sampled_from(["figure", "year", "a", "b", "x"]), st.text(max_size=20), max_size=4
    ),
)
def test_no_address_makes_it_fail(served: str, path: str, query: dict[str, str]) -> None:
    """Whatever is asked: an answer of the right kind, and never what a script would be made of."""
    asked = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in query.items())
    answer = get(served, f"/{quote(path)}?{asked}")
    assert answer.status in (200, 308, 404)
    assert not PATHS_TOLD.search(re.sub(r"<code>.*?</code>", "", answer.text)) or answer.status == 200


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"]
)
def test_what_was_asked_for_is_shown_as_text(served: str, hostile: str) -> None:
    for path in (
        f"/place/{quote(hostile, safe='')}",
        f"/compare?a={quote(hostile)}&b=1",
        f"/?figure={quote(hostile)}",
    ):
        answer = get(served, path)
        assert answer.status in (200, 404) and ">49<" not in answer.text
        assert "<" not in hostile or hostile not in answer.text


def test_an_etag_saves_what_a_reader_has(served: str) -> None:
    first = get(served, "/place/990101")
    again = get(served, "/place/990101", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert get(served, "/place/990101", If_None_Match='"other"').status == 200


def test_files_of_a_page_have_their_types(served: str) -> None:
    types = {
        "/place/990101/place_lines.csv": "text/csv; charset=utf-8",
        "/place/990101/place_lines.sql": "text/plain; charset=utf-8",
        "/place/990101/requests.svg": "image/svg+xml",
        "/place/990101/requests.png": "image/png",
        "/data/feed.xml": "application/atom+xml; charset=utf-8",
        "/data/sites.parquet": "application/octet-stream",
        "/assets/vega.js": "text/javascript; charset=utf-8",
    }
    for path, kind in types.items():
        answer = get(served, path)
        assert (answer.status, answer.headers["content-type"]) == (200, kind), path
    parquet = get(served, "/data/sites.parquet").body
    assert parquet[:4] == parquet[-4:] == b"PAR1"


def test_many_readers_at_once_get_the_same(served: str) -> None:
    paths = [f"/place/9902{number:02}" for number in range(1, 9)] * 3
    with ThreadPoolExecutor(24) as executor:
        answers = list(executor.map(lambda path: get(served, path), paths))
    assert {answer.status for answer in answers} == {200}
    assert [answer.body for answer in answers[:8]] * 2 == [answer.body for answer in answers[8:]]


@pytest.fixture
def swapped(release: Path, tmp_path: Path) -> Iterator[Path]:
    """A store with a copy of the release under two names, and the link `current`."""
    for name in ("one", "two"):
        shutil.copytree(release, tmp_path / "releases" / name)
    (tmp_path / "current").symlink_to("releases/one")
    yield tmp_path


def test_a_release_swapped_in_use_is_answered_from_and_a_broken_one_is_not(
    swapped: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving_module, "LOOK_AGAIN", 0.0)
    serving = Serving(lambda: (swapped / "current").resolve(strict=True))
    before = serving.renderer()
    made = [Rendered(b"old", "text/html"), Rendered(b"new", "text/html")]
    assert serving.kept(before, ("en", "place"), lambda: made[0]).body == b"old"

    (swapped / "current").unlink()
    (swapped / "current").symlink_to("releases/two")
    after = serving.renderer()
    assert (before.questions.release_id, after.questions.release_id) == ("one", "two")
    assert before.content("place", "990101").title == after.content("place", "990101").title, (
        "both still answer"
    )
    assert serving.kept(after, ("en", "place"), lambda: made[1]).body == b"new"

    (swapped / "releases" / "three").mkdir()
    (swapped / "current").unlink()
    (swapped / "current").symlink_to("releases/three")
    assert serving.renderer() is after
    assert "still release two" in capsys.readouterr().err


def test_a_fault_of_ours_is_told_in_a_sentence_and_logged_in_one(
    release: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As seen from outside: the status, the words, the headers; and no traceback, on either side."""
    serving = Serving(lambda: release)
    monkeypatch.setattr(serving.renderer(), "content", lambda *_: 1 / 0)
    app = Guard(application(serving), ["here"])
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(dict(message))

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/quality",
        "raw_path": b"/quality",
        "query_string": b"",
    }
    asyncio.run(app({**scope, "root_path": "", "headers": [(b"host", b"here")]}, receive, send))
    assert sent[0]["status"] == 500 and b"content-security-policy" in dict(sent[0]["headers"])
    assert b"Something failed here" in sent[1]["body"] and b"ZeroDivision" not in sent[1]["body"]
    assert [record.getMessage() for record in caplog.records if record.exc_info is None] == [
        "ZeroDivisionError: division by zero"
    ]
    assert not [record for record in caplog.records if record.exc_info]


def test_a_server_without_a_release_says_what_to_do() -> None:
    def find() -> Path:
        raise WarehouseError("there is no release")

    with pytest.raises(WarehouseError):
        Serving(find)


def test_without_the_extra_the_command_says_what_to_install(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['fastapi'] = sys.modules['altair'] = None\n"
    )
    for command in (("serve", "--port", "0"), ("site", "--out", str(tmp_path / "site"))):
        done = subprocess.run(
            [sys.executable, "-m", "warehouse.cli", *command, *where(demo)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        last = done.stderr.strip().splitlines()[-1]
        assert done.returncode == 1 and "EXTRAS=web" in last and "Traceback" not in done.stderr


def test_a_folder_of_other_files_is_not_written_over(demo: Path, tmp_path: Path, release: Path) -> None:
    from warehouse.web import site

    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(WarehouseError, match="other files"):
        site.write(release, tmp_path)
    with pytest.raises(WarehouseError, match="no place '123456'"):
        site.write(release, tmp_path / "new", 1, "123456")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"], "no draft stays"
    assert threading.active_count() < 50
