"""Names that lead into private networks are not followed, whatever DNS says at the moment of connecting."""

import ipaddress
from typing import Any

from scrapy.resolver import CachingHostnameResolver


class _PublicOnly:
    """Passes on public addresses; the connection is made to what passed, so a second answer cannot differ."""

    def __init__(self, receiver: Any) -> None:
        self._receiver = receiver
        self.resolutionBegan = receiver.resolutionBegan  # Twisted's names
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """One address was found; where none passes, the name does not resolve."""
        if is_public(address.host):
            self._receiver.addressResolved(address)


class PublicResolver(CachingHostnameResolver):
    """Scrapy's caching resolver for IPv4 and IPv6, without private, loopback or reserved addresses."""

    def resolveHostName(self, resolutionReceiver: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N802, N803
        """As Twisted asks for it."""
        return super().resolveHostName(_PublicOnly(resolutionReceiver), *args, **kwargs)  # type: ignore[arg-type]


def is_public(host: str) -> bool:
    """Whether an address literal belongs to the public internet."""
    address = ipaddress.ip_address(host.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast
