"""Logs of the days before `reason` and `until` are read as today's: lines, WARC headers, open circuits."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spiders.archive import warc
from spiders.archive.attempt import FIELDS, Attempt, from_json, to_json
from spiders.archive.old_logs import reason_of
from spiders.archive.reader import attempts, log_path, summary_path, warc_path
from spiders.archive.reasons import REASONS
from spiders.archive.recovery import rebuild_log
from spiders.archive.writer import BatchWriter
from spiders.crawling import plan
from spiders.health.status import status
from tests.spiders.conftest import Crawl
from tests.spiders.conftest import site as row
from tests.spiders.crawling.fault_server import HOME, FaultServer

# Reasons that were named when logs had codes already: no old sentence tells them.
SINCE_CODES = {"headers_over_cap", "not_storable", "record_damaged", "answer_unprocessable", "page_over_cap"}
SINCE_CODES |= {
    "list_ends_early",
    "list_page_repeats",
    "list_answer_refused",
    "partial_content",
    "report_cap",
}
SINCE_CODES |= {"link_by_script", "link_missing", "link_malformed", "link_not_web"}
SINCE_CODES |= {"not_in_replay", "host_silent", "page_over_limits", "part_cap", "not_a_part"}
# Sentences as logs held them, drawn from every place that made one.
SENTENCES = {
    "robots.txt forbids this path": "robots_forbid",
    "out of scope: port 8080 of www.a.gov.example": "port_out_of_scope",
    "out of scope: no row chosen from the registry lists www.copy.example": "host_out_of_scope",
    "daily cap: 3000 requests to a.gov.example in 24 hours": "daily_cap",
    "cap of 300 list pages a site": "list_page_cap",
    "registry says blocked: robots": "registry_blocked",
    "registry says gone: merged in 2019": "registry_gone",
    "family unknown cannot be read: nobody has looked at this site yet": "family_unreadable",
    "title: an explanation of a report (解读)": "title_explanation",
    "title: a picture summary (一图)": "title_picture_summary",
    "title: a notice (通知)": "title_notice",
    "title: a guide (指南)": "title_guide",
    "title: a directory (目录)": "title_directory",
    "title: a report on the web site (网站工作年度报表)": "title_website_report",
    "title: a report on another matter (法治政府)": "title_other_report",
    "title: a rule (办法)": "title_rule",
    "title: a form (申请表)": "title_form",
    "title: does not name an annual report": "title_unnamed",
    "report year 2013 was not asked for": "year_not_asked",
    "the big5 copy of a page": "big5_copy",
    "another address of http://www.a.gov.example/nb/1.html": "twin_address",
    "another address of": "twin_address",  # as summaries had it, cut before the address
    "same bytes as http://www.a.gov.example/nb/1.html": "same_bytes",
    "HTTP 403: forbidden (GeoBL)": "forbidden",
    "HTTP 412: a browser challenge": "browser_challenge",
    "HTTP 521: a browser challenge (__jsl_clearance)": "browser_challenge",
    "HTTP 429: too many requests": "too_many_requests",
    "HTTP 302 to /nb/": "http_redirect",
    "HTTP 503": "http_error",
    "the name leads to no public address (CannotResolveHostError: x)": "host_unresolved",
    "connection refused (DownloadConnectionRefusedError: x)": "connection_refused",
    "connection broken (DownloadFailedError: x)": "connection_broken",
    "TLS certificate not to be trusted, read without its check (X: y)": "tls_untrusted",
    "TLS handshake failed, old TLS is tried next (X: y)": "tls_handshake",
    "no whole answer in time (DownloadTimeoutError: x)": "timeout",
    "body shorter than announced (ResponseDataLossError: x)": "body_too_short",
    "body over the cap of 64 MB (DownloadCancelledError: x)": "body_over_cap",
    "body grows over 67108864 bytes when decoded": "body_over_cap",
    "no web address (UnsupportedURLSchemeError: x)": "not_a_web_address",
    "request failed (ValueError: x)": "request_failed",
    "a redirect without an answer: max redirections reached": "redirect_unanswered",
    "content-encoding br was not asked for": "encoding_unknown",
    "content-encoding is broken: Error -3": "encoding_broken",
    "content-encoding ends too early": "encoding_broken",
    "empty body": "empty_body",
    "soft 404: the home page instead of the article": "home_page_instead",
    "no report on the page itself, but files to download": "only_files",
    "fewer than two of the six fixed headings": "no_headings",
    "a web page where a file was promised": "page_for_a_file",
    "the ewb family broke: KeyError: 'custom'": "family_failed",
    "not in the registry any more; nothing was asked": "site_not_registered",
    "its list pages name no report; the column may have moved": "no_report_listed",
}
UNTIL = "2026-11-24T08:00Z"
CIRCUITS = {
    f"circuit open until {UNTIL}: HTTP 403 3 times in a row": "circuit_blocked",
    f"circuit open until {UNTIL}: one body under 3 addresses": "circuit_same_body",
}


@pytest.mark.parametrize("error", [*SENTENCES, *CIRCUITS])
def test_a_sentence_gives_its_reason(error: str) -> None:
    reason, until = reason_of(error)
    assert reason == (SENTENCES | CIRCUITS)[error]
    assert until == (UNTIL if error in CIRCUITS else None)


def test_every_reason_that_old_logs_knew_is_covered() -> None:
    assert {*SENTENCES.values(), *CIRCUITS.values()} == REASONS.keys() - SINCE_CODES


@pytest.mark.parametrize("error", [None, "", "the weather"])
def test_what_is_no_known_sentence_has_no_reason(error: str | None) -> None:
    assert reason_of(error) == (None, None)


def old_line(attempt: Attempt) -> str:
    """The log line of an attempt as it was before the fields `reason` and `until`."""
    cells = json.loads(to_json(attempt))
    return json.dumps({name: cells[name] for name in FIELDS if name not in ("reason", "until")})


def old_attempt(error: str | None, outcome: str, **more: object) -> Attempt:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    made = Attempt("old", "a", "list", HOME, fetched_at=now, outcome=outcome, error=error)
    return replace(made, **more)  # type: ignore[arg-type]


def test_an_old_line_is_loaded_and_written_as_todays() -> None:
    old = old_attempt("HTTP 403: forbidden", "blocked", status=403)
    found = from_json(old_line(old))
    assert found == replace(old, reason="forbidden")
    assert from_json(to_json(found)) == found
    assert from_json(old_line(old_attempt(None, "fetched"))).reason is None


def test_a_reason_that_a_line_has_is_never_derived_anew() -> None:
    line = to_json(old_attempt("HTTP 403: forbidden", "failed", reason="http_error"))
    assert from_json(line).reason == "http_error"


def test_a_log_is_rebuilt_from_an_old_warc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    circuit = next(iter(CIRCUITS))
    with monkeypatch.context() as before:
        before.setattr("spiders.archive.writer.to_json", old_line)
        with BatchWriter(tmp_path, "old") as writer:
            writer.write(old_attempt("HTTP 403: forbidden", "blocked"))
            writer.write(old_attempt(circuit, "blocked"))
    headers = [member.headers for member in warc.members(warc_path(tmp_path, "old"))]
    lines = [head[warc.ATTEMPT_HEADER] for head in headers if warc.ATTEMPT_HEADER in head]
    assert len(lines) == 2 and not any('"reason"' in line for line in lines)
    before_rebuild = list(attempts(tmp_path, "old"))
    log_path(tmp_path, "old").unlink()
    assert rebuild_log(tmp_path, "old").lines == 2
    assert list(attempts(tmp_path, "old")) == before_rebuild
    assert [(item.reason, item.until) for item in before_rebuild] == [
        ("forbidden", None),
        ("circuit_blocked", UNTIL),
    ]


@pytest.mark.parametrize(("hours", "is_left_alone"), [(20, True), (-1, False)])
def test_a_circuit_that_an_old_log_opened_is_kept_to_its_end(
    crawl: Crawl, tmp_path: Path, hours: int, is_left_alone: bool
) -> None:
    until = f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%dT%H:%MZ}"
    error = f"circuit open until {until}: HTTP 403 3 times in a row"
    with BatchWriter(tmp_path, "a-old"):
        pass
    log_path(tmp_path, "a-old").write_text(old_line(old_attempt(error, "blocked", batch="a-old")) + "\n")
    with FaultServer({}) as world:
        found = crawl(world)
    assert (world.asked == []) is is_left_alone
    assert (found[HOME].reason == "circuit_blocked") is is_left_alone
    assert (found[HOME].until == until) is is_left_alone


def test_a_summary_of_those_days_raises_the_same_alarms(tmp_path: Path) -> None:
    """Its reasons were sentences with counts, and the failure a sentence behind the address."""
    reasons = {"fewer than two of the six fixed headings": 12, "list: HTTP 403: forbidden": 1}
    counts = {"listed": 20, "fetched": 0, "unchanged": 8, "kept": 0, "refused": 12, "failed": 0}
    site = counts | {"site_id": "a", "reasons": reasons, "failure": f"{HOME}: HTTP 403: forbidden (GeoBL)"}
    content = {"finished": "2026-11-20T00:00:00Z", "sites": [site]}
    plan.write_json(summary_path(tmp_path, "old"), content)
    found = status(tmp_path, [row()], datetime(2026, 11, 23, tzinfo=UTC), 45)[0]
    assert [alarm.partition(":")[0] for alarm in found.alarms] == ["blocked", "layout changed"]
    assert found.reasons == reasons
