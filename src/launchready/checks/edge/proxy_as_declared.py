"""The proxy that is meant to stand in front of a host does.

Why it matters: a host that was meant to be proxied and is not has no protection against
floods and shows its origin; one that is proxied without anybody meaning it gets caching
and challenges that nobody has tested.

How to fix: in the DNS zone, set the record of {host} to go through the proxy (Cloudflare:
the orange cloud), or correct `proxy` of [hosts."{host}"] in launchready.toml.

References: https://developers.cloudflare.com/dns/proxy-status/; RFC 9110 section 3.7
"""

from launchready.checks.api import (
    EntryPoints,
    Host,
    HostAddresses,
    Impact,
    ProviderKind,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
    recognise,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    AS_DECLARED = passes("{seen} stands in front, as declared ({evidence})")
    NONE_AS_DECLARED = passes("no proxy stands in front, as declared")
    PLATFORM = passes("{seen} serves it from its own edge ({evidence})")
    NOT_APPLICABLE = not_applicable("no proxy is declared, and none is seen")
    AROUND = fails(
        Impact.HIGH, "{declared} is meant to stand in front, but traffic goes straight to {to}"
    )
    PARTLY_AROUND = fails(
        Impact.HIGH,
        "{outside} of its addresses do not belong to {seen}: traffic goes around it",
    )
    ANOTHER = fails(
        Impact.MEDIUM, "{declared} is meant to stand in front, but {seen} does ({evidence})"
    )
    UNMEANT = fails(
        Impact.MEDIUM, "no proxy is meant to stand in front, but {seen} does ({evidence})"
    )
    UNDECLARED = asks(
        "{seen} stands in front ({evidence}): is that intended?",
        fix='Write proxy = "cloudflare", "other" or "none" into [hosts."{host}"] of '
        "launchready.toml, whichever is meant.",
    )
    UNRECOGNISED = cannot_tell("a proxy is declared; what answers shows none that is known")
    NO_ADDRESS = cannot_tell("the name has no address")


def judge(host: Host, found: HostAddresses, entries: EntryPoints) -> Verdict:
    """Judge who stands in front, by addresses, aliases and the first answer's headers."""
    addresses = found.addresses
    if not addresses:
        return Outcomes.NO_ADDRESS()
    headers: tuple[tuple[str, str], ...] = ()
    for trace in entries.traces:
        if trace.start == f"https://{host.name}/":
            headers = trace.hops[0].headers
    sightings = recognise(addresses=addresses, aliases=found.cname_chain, headers=headers)
    if not sightings:
        return _unseen(host, addresses)
    front = sightings[0]
    seen, evidence = front.provider.name, front.evidence
    if host.proxy == "cloudflare":
        cloudflare = next((s for s in sightings if s.provider.name == "Cloudflare"), None)
        if cloudflare is None:
            return Outcomes.ANOTHER(declared="Cloudflare", seen=seen, evidence=evidence)
        seen, evidence, front = "Cloudflare", cloudflare.evidence, cloudflare
    elif host.proxy == "other" and seen == "Cloudflare" and len(sightings) == 1:
        return Outcomes.ANOTHER(declared="a proxy other than Cloudflare", seen=seen,
                                evidence=evidence)  # fmt: skip
    elif host.proxy == "none" and front.provider.kind is ProviderKind.PROXY:
        return Outcomes.UNMEANT(seen=seen, evidence=evidence)
    elif front.provider.kind is ProviderKind.PLATFORM:
        return Outcomes.PLATFORM(seen=seen, evidence=evidence)
    elif host.proxy is None:
        return Outcomes.UNDECLARED(seen=seen, evidence=evidence)
    outside = [address for address in addresses if address not in front.addresses]
    if front.addresses and outside:
        return Outcomes.PARTLY_AROUND(seen=seen, outside=outside, addresses=addresses)
    return Outcomes.AS_DECLARED(seen=seen, evidence=evidence)


def _unseen(host: Host, addresses: tuple[str, ...]) -> Verdict:
    match host.proxy:
        case None:
            return Outcomes.NOT_APPLICABLE()
        case "none":
            return Outcomes.NONE_AS_DECLARED()
        case "cloudflare":
            return Outcomes.AROUND(declared="Cloudflare", to=addresses)
        case _:
            return Outcomes.UNRECOGNISED(addresses=addresses)
