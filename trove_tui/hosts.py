"""What a host is, as far as it can be told without asking anybody."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address


def address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that is written there, in brackets or not, without its zone; None for a name.

    An IPv4 address that is mapped into IPv6 is that IPv4 address.
    """
    try:
        found = ip_address(host.removeprefix("[").removesuffix("]").partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def is_loopback(host: str) -> bool:
    """Whether it is this machine itself: what never leaves it nobody else can read.

    Only an address says so, or `localhost`: any other name may be given any address by others.
    """
    found = address(host)
    return host.lower() == "localhost" if found is None else found.is_loopback
