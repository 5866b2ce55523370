"""Names that lead into private networks are not followed, whatever DNS says at the moment of connecting."""

import ipaddress
from typing import Any

from scrapy.resolver import CachingHostnameResolver

_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
# Networks of IPv6 that hold an IPv4 address, and how many bits stand behind it.
_EMBEDDING = (
    (_MAPPED, 0),  # RFC 4291 2.5.5.2
    (ipaddress.IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291 2.5.5.1
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),  # SIIT, RFC 2765
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)


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
    """Whether an address literal belongs to the public internet, and the IPv4 address that it embeds too."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return _is_public(address)
    embedded = _embedded(address)
    # ::ffff:a.b.c.d is no public address by itself: what it stands for decides alone.
    is_carried = address in _MAPPED or _is_public(address)
    return is_carried and (embedded is None or _is_public(embedded))


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a translator, a tunnel or the system itself would turn an address into."""
    for network, shift in _EMBEDDING:
        if address in network:
            return ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return None


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not address.is_multicast
