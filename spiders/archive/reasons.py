"""The vocabulary of attempts: outcomes, and the reason of each as a code with its words for people.

The log keeps the codes (`outcome`, `reason`, `until`) for programs and the sentence (`error`) for people. The
sentence is made here alone, and nothing reads it back: programs compare codes.
"""

from dataclasses import dataclass
from typing import NamedTuple

from spiders.content.clean_text import clean_text

OUTCOMES = {
    "fetched": "new bytes",
    "unchanged": "the bytes that the archive had before",
    "not_a_report": "a page came, but no report stands on it",
    "duplicate": "the document of another address of the same site",
    "refused": "not asked for, by a rule of ours or of the host's",
    "blocked": "the host shuts robots out",
    "failed": "asked for, and what was promised did not come",
    "redirected": "another attempt follows at the address that the answer names",
    "retry": "another attempt follows at the same address",
}
MOST_CHARACTERS = 500  # of a sentence: some exceptions quote whole pages


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the outcome that it leads to where no retry follows, and its words for people.

    words: the same for every link, so that summaries count them; they may name {status} and {until}.
    detail: what else the log says of one link, a template.
    """

    outcome: str
    words: str
    detail: str = ""


REASONS: dict[str, Reason] = {
    # Not asked: the host's robots.txt, scope, caps, the registry
    "robots_forbid": Reason("refused", "robots.txt forbids this path"),
    "host_out_of_scope": Reason(
        "refused", "out of scope: no row chosen from the registry lists the host", ": {host}"
    ),
    "port_out_of_scope": Reason("refused", "out of scope: a port other than 80 or 443", ": {port} of {host}"),
    "daily_cap": Reason("refused", "daily cap of requests to a host", ": {requests} to {host} in 24 hours"),
    "list_page_cap": Reason("refused", "cap of list pages a site", ": {pages}"),
    "part_cap": Reason("refused", "cap of further pages an article", ": {pages}"),
    "report_cap": Reason("refused", "cap of requests a report", ": {files} files"),
    "registry_blocked": Reason("blocked", "registry says blocked", ": {note}"),
    "registry_gone": Reason("refused", "registry says gone", ": {note}"),
    "family_unreadable": Reason("refused", "lists of this family cannot be read yet", ": {family}, {why}"),
    # Not asked: what the row of a list says
    "title_explanation": Reason("refused", "title: an explanation of a report", " ({word})"),
    "title_picture_summary": Reason("refused", "title: a picture summary", " ({word})"),
    "title_notice": Reason("refused", "title: a notice", " ({word})"),
    "title_guide": Reason("refused", "title: a guide", " ({word})"),
    "title_directory": Reason("refused", "title: a directory", " ({word})"),
    "title_website_report": Reason("refused", "title: a report on the web site", " ({word})"),
    "title_other_report": Reason("refused", "title: a report on another matter", " ({word})"),
    "title_rule": Reason("refused", "title: a rule", " ({word})"),
    "title_form": Reason("refused", "title: a form", " ({word})"),
    "title_unnamed": Reason("refused", "title: does not name an annual report"),
    # Not asked: the row names a report, and its link leads nowhere
    "link_by_script": Reason("refused", "link: only a script could follow it", ": {link}"),
    "link_missing": Reason("refused", "link: none stands there", "{link}"),
    "link_malformed": Reason("refused", "link: no address", ": {link}"),
    "link_not_web": Reason("refused", "link: no web address", ": {link}"),
    "year_not_asked": Reason("refused", "a report year that was not asked for", ": {year}"),
    "big5_copy": Reason("refused", "the big5 copy of a page"),
    "twin_address": Reason("duplicate", "another address of a page of this site", ": {url}"),
    "same_bytes": Reason("duplicate", "the same bytes as another address of this site", ": {url}"),
    # The host blocks
    "forbidden": Reason("blocked", "HTTP {status}: forbidden", " ({wall})"),
    "browser_challenge": Reason("blocked", "HTTP {status}: a browser challenge", " ({wall})"),
    "too_many_requests": Reason("blocked", "HTTP {status}: too many requests", " ({wall})"),
    "circuit_blocked": Reason(
        "blocked", "circuit open until {until}: the host blocks", " (HTTP {code} {times} times in a row)"
    ),
    "circuit_same_body": Reason(
        "blocked", "circuit open until {until}: one body under several addresses", " ({times})"
    ),
    # The wire
    "host_unresolved": Reason("failed", "the name leads to no public address", " ({exception})"),
    "connection_refused": Reason("failed", "connection refused", " ({exception})"),
    "connection_broken": Reason("failed", "connection broken", " ({exception})"),
    "tls_untrusted": Reason(
        "failed", "TLS certificate not to be trusted, read without its check", " ({exception})"
    ),
    "tls_handshake": Reason("failed", "TLS handshake failed, old TLS is tried next", " ({exception})"),
    "timeout": Reason("failed", "no whole answer in time", " ({exception})"),
    "body_too_short": Reason("failed", "body shorter than announced", " ({exception})"),
    "body_over_cap": Reason("failed", "body over the size cap", " ({exception})"),
    "headers_over_cap": Reason("failed", "more headers than are read", " ({exception})"),
    "not_a_web_address": Reason("failed", "no web address", " ({exception})"),
    "not_in_replay": Reason("failed", "the files of --replay hold no answer", " ({exception})"),
    "request_failed": Reason("failed", "request failed", " ({exception})"),
    # The answer
    "host_silent": Reason("failed", "the host answered nothing several times in a row; no more is asked"),
    "http_error": Reason("failed", "HTTP {status}"),
    "partial_content": Reason("failed", "HTTP {status}: a part of what was asked for as a whole"),
    "http_redirect": Reason("redirected", "HTTP {status}", " to {location}"),
    "redirect_unanswered": Reason("failed", "a redirect without an answer", ": {exception}"),
    "encoding_unknown": Reason("failed", "a content-encoding that was not asked for", " ({exception})"),
    "encoding_broken": Reason("failed", "a broken content-encoding", " ({exception})"),
    "not_storable": Reason("failed", "an answer that could not be read back once stored", " ({exception})"),
    "record_damaged": Reason(
        "failed", "unchanged, but our record of it is damaged: the next crawl asks anew", " ({exception})"
    ),
    "answer_unprocessable": Reason("failed", "our code broke on the answer", " ({exception})"),
    "list_ends_early": Reason(
        "failed", "a list that ended before what it promised", ": {came}, on page {page}{says}"
    ),
    "list_page_repeats": Reason(
        "failed", "a list page equal to those before, where others were promised", ": {came}, on page {page}"
    ),
    "list_answer_refused": Reason("failed", "an answer that is no list", ": {exception}"),
    "page_over_cap": Reason("failed", "a page larger, deeper or fuller than is parsed", ": {exception}"),
    "page_over_limits": Reason("failed", "a page that took more time or memory than one may", ": {why}"),
    "empty_body": Reason("failed", "empty body"),
    "home_page_instead": Reason("not_a_report", "soft 404: the home page instead of the article"),
    "only_files": Reason("not_a_report", "no report on the page itself, but files to download"),
    "no_headings": Reason("not_a_report", "fewer than two of the six fixed headings"),
    "not_a_part": Reason("not_a_report", "no further page of the article that goes on there"),
    "page_for_a_file": Reason("not_a_report", "a web page where a file was promised"),
    # Ours, and what is said of a site as a whole
    "family_failed": Reason("failed", "the code of the family broke", ": {family}: {exception}"),
    "site_not_registered": Reason("failed", "not in the registry any more; nothing was asked"),
    "no_report_listed": Reason("failed", "its list pages name no report; the column may have moved"),
}
SILENT = frozenset(
    {"host_unresolved", "connection_refused", "connection_broken", "tls_handshake", "timeout", "host_silent"}
)
NOT_CRAWLED = frozenset({"registry_blocked", "registry_gone"})  # rows that a crawl leaves alone on purpose


class Verdict(NamedTuple):
    """What an attempt came to: its codes, and the sentence for people; `until` as in Attempt."""

    outcome: str
    reason: str | None = None
    error: str | None = None
    until: str | None = None


FETCHED = Verdict("fetched")


def verdict(
    reason: str,
    /,
    *,
    outcome: str | None = None,
    status: int | None = None,
    until: str | None = None,
    **details: object,
) -> Verdict:
    """The verdict of a reason; `outcome` where a retry changes it, `details` fill the reason's template.

    Raises KeyError for a reason that is not declared, or a detail that its template needs and does not get.

        >>> verdict("http_error", status=404)
        Verdict(outcome='failed', reason='http_error', error='HTTP 404', until=None)
    """
    declared = REASONS[reason]
    detail = declared.detail.format(**details) if details else ""
    error = words(reason, status, until) + detail
    return Verdict(outcome or declared.outcome, reason, clean_text(error, MOST_CHARACTERS), until)


def words(reason: str, status: int | None = None, until: str | None = None) -> str:
    """A reason for people, without what differs from link to link."""
    return REASONS[reason].words.format(status=status, until=until)


def is_silent(reason: str | None) -> bool:
    """Whether nothing came from the host; where all are silent, this machine may have no network."""
    return reason in SILENT


def is_block(reason: str | None) -> bool:
    """Whether a reason says that the host shuts robots out (not that the registry says so)."""
    return reason in REASONS and reason not in NOT_CRAWLED and REASONS[reason].outcome == "blocked"
