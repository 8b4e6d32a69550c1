"""Where an IPv6 address is published, something listens there.

Why it matters: phones and many offices try IPv6 first. An address where nothing answers
makes their first visit hang or fail, while everybody on IPv4 swears that it works.

How to fix: make the server or proxy of {host} listen on [{address}]:443 and open the
firewall for it; or remove the AAAA record until it does.

References: RFC 8305 section 5 (Happy Eyeballs); RFC 6724 section 2.1 (IPv6 is preferred)
"""

from launchready.checks.api import (
    Host,
    HostAddresses,
    Impact,
    TlsHandshake,
    Unseen,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5

NO_ROUTE_HERE = ("unreachable", "no route", "cannot assign", "address family")
"""How a machine without IPv6 of its own says so: EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL,
EAFNOSUPPORT. A remote router may say the first as well, so neither proves a fault."""


class Outcomes:
    """What the check can find."""

    LISTENS = passes("accepts connections on port 443 at {address}")
    NOTHING_LISTENS = fails(
        Impact.HIGH,
        "publishes the IPv6 address {address}, where nothing accepts connections on port 443"
        " ({error}); IPv4 works",
    )
    NO_IPV6_HERE = cannot_tell(
        "publishes {address}, but this machine has no way to IPv6: {error}"
    )
    NEITHER_LISTENS = cannot_tell(
        "neither IPv6 ({address}: {error}) nor IPv4 accepts connections on port 443"
    )
    NO_ANSWER = cannot_tell(
        "publishes the IPv6 address {address}, from which nothing came back ({reason}): a"
        " firewall there, or IPv6 of this machine"
    )
    NOT_PUBLISHED = not_applicable("has no AAAA record")


def judge(host: Host, found: HostAddresses, handshake: TlsHandshake | Unseen) -> Verdict:
    """Judge the published IPv6 addresses by whether a connection comes up."""
    published = found.ipv6.values()
    if not published:
        return Outcomes.NOT_PUBLISHED()
    if isinstance(handshake, Unseen):
        return Outcomes.NO_ANSWER(address=published[0], reason=handshake.reason)
    tried = [end for end in handshake.endpoints if ":" in end.address]
    if not tried:
        return Outcomes.NO_ANSWER(
            address=published[0], reason="; ".join(handshake.unseen) or "not tried"
        )
    closed = [end for end in tried if not end.connected]
    if not closed:
        return Outcomes.LISTENS(address=[end.address for end in tried])
    seen = {"address": closed[0].address, "error": closed[0].error, "published": published}
    if any(sign in closed[0].error.lower() for sign in NO_ROUTE_HERE):
        return Outcomes.NO_IPV6_HERE(**seen)
    if not any(end.connected for end in handshake.endpoints if ":" not in end.address):
        return Outcomes.NEITHER_LISTENS(**seen)
    return Outcomes.NOTHING_LISTENS(**seen)
