"""The store behind a URL, as S3, GCS or a folder, through fsspec.

Keys and address of a store are what its own library takes from the environment, as AWS_ENDPOINT_URL.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import fsspec
from fsspec import AbstractFileSystem

from spiders.errors import ToldError
from warehouse.errors import WarehouseError


@contextmanager
def opened_store(url: str) -> Iterator[AbstractFileSystem]:
    """The store of a URL; whatever its library raises becomes a WarehouseError that names the URL.

    Errors of DuckDB are left as they are: they tell of the question, not of the store.
    """
    try:
        store, _ = fsspec.url_to_fs(url)
        store.invalidate_cache()
        yield store
    except (ToldError, duckdb.Error):
        raise
    except ImportError as error:
        raise WarehouseError(f"{url}: {error}. It comes with the extra `scale`.") from error
    except Exception as error:  # each store has errors of its own: no key, no bucket, no route
        raise WarehouseError(f"{url}: {type(error).__name__}: {error}") from error


def content_of(store: AbstractFileSystem, url: str) -> bytes | None:
    """A small object; None where there is none."""
    try:
        return bytes(store.cat_file(url))
    except FileNotFoundError:
        return None
