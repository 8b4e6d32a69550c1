"""The domain map: where each entry point leads, with certificate, proxy and caching."""

from __future__ import annotations

from urllib.parse import urlsplit

from launchready.audit.gather import Gatherer
from launchready.audit.model import MapEntry, MapHop
from launchready.facts.base import Broken, Every, Unseen
from launchready.facts.http import EntryPoints, HttpExchange, Trace
from launchready.facts.providers import recognise
from launchready.facts.tls import TlsHandshake


async def domain_map(gatherer: Gatherer) -> tuple[MapEntry, ...]:
    """Make the map from what is gathered, gathering what it lacks."""
    entry_points = await gatherer.fact(EntryPoints, gatherer.manifest.product)
    if isinstance(entry_points, Unseen):
        return (MapEntry(entry="", end="unseen", detail=entry_points.reason),)
    if isinstance(entry_points, Broken):
        return (MapEntry(entry="", end="broken", detail=entry_points.error),)
    assert isinstance(entry_points, EntryPoints)
    handshakes: Every[TlsHandshake] = await gatherer.every(TlsHandshake)
    entries = [_entry(trace, handshakes) for trace in entry_points.traces]
    for line in entry_points.unseen:
        url, _, reason = line.partition(": ")
        entries.append(MapEntry(entry=url, end="unseen", detail=reason))
    return tuple(entries)


def _entry(trace: Trace, handshakes: Every[TlsHandshake]) -> MapEntry:
    final = trace.final
    return MapEntry(
        entry=trace.start,
        hops=tuple(
            MapHop(url=hop.url, status=hop.status, detail=hop.detail or hop.challenge)
            for hop in trace.hops
        ),
        final=final.url if trace.end == "final" else "",
        end=str(trace.end),
        detail=trace.detail or final.detail,
        certificate=_certificate(final.url, handshakes),
        proxy=proxy_of(final),
        cache=final.header("cache-control"),
    )


def proxy_of(exchange: HttpExchange) -> str:
    """Name the proxy or platform that an answer came through, or ""."""
    address = exchange.address.rpartition(":")[0]
    found = recognise(addresses=(address,), headers=exchange.headers)
    return found[0].provider.name if found else ""


def _certificate(url: str, handshakes: Every[TlsHandshake]) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https":
        return "none: plain http"
    handshake = handshakes.seen.get(parts.hostname or "")
    if handshake is None:
        return ""
    said = [
        f"{leaf.issuer_organization or leaf.issuer}, until {leaf.not_after:%Y-%m-%d}"
        for leaf in handshake.leaves[:1]
    ]
    for endpoint in handshake.endpoints:
        wrong = endpoint.verify_error or endpoint.error
        if wrong and not any(wrong in words for words in said):
            said.append(f"{endpoint.address}: {wrong}")
    return "; ".join(said)
