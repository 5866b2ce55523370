"""The replica with the hosts that only tests and benches ask: faults, a crowd, a scripted list, more systems.

`python -m tests.replica.hosts` serves them beside the demo's until it is stopped, and prints its port.
"""

from collections.abc import Mapping
from functools import cache

from spiders.replica.families.base import ReplicaSite
from spiders.replica.server import Replica, serve
from spiders.replica.sites import by_host, demo
from tests.replica import crowd, faults, scripted, systems


@cache
def sites(edition: int = 1) -> Mapping[str, ReplicaSite]:
    """Host → site: the demo's first, then the others."""
    return by_host(
        [
            *demo(edition),
            *(site for module in (faults, crowd, scripted, systems) for site in module.build(edition)),
        ]
    )


def replica(edition: int = 1) -> Replica:
    """A server of all these hosts."""
    return Replica(edition, hosts=sites)


if __name__ == "__main__":
    serve(hosts=sites)
