"""The files of tests that take longest, the longest first, by the minutes of a run on two cores.

They are begun first, so that no core waits at the end for the other to finish one of them. A file that is not
listed comes after them, in the order of folders. `pytest --durations=50` shows what should be here.
"""

FILES = (
    "tests/test_wheel.py",
    "tests/test_end_to_end.py",
    "tests/test_commands.py",
    "tests/warehouse/web/test_browser.py",
    "tests/warehouse/query/test_hostile_statements.py",
    "tests/spiders/crawling/test_kill.py",
    "tests/warehouse/build/test_kill.py",
    "tests/spiders/crawling/test_faults.py",
    "tests/warehouse/web/test_evidence_page.py",
    "tests/warehouse/web/test_console.py",
    "tests/test_country.py",
    "tests/warehouse/release/test_remote.py",
    "tests/warehouse/mirror/test_same_release.py",
    "tests/extract/run/test_dask.py",
    "tests/warehouse/mirror/test_mirror.py",
    "tests/bench/test_torture.py",
    "tests/spiders/survey/test_survey.py",
    "tests/warehouse/build/test_fingerprints.py",
    "tests/warehouse/export/test_whole_tables.py",
    "tests/spiders/crawling/test_manners.py",
    "tests/warehouse/build/test_build.py",
    "tests/extract/ocr/test_scan_reports.py",
    "tests/spiders/crawling/test_again.py",
    "tests/warehouse/web/test_pages.py",
    "tests/spiders/crawling/test_confused_servers.py",
    "tests/extract/run/test_every_body_is_read.py",
    "tests/spiders/test_discover.py",
    "tests/spiders/families/test_families.py",
    "tests/extract/run/test_kill.py",
    "tests/extract/readers/test_hostile.py",
    "tests/extract/readers/pdf/test_traps.py",
)
RANKS = {file: rank for rank, file in enumerate(FILES)}
