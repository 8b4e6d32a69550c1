"""The origin answers nobody but its proxy.

Why it matters: whoever finds the origin's address, in old DNS records or certificate
lists, goes around every limit, challenge and rule of the proxy, and can flood it.

How to fix: let the firewall of {address} accept ports 443 and 80 only from the proxy's
published ranges, or use a tunnel or client certificates (Cloudflare: Authenticated
Origin Pulls); then give the origin a new address, since the old one is known.

References: https://developers.cloudflare.com/fundamentals/security/protect-your-origin-server/;
RFC 9110 section 17.1
"""

from launchready.checks.api import (
    Host,
    Impact,
    OriginProbe,
    OriginState,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    REFUSED = passes("the origin {address} refuses connections from strangers")
    FIREWALLED = passes(
        "the origin {address} is silent to strangers, while the host answers through its "
        "proxy: a firewall drops them"
    )
    TURNS_AWAY = passes("the origin {address} connects, but turns strangers away ({how})")
    NOT_APPLICABLE = not_applicable("no proxy is intended here")
    EXPOSED = fails(
        Impact.HIGH,
        "the origin {address} answers strangers on port {port} with {status}, as the product",
    )
    ANSWERS_OTHERWISE = fails(
        Impact.LOW,
        "the origin {address} answers strangers on port {port} with {status}, though not with "
        "what visitors get",
    )
    WHICH_ORIGIN = asks(
        "which address does the proxy fetch from? With `origin` in launchready.toml, it is "
        "looked whether that answers strangers",
        fix='Add origin = "ADDRESS" to [hosts."{host}"] of launchready.toml; the proxy\'s '
        "dashboard names it.",
    )
    SILENT = cannot_tell(
        "the origin {address} is silent, but so is the host itself: hidden and down look alike"
    )
    NOT_SEEN = cannot_tell("{reason}")


def applies(host: Host) -> bool:
    """Leave out hosts that no proxy is meant to stand in front of."""
    return host.proxy in {"cloudflare", "other"}


def judge(host: Host, probe: OriginProbe | Unseen) -> Verdict:
    """Judge what the origin does when it is asked in the host's name."""
    if host.origin is None:
        return Outcomes.WHICH_ORIGIN()
    if isinstance(probe, Unseen):
        return Outcomes.NOT_SEEN(reason=probe.reason)
    address = probe.address
    answered = [each for each in probe.answers if each.state is OriginState.ANSWERED]
    for each in answered:
        if each.alike or (each.names_host and 200 <= each.status < 400):
            return Outcomes.EXPOSED(address=address, port=each.port, status=each.status)
    for each in answered:
        if each.status < 400:
            return Outcomes.ANSWERS_OTHERWISE(
                address=address, port=each.port, status=each.status
            )
    if answered:
        return Outcomes.TURNS_AWAY(address=address, how=f"status {answered[0].status}")
    closed = [each for each in probe.answers if each.state is OriginState.CLOSED]
    if closed:
        return Outcomes.TURNS_AWAY(address=address, how=closed[0].detail)
    if all(each.state is OriginState.REFUSED for each in probe.answers):
        return Outcomes.REFUSED(address=address)
    if not probe.through_proxy or probe.through_proxy >= 500:
        return Outcomes.SILENT(address=address)
    return Outcomes.FIREWALLED(address=address, through_proxy=probe.through_proxy)
