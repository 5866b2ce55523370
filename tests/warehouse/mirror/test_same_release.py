"""The same release, whether one machine makes it, a Dask cluster reads, or an S3 server hands it on."""

from pathlib import Path

import pytest
from rich.console import Console

from extract.__main__ import main as extract
from spiders.cluster import LOCAL
from spiders.crawl import Options, crawl
from tests.warehouse.s3_server import s3_server
from warehouse.__main__ import main as warehouse
from warehouse.mirror.pull import pull
from warehouse.mirror.push import push
from warehouse.release import remote
from warehouse.release.store import Store

SITE = "demo-nanping"
URL = "s3://bucket/demo"


def release_of(data: Path, *how: str) -> str:
    """Read what the archive holds and build; the id of the release."""
    where = ["--registry", "demo", "--data", str(data)]
    assert extract([*where, *how]) == 0
    assert warehouse(["build", *where]) == 0
    current = Store(data / "demo" / "warehouse").current()
    assert current is not None
    return current.name


@pytest.mark.slow
def test_release_ids_are_the_same_from_one_machine_dask_and_s3(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert crawl(Options("demo", SITE, None, one, 1, "", night_only=False), Console(quiet=True)) == 0
    with s3_server():
        assert warehouse(["push", URL, "--data", str(one)]) == 0
        assert warehouse(["pull", URL, "--data", str(two)]) == 0
        made = release_of(one, "--workers", "2")
        assert release_of(two, "--dask", LOCAL, "--workers", "2") == made
        assert push(one / "demo", URL).is_new
        pulled = pull(two / "demo", URL)
        assert (pulled.files, pulled.fetched) == (6, 0), "what the cluster read is what one machine sent"
        assert warehouse(["release", "1", "--data", str(two), "--to", URL]) == 0
        assert remote.manifest(remote.resolve(URL)).release_id == made
