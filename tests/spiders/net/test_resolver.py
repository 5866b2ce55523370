"""Names lead to addresses of the public internet alone."""

from types import SimpleNamespace
from typing import Any

import pytest

from spiders.net.resolver import PublicResolver, is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("240e::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.9", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::127.0.0.1", False),
        ("64:ff9b::8.8.8.8", True),
        ("2002:7f00:1::", False),  # 127.0.0.1
        ("2002:a9fe:a9fe::1", False),  # 169.254.169.254
        ("::127.0.0.1", False),
        ("::10.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("::", False),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_the_resolver_passes_public_addresses_alone() -> None:
    """A name with public and private addresses (DNS rebinding) leads to the public ones only."""

    class Names:
        def resolveHostName(self, receiver: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
            for host in ("10.0.0.7", "8.8.8.8", "127.0.0.1"):
                receiver.addressResolved(SimpleNamespace(host=host))
            receiver.resolutionComplete()

    passed: list[str] = []
    receiver = SimpleNamespace(
        resolutionBegan=lambda resolution: None,
        addressResolved=lambda address: passed.append(address.host),
        resolutionComplete=lambda: None,
    )
    resolver = PublicResolver(SimpleNamespace(nameResolver=Names()), 0)  # type: ignore[arg-type]
    resolver.resolveHostName(receiver, "www.a.gov.example")
    assert passed == ["8.8.8.8"]
