"""Which addresses a monitor may connect to: public ones, and what the manifest allows.

Without this rule a monitor's URL, or a name that somebody else controls, could make the
monitor fetch a cloud's metadata or speak to its owner's private services.  The rule is
held when a connection is opened, so neither redirects nor rebinding get round it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

_PRIVATE = [
    ipaddress.ip_network(each)
    for each in ("192.0.0.0/24", "100.64.0.0/10", "198.18.0.0/15", "100::/64", "fc00::/7")
]
"""Among others, where Oracle's and Alibaba's metadata live: versions of `ipaddress` differ."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRule:
    """Says whether an address may be connected to.

    Args:
        allow: networks that are allowed though they are not public.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allow = [ipaddress.ip_network(each) for each in allow]

    def __call__(self, address: str) -> bool:
        """Say it of an address as text; of what is none, no."""
        try:
            parsed = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        inner = _embedded(parsed)
        if any(each in net for each in (parsed, inner) for net in self._allow):
            return True
        return all(_public(each) for each in (parsed, inner))


def _public(address: _Address) -> bool:
    reserved = address.is_multicast or any(address in net for net in _PRIVATE)
    return address.is_global and not reserved


def _embedded(address: _Address) -> _Address:
    """Give the IPv4 address within an IPv6 one that leads to it, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
