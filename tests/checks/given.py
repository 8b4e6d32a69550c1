"""Facts and subjects to show to judges: each valid as it is, to be changed by keyword."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from launchready.clock import Clock
from launchready.facts.dns import DnsAnswer, DnsRecord, HostAddresses
from launchready.facts.http import End, HttpExchange, RouteVisit, Trace
from launchready.facts.tls import Certificate, TlsEndpoint, TlsHandshake
from launchready.manifest.schema import Host, Manifest, Route

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
CLOCK = Clock(NOW)


def manifest(**tables: Any) -> Manifest:
    """Make a manifest of one product, with further tables as in the file."""
    product = {"name": "Acme Portal", "domain": "acme.example", **tables.pop("product", {})}
    return Manifest.model_validate({"product": product, **tables})


def host(name: str = "app.acme.example", **fields: Any) -> Host:
    """Make a declared host."""
    return Host(name=name, **{"role": "app", **fields})


def route(url: str = "https://app.acme.example/dashboard", **fields: Any) -> Route:
    """Make a declared route."""
    return Route(**{"name": "dashboard", "url": url, **fields})


def answer(name: str, rtype: str, *values: str, **fields: Any) -> DnsAnswer:
    """Make an answer with one record for each value."""
    records = tuple(DnsRecord(name, rtype, 300, value) for value in values)
    return DnsAnswer(name, rtype, fields.pop("rcode", "NOERROR"), records, **fields)


def addresses(name: str = "app.acme.example", *, v4: str = "198.51.100.7") -> HostAddresses:
    """Make a host with one IPv4 address and no IPv6."""
    return HostAddresses(answer(name, "A", v4), answer(name, "AAAA"))


def certificate(**fields: Any) -> Certificate:
    """Make a leaf certificate for app.acme.example with 60 days left."""
    return Certificate(
        **{
            "subject": "app.acme.example",
            "issuer": "R11",
            "issuer_organization": "Let's Encrypt",
            "names": ("app.acme.example",),
            "not_before": NOW - timedelta(days=30),
            "not_after": NOW + timedelta(days=60),
            "serial": "01",
            "key_type": "ec",
            "key_bits": 256,
            "signature_hash": "sha256",
            "sha256": "ab" * 32,
            "is_ca": False,
            "self_signed": False,
            **fields,
        }
    )


def endpoint(*, leaf: Certificate | None = None, **fields: Any) -> TlsEndpoint:
    """Make an endpoint where everything is as it should be."""
    return TlsEndpoint(
        **{
            "address": "198.51.100.7",
            "port": 443,
            "connected": True,
            "trusted": True,
            "name_matches": True,
            "chain_complete": True,
            "protocol": "TLSv1.3",
            "alpn": "h2",
            "chain": (leaf or certificate(),),
            **fields,
        }
    )


def handshake(*endpoints: TlsEndpoint) -> TlsHandshake:
    """Make a host's TLS; by default one good endpoint."""
    return TlsHandshake(endpoints or (endpoint(),))


def exchange(
    url: str = "https://app.acme.example/dashboard", status: int = 200, **fields: Any
) -> HttpExchange:
    """Make one request and its answer; `headers` may be a mapping."""
    headers = fields.pop("headers", ())
    if isinstance(headers, dict):
        headers = tuple((name.lower(), value) for name, value in headers.items())
    return HttpExchange(
        **{
            "url": url,
            "method": "GET",
            "status": status,
            "headers": headers,
            "http_version": "HTTP/2",
            "address": "198.51.100.7:443",
            **fields,
        }
    )


def trace(*hops: HttpExchange, end: End = End.FINAL, **fields: Any) -> Trace:
    """Make a followed request; by default one answer."""
    return Trace(hops or (exchange(),), end, **fields)


def visit(*hops: HttpExchange, end: End = End.FINAL, **fields: Any) -> RouteVisit:
    """Make a visit of a route without a session."""
    return RouteVisit(trace(*hops, end=end, **fields))
