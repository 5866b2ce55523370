"""The archive: the only writer and reader of data/REGISTRY/archive (contract B)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of BATCH.jsonl: every request that was made or refused, failures included.

    role: list | report | attachment. outcome: fetched | unchanged | refused | failed | not_a_report |
    duplicate | blocked. `error` names the reason of every outcome but fetched and unchanged. `offset` and
    `length` place the WARC record (None where no response was received); `digest` is `sha256:HEX` of the body.
    """

    batch: str
    site_id: str
    role: str
    url: str
    final_url: str | None = None
    parent_url: str | None = None
    link_text: str | None = None
    listed_date: str | None = None
    fetched_at: str | None = None
    status: int | None = None
    media_type: str | None = None
    digest: str | None = None
    length: int | None = None
    offset: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    outcome: str = "fetched"
    error: str | None = None
