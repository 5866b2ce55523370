"""Lists that exist only after JavaScript: the browser renders them, and asks for nothing by itself."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.archive.reasons import verdict
from spiders.content.page import Page
from spiders.crawling import browser
from spiders.crawling.browser import Browser, BrowserError, chromium, sandbox
from spiders.crawling.crawl_state import Link
from spiders.crawling.spider import Answer
from spiders.registry import Site
from tests.replica.hosts import replica as served
from tests.replica.scripted import ROW, build

ROOT = Path(__file__).parents[3]
HAS_CHROMIUM = any(shutil.which(name) for name in browser.NAMES)
needs_chromium = pytest.mark.skipif(not HAS_CHROMIUM, reason="no Chromium on the PATH")


def crawl(archive: Path, is_rendered: bool, batch: str = "b1") -> tuple[list[Attempt], list[str]]:
    """What a crawl of the scripted column logged, and which addresses the replica was asked for."""
    site = Site(**{**asdict(ROW), "first_year": ROW.first_year})
    with served() as replica:
        words = {
            "archive": str(archive),
            "batch": batch,
            "sites": [asdict(site)],
            "polite": {"delay": 0, "back_off": 0, "recheck_old_days": 0},
            "proxy": replica.proxy_url,
            "browser": is_rendered,
        }
        script = Path(__file__).with_name("run_collector.py")
        command = [sys.executable, str(script), json.dumps(words)]
        done = subprocess.run(
            command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        asked = [urlsplit(seen.url).path for seen in replica.requests]
    return [each for each in attempts(archive, batch) if each.is_final], asked


ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": "/tmp"}


@needs_chromium
def test_rows_made_by_a_script_are_found_and_all_it_asked_for_is_archived(tmp_path: Path) -> None:
    found, asked = crawl(tmp_path, True)
    reports = sorted(each.url for each in found if each.role == "report" and each.outcome == "fetched")
    assert reports == sorted(listed.url for listed in build(1)[0].listed)
    call = [each for each in found if each.url.endswith("/api/nianbao.json")]
    assert [(each.role, each.outcome) for each in call] == [("probe", "fetched")]
    assert call[0].offset is not None
    assert sorted(asked) == sorted(urlsplit(each.url).path for each in found)


def test_without_the_browser_the_column_names_no_report(tmp_path: Path) -> None:
    found, _ = crawl(tmp_path, False)
    assert [each.role for each in found if each.role != "robots"] == ["list"]


def test_a_machine_without_chromium_is_told_before_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BrowserError, match="chromium"):
        chromium()


# Whatever a page may open by itself. The calls to /tick keep the page from counting as done meanwhile.
ESCAPES = """<html><head><link rel=preconnect href=http://HOST:%TCP><link rel=prefetch href=http://HOST:%TCP/a>
<link rel=dns-prefetch href=//localhost></head><body>
<img src=http://HOST:%TCP/b><iframe id=f></iframe><script>
const call = window => ['stun:HOST:%UDP', 'turn:HOST:%TCP?transport=tcp'].forEach(urls => {
  const peer = new window.RTCPeerConnection({iceServers: [{urls, username: 'a', credential: 'b'}]});
  (window.peers ||= []).push(peer);
  peer.createDataChannel('x');
  peer.createOffer().then(offer => peer.setLocalDescription(offer));
});
const ways = [
  () => call(window), () => call(document.getElementById('f').contentWindow),
  () => new WebSocket('ws://HOST:%TCP/c'), () => new WebSocket('ws://localhost:%TCP/c'),
  () => new EventSource('http://HOST:%TCP/d'), () => navigator.sendBeacon('http://HOST:%TCP/e'),
  () => fetch('http://HOST:%TCP/f', {mode: 'no-cors'}), () => open('http://HOST:%TCP/g'),
  () => new WebTransport('https://HOST:%UDP/h').ready.catch(() => 0),
  () => new Worker(URL.createObjectURL(new Blob(["new WebSocket('ws://HOST:%TCP/i'); fetch('http://HOST:%TCP/j')"]))),
];
for (const way of ways) try { way(); } catch (error) {}
let left = 10;
const tick = () => fetch('/tick' + left).catch(() => 0).then(() => { if (left--) setTimeout(tick, 300); });
tick();
</script></body></html>"""


@contextmanager
def listeners() -> Iterator[tuple[dict[str, int], set[str]]]:
    """Ports of this machine by protocol, and which of them something came to."""
    met, ports = set[str](), dict[str, int]()
    tcp, udp = socket.create_server(("0.0.0.0", 0)), socket.socket(type=socket.SOCK_DGRAM)
    udp.bind(("0.0.0.0", 0))

    def listen(name: str, waiting: socket.socket) -> None:
        try:
            _ = waiting.accept() if name == "TCP" else waiting.recvfrom(1)
        except OSError:
            return
        met.add(name)

    for name, waiting in (("TCP", tcp), ("UDP", udp)):
        ports[name] = waiting.getsockname()[1]
        threading.Thread(target=listen, args=(name, waiting), daemon=True).start()
    with tcp, udp:
        yield ports, met


def own_address() -> str:
    """This machine's address in its network, to which a packet does not leave it; nothing is sent."""
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def escaped() -> set[str]:
    """Where a page that tries every way out got to, past the crawl."""

    async def refuse(link: Link) -> Answer:
        return Answer(link.attempt(verdict("port_out_of_scope", port=0, host="")), None)

    async def render(page: Page) -> None:
        async with Browser(refuse) as running:
            await running.render(page, "a")

    with listeners() as (ports, met):
        html = ESCAPES.replace("HOST", own_address())
        for name, port in ports.items():
            html = html.replace(f"%{name}", str(port))
        asyncio.run(render(Page("http://www.a.gov.example/", html.encode())))
        return set(met)


@needs_chromium
def test_a_page_gets_nowhere_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert escaped() == set()
    monkeypatch.setattr(browser, "_CLOSED", ())
    monkeypatch.setattr(browser, "_WITHOUT_WEBRTC", "")
    without = {"UDP"} if own_address() == "127.0.0.1" else set()
    assert escaped() == {"TCP", "UDP"} - without, "the ways out that this page tries are open elsewhere"


@pytest.mark.parametrize(("user", "told"), [(0, "WITHOUT its sandbox"), (1000, "inside its own sandbox")])
def test_the_state_of_the_sandbox_is_told(monkeypatch: pytest.MonkeyPatch, user: int, told: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert told in sandbox()
