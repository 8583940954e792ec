"""Host names and addresses, judged without asking the network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address


def address(host: str) -> IPv4Address | IPv6Address | None:
    """A host as an address, with or without brackets and zone; None for a name.

    An IPv4 address mapped into IPv6 is returned as IPv4.
    """
    try:
        parsed = ip_address(host.removeprefix("[").removesuffix("]").partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, so that nobody else can read what is sent to it.

    Only an address or `localhost` is: any other name may be given any address by others.
    """
    parsed = address(host)
    return host.lower() == "localhost" if parsed is None else parsed.is_loopback
