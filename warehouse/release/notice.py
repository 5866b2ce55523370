"""What everything made from a registry of an invented world says about itself."""

import sys

from spiders.command_line import visible
from warehouse.release.manifest import Manifest

INVENTED = "INVENTED.txt"  # beside files that cannot say it themselves


def notice(manifest: Manifest) -> str:
    """One line for people; empty where the registry is of the real world.

    >>> notice(Manifest("demo", ("x",), is_invented=True))
    'Invented 虚构: registry demo is made up, its figures are nobody\'s, but where is_invented is false.'
    """
    if not manifest.is_invented:
        return ""
    return (
        f"Invented 虚构: registry {manifest.registry} is made up, its figures are nobody's, "
        "but where is_invented is false."
    )


def announce(manifest: Manifest) -> None:
    """Say on standard error that a release is of an invented world, where it is."""
    if line := notice(manifest):
        print(visible(line), file=sys.stderr)
