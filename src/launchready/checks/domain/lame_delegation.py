"""Every name server that the zone is delegated to serves it.

Why it matters: a resolver that picks a server which does not serve the zone waits and tries
another, so a share of visitors gets slow pages or errors at random; and a server's name that
no longer exists can be registered by a stranger, who then answers for the whole domain.

How to fix: at the registrar (and in the zone's own NS records) remove {server}, or set the
zone {zone} up there. Keep at least two servers that answer.

References: RFC 1912 section 2.8 (lame delegations); RFC 9499 section 7 (terms); RFC 1035
section 4.1.1 (AA and RCODE)
"""

from collections.abc import Sequence

from launchready.checks.api import (
    Delegation,
    Impact,
    Nameserver,
    Product,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    SERVES = passes("{server} answers for {zone} with authority")
    NONE_SERVES = fails(
        Impact.BLOCKER, "no name server of {zone} answers for it with authority: {servers}"
    )
    UNRESOLVED = fails(
        Impact.HIGH, "{zone} is delegated to {server}, a name that has no address"
    )
    REFUSES = fails(Impact.HIGH, "{server} answers {rcode} when asked for {zone}")
    NOT_AUTHORITATIVE = fails(
        Impact.HIGH, "{server} answers for {zone} without authority: it does not serve the zone"
    )
    SILENT = fails(
        Impact.HIGH, "{server} does not answer for {zone}, while other servers do: {error}"
    )
    ALL_SILENT = cannot_tell(
        "no name server of {zone} answered from here; a firewall may block DNS: {servers}"
    )


def judge(product: Product, delegation: Delegation) -> Sequence[Verdict]:
    """Judge each server; where none serves the zone, the delegation as a whole."""
    zone = delegation.zone
    servers = delegation.nameservers
    if not delegation.authoritative:
        states = [f"{server.name}: {_state(server)}" for server in servers]
        said = any(server.rcode or not server.addresses for server in servers)
        outcome = Outcomes.NONE_SERVES if said else Outcomes.ALL_SILENT
        return [outcome(zone=zone, servers=states, server="each of these")]
    return [_judge_server(zone, server).at(server.name) for server in servers]


def _judge_server(zone: str, server: Nameserver) -> Verdict:
    name, addresses = server.name, server.addresses
    if server.serial is not None:
        return Outcomes.SERVES(
            zone=zone, server=name, addresses=addresses, serial=server.serial
        )
    if not addresses and not server.error:
        return Outcomes.UNRESOLVED(zone=zone, server=name)
    if server.rcode == "NOERROR":
        return Outcomes.NOT_AUTHORITATIVE(zone=zone, server=name, addresses=addresses)
    if server.rcode:
        return Outcomes.REFUSES(zone=zone, server=name, rcode=server.rcode, addresses=addresses)
    return Outcomes.SILENT(zone=zone, server=name, error=server.error, addresses=addresses)


def _state(server: Nameserver) -> str:
    if server.error or not server.addresses:
        return server.error or "no address"
    return server.rcode if server.rcode != "NOERROR" else "not authoritative"
