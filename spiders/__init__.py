"""Collect: the sites of a registry → an archive of captures. Knows sites, reads no figure."""

__version__ = "0.1.0"  # the only place: pyproject.toml, `nianbao --version` and the user agent read it here
