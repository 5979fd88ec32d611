"""Addresses of the network: what counts as one, and which belong to a network that was named."""

from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

_HOME_OF_ONE = 64  # bits of an IPv6 address that a household shares: one person has all addresses below


@lru_cache(maxsize=256)  # a request asks several times about the one who sent it
def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address, as IPv4 where it is one in disguise; None for what is none."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def house(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the network of a household; "" for what is none."""
    found = parsed(address)
    if found is None or found.version == 4:
        return str(found or "")
    return str(ip_network((int(found), _HOME_OF_ONE), strict=False))


def is_among(address: str, networks: Collection[Network]) -> bool:
    """Whether the address belongs to one of the networks."""
    found = parsed(address)
    return found is not None and any(found in network for network in networks)
