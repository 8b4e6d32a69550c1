"""What stands at the end of a host's name, and whether anybody holds it there."""

from __future__ import annotations

from launchready.collect.takeover import Service, service_of
from launchready.facts.base import CannotSee, Unseen
from launchready.facts.dns import AliasTarget, HostAddresses
from launchready.facts.http import Failure
from launchready.facts.tls import TlsHandshake
from launchready.manifest.schema import Host
from launchready.net.cookies import CookieJar
from launchready.net.http import HttpClient

MAX_TEXT = 64 * 1024
"""Characters of an answer that are searched: services say at the top that a name is free."""


async def alias_target(
    host: Host, found: HostAddresses, handshake: TlsHandshake | Unseen, http: HttpClient
) -> AliasTarget:
    """Follow a host's aliases to their end, and look who answers there."""
    chain = tuple(name.lower() for name in found.cname_chain)
    rcodes = {found.ipv4.rcode, found.ipv6.rcode}
    service = service_of(chain, found.addresses)
    name, reference = (service.name, service.reference) if service else ("", "")
    if not found.addresses:
        if not rcodes <= {"NOERROR", "NXDOMAIN"}:
            raise CannotSee(f"DNS answered {', '.join(sorted(rcodes))}")
        if not chain:
            raise CannotSee("the name has no address")
        return AliasTarget(chain, missing=chain[-1], service=name, reference=reference)
    if service and service.unclaimed:
        unclaimed = await _unclaimed(host.name, service, http)
        return AliasTarget(chain, service=name, reference=reference, unclaimed=unclaimed)
    refused: tuple[str, ...] = ()
    if isinstance(handshake, TlsHandshake):
        refused = await _refused(host.name, handshake, http)
    return AliasTarget(chain, service=name, reference=reference, refused=refused)


async def _unclaimed(host: str, service: Service, http: HttpClient) -> str:
    """Give the text by which the service disowns the host, or ""."""
    # Over http first: for a name that nobody holds, the service has no certificate.
    trace, response = await http.follow(f"http://{host}/", jar=CookieJar())
    if trace.final.challenge:
        raise CannotSee(f"{trace.final.challenge} asked for proof of a person")
    if trace.final.failure is not None:
        raise CannotSee(f"{service.name} gave no answer to read: {trace.final.detail}")
    text = response.text[:MAX_TEXT]
    return next((sign for sign in service.unclaimed if sign in text), "")


async def _refused(host: str, handshake: TlsHandshake, http: HttpClient) -> tuple[str, ...]:
    """Give what was refused, where ports 443 and 80 refuse at every address."""
    ends = handshake.endpoints
    if any(end.connected or "refused" not in end.error for end in ends):
        return ()
    refused = []
    for end in ends:
        response = await http.request("HEAD", f"http://{host}/", address=end.address)
        if response.exchange.failure is not Failure.REFUSED:
            return ()
        refused += [f"{end.address}:{end.port}", f"{end.address}:80"]
    return tuple(refused)
