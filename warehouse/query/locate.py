"""Where the release to ask lies: no library is needed to tell."""

from pathlib import Path

from spiders.archive.data_dir import registry_dir
from warehouse.errors import WarehouseError
from warehouse.release.store import Store


def is_url(text: str) -> bool:
    """Whether a release is named by its URL, and not by a registry or folder."""
    return "://" in text


def current(registry: str, data: str | Path) -> Path:
    """The current release of a registry, resolved once; WarehouseError says what to do without one."""
    release = Store(registry_dir(data, registry) / "warehouse").current()
    if release is not None:
        return release
    from spiders.registry import RegistryError, folder  # with every family, which a question does not need

    try:
        folder(registry)
    except RegistryError as error:
        raise WarehouseError(str(error)) from None
    raise WarehouseError(
        f"there is no release of {registry!r} under {data} yet. "
        f"Run `make build-warehouse REGISTRY={registry}` first."
    )
