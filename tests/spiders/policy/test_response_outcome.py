"""What an answer counts as, by status and bytes."""

import pytest

from spiders.policy import response_outcome

HEADED = "<p>一、总体情况</p><p>二、主动<b>公开</b>政府&nbsp;信息情况</p>"


@pytest.mark.parametrize(
    ("role", "status", "kind", "body", "outcome"),
    [
        ("report", 200, "text/html", HEADED, "fetched"),
        ("report", 200, "application/pdf", "%PDF-", "fetched"),
        ("report", 200, "text/html", "<html>首页", "not_a_report"),
        ("report", 200, "text/html", " \n", "failed"),
        ("report", 404, "text/html", HEADED, "failed"),
        ("report", 412, "text/html", HEADED, "blocked"),
        ("list", 200, "text/html", "<html>首页", "fetched"),
        ("attachment", 200, "text/html", HEADED, "fetched"),
        ("attachment", 200, "text/html", "<html>首页", "not_a_report"),
        ("robots", 200, "text/plain", "", "fetched"),
        ("robots", 404, "text/html", "<html>", "failed"),
    ],
)
def test_an_answer_gets_its_outcome(role: str, status: int, kind: str, body: str, outcome: str) -> None:
    url = "http://a.example/x.html"
    found = response_outcome.judge_response(role, url, url, status, kind, body.encode())
    assert found.outcome == outcome
    assert (found.reason is None) is (found.error is None) is (outcome == "fetched")
