"""The main job on the demo registry over real sockets: every figure of the replica reaches SQL unchanged."""

import json
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from spiders.archive.reader import attempts, body
from tests.demo import Again, ask, run, where
from tests.replica.oracle import expected, listing

FIGURES = """
    select d.site_id, d.url, c.indicator, c.applicant, c.item, c.value, c.status
    from documents d join cells c using (report_id) where c.status != 'not_in_form'
"""


def test_every_printed_figure_reaches_sql_unchanged(demo: Path) -> None:
    found = {tuple(row[:5]): tuple(row[5:]) for row in ask(demo, FIGURES)}
    wanted = {
        (e.site_id, e.url, e.indicator, e.applicant, e.item): (e.cell.value, e.cell.status)
        for e in expected()
    }
    unread = {key for key, (_, status) in found.items() if status == "unreadable"}
    wrong = {
        key: (cell, wanted.get(key))
        for key, cell in found.items()
        if key not in unread and cell != wanted.get(key)
    }
    assert not wrong, f"{len(wrong)} wrong of {len(found)}: {dict(list(wrong.items())[:5])}"
    missing = (wanted.keys() - found.keys()) | unread
    assert not missing, f"{len(missing)} of {len(wanted)} not read: {sorted(missing, key=str)[:5]}"


def test_any_figure_answers_where_it_is_from(demo: Path) -> None:
    rows = ask(
        demo,
        """select c.indicator, c.raw, c.locator, r.url, r.digest, p.fetched_at, p.batch, p.warc_offset
           from cells c join reports r using (report_id)
           join captures p on p.batch = r.batch and p.warc_offset = r.warc_offset
        """,
    )
    assert len(rows) == ask(demo, "select count(*) from cells")[0][0] > 10_000
    assert all(part is not None for row in rows for part in row)


def test_bytes_behind_every_report_are_in_the_archive(demo: Path) -> None:
    archive = demo / "demo" / "archive"
    by_place = {(attempt.batch, attempt.offset): attempt for attempt in attempts(archive)}
    for batch, offset, digest in ask(demo, "select batch, warc_offset, digest from reports"):
        assert by_place[batch, offset].digest == digest
        assert body(archive, by_place[batch, offset])


def test_coverage_has_a_row_for_every_site_and_year_and_a_reason_for_every_absence(demo: Path) -> None:
    owed = """
        select site_id, unnest(range(first_year, least(last_year, last) + 1)) as year
        from sites, (select max(year) as last from coverage)
    """
    assert len(ask(demo, owed)) > 30
    assert not ask(demo, f"from ({owed}) anti join coverage using (site_id, year)")
    assert not ask(demo, "from coverage where status != 'reported' and coalesce(reason, '') = ''")
    assert not ask(demo, "from coverage where status = 'reported' and report_count = 0")


def test_every_listed_report_was_asked_for_and_nothing_off_the_list(demo: Path) -> None:
    made = [each for each in attempts(demo / "demo" / "archive") if each.role != "robots"]
    assert {row.url for row in listing() if row.report} <= {each.url for each in made}
    foreign = {row.url for row in listing() if row.fate in ("off_host", "big5")}
    assert foreign
    assert not foreign & {each.url for each in made if each.status is not None}


def test_second_crawl_costs_little_and_makes_one_version(demo: Path, demo_again: Again) -> None:
    versions = "select count(*), count(*) filter (is_current) from reports"
    reports, current = ask(demo, versions)[0]
    first = transferred(demo)
    second = transferred(demo_again.data) - first
    assert second < 0.05 * first, f"the second crawl transferred {second} bytes, the first {first}"
    assert ask(demo_again.data, versions)[0] == (reports + 1, current), "one more version, the old one stays"


def transferred(data: Path) -> int:
    """Bytes of all responses as received, headers included."""
    size = 0
    for path in (data / "demo" / "archive").glob("*.warc.gz"):
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, record_types=WarcRecordType.response | WarcRecordType.revisit)
            size += sum(record.content_length for record in records)
    return size


def test_sql_command_prints_a_header_and_refuses_to_write(demo: Path) -> None:
    sql = ("sql", *where(demo))
    query = "select year, count(*) as reports from reports group by 1 order by 1"
    assert run(*sql, "--format", "csv", query).splitlines()[0] == "year,reports"
    shown = run(*sql, "--format", "json", "select 1 as one")
    answer, _, said = shown.partition("]")
    assert json.loads(answer + "]") == [{"one": 1}]
    assert said.strip().startswith("Invented 虚构")
    assert "read-only" in run(*sql, "drop view cells", fails=True).lower()
