"""Logs written before `reason` and `until` were fields: both are found in the sentence, as it was then.

This table is frozen: it knows the sentences of those logs, not the ones that are written today.
"""

import re

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"robots\.txt forbids", "robots_forbid"),
    (r"out of scope: port", "port_out_of_scope"),
    (r"out of scope", "host_out_of_scope"),
    (r"daily cap", "daily_cap"),
    (r"cap of \d+ list pages", "list_page_cap"),
    (r"registry says blocked", "registry_blocked"),
    (r"registry says gone", "registry_gone"),
    (r"family \S+ cannot be read", "family_unreadable"),
    (r"title: an explanation", "title_explanation"),
    (r"title: a picture summary", "title_picture_summary"),
    (r"title: a notice", "title_notice"),
    (r"title: a guide", "title_guide"),
    (r"title: a directory", "title_directory"),
    (r"title: a report on the web site", "title_website_report"),
    (r"title: a report on another matter", "title_other_report"),
    (r"title: a rule", "title_rule"),
    (r"title: a form", "title_form"),
    (r"title: does not name", "title_unnamed"),
    (r"report year \d+ was not asked for", "year_not_asked"),
    (r"the big5 copy", "big5_copy"),
    (r"another address of", "twin_address"),
    (r"same bytes as", "same_bytes"),
    (r"HTTP \d+: forbidden", "forbidden"),
    (r"HTTP \d+: a browser challenge", "browser_challenge"),
    (r"HTTP \d+: too many requests", "too_many_requests"),
    (r"circuit open until (?P<until>\S+?): one body", "circuit_same_body"),
    (r"circuit open until (?P<until>\S+?):? ", "circuit_blocked"),
    (r"HTTP \d+ to ", "http_redirect"),
    (r"HTTP \d+$", "http_error"),
    (r"the name leads to no public address", "host_unresolved"),
    (r"connection refused", "connection_refused"),
    (r"connection broken", "connection_broken"),
    (r"TLS certificate", "tls_untrusted"),
    (r"TLS handshake", "tls_handshake"),
    (r"no whole answer in time", "timeout"),
    (r"body shorter than announced", "body_too_short"),
    (r"body over the cap|body grows over", "body_over_cap"),
    (r"no web address", "not_a_web_address"),
    (r"request failed", "request_failed"),
    (r"a redirect without an answer", "redirect_unanswered"),
    (r"content-encoding \S+ was not asked for", "encoding_unknown"),
    (r"content-encoding", "encoding_broken"),
    (r"empty body", "empty_body"),
    (r"soft 404", "home_page_instead"),
    (r"no report on the page itself", "only_files"),
    (r"fewer than two of the six", "no_headings"),
    (r"a web page where a file", "page_for_a_file"),
    (r"the \S+ family broke", "family_failed"),
    (r"not in the registry any more", "site_not_registered"),
    (r"its list pages name no report", "no_report_listed"),
)


def reason_of(error: str | None) -> tuple[str | None, str | None]:
    """(reason, until) of a sentence of an old log; (None, None) where it says neither."""
    for pattern, reason in _SENTENCES if error else ():
        if found := re.match(pattern, error or ""):
            return reason, found.groupdict().get("until")
    return None, None
