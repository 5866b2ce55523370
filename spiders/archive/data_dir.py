"""Where the data of a registry lie: DATA/NAME, whatever folder the registry itself is in."""

from pathlib import Path


def registry_name(registry: str) -> str:
    """The name of a registry given by name or by its folder: ./mine/country → country."""
    return Path(registry).resolve().name


def registry_dir(data: str | Path, registry: str) -> Path:
    """The folder of the archive, readings and warehouse of a registry, below the data folder."""
    return Path(data) / registry_name(registry)


def archive_dir(data: str | Path, registry: str) -> Path:
    """The folder of a registry's captures."""
    return registry_dir(data, registry) / "archive"
