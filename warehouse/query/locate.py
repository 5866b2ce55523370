"""Where the release to ask lies: no library is needed to tell."""

from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.release.store import Store


def is_url(text: str) -> bool:
    """Whether a release is named by its URL, and not by a registry or folder."""
    return "://" in text


def current(registry: str, data: str | Path) -> Path:
    """The current release of a registry, resolved once; WarehouseError says what to do without one."""
    release = Store(Path(data) / registry / "warehouse").current()
    if release is not None:
        return release
    from spiders.registry import names  # with every family of sites, which a question does not need

    if registry not in names():
        raise WarehouseError(f"there is no registry {registry!r}; known: {', '.join(names())}")
    raise WarehouseError(
        f"there is no release of {registry!r} under {data} yet. "
        f"Run `make build-warehouse REGISTRY={registry}` first."
    )
