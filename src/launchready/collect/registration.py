"""The domain's registration, as the registry tells it (RFC 9082, RFC 9083, RFC 9224)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from launchready.facts.base import CannotSee
from launchready.facts.dns import RESERVED_SUFFIXES, Registration
from launchready.manifest.schema import Product
from launchready.net.http import HttpClient
from launchready.net.network import Network
from launchready.net.public_suffixes import registrable_domain

BOOTSTRAP_URL = "https://data.iana.org/rdap/dns.json"
"""Which RDAP service answers for which top-level domain (RFC 9224 section 4)."""

MAX_BYTES = 1024 * 1024
"""Octets of one answer; the bootstrap file, the largest, has about 100 kB."""

MAX_TEXT = 200

RDAP_TYPES = (("accept", "application/rdap+json, application/json"),)


async def registration(product: Product, http: HttpClient, network: Network) -> Registration:
    """Ask the registry that IANA names for the domain's dates and statuses."""
    domain = registrable_domain(product.domain)
    if not domain:
        raise CannotSee(f"{product.domain} is not below a public suffix")
    suffix = domain.rpartition(".")[2]
    # Reserved names have no registry, except where a test or demo brings one up.
    if suffix in RESERVED_SUFFIXES and "data.iana.org:443" not in network.connect:
        raise CannotSee(f"no registry sells names below .{suffix}")
    bootstrap = await http.request("GET", BOOTSTRAP_URL, max_bytes=MAX_BYTES)
    if bootstrap.exchange.status != 200:
        raise CannotSee(f"{BOOTSTRAP_URL} {_problem(bootstrap.exchange)}")
    services = service_urls(bootstrap.text, domain)
    if not services:
        raise CannotSee(f"the registry of .{suffix} offers no RDAP service over https")
    url = f"{services[0].rstrip('/')}/domain/{domain}"
    trace, response = await http.follow(url, headers=RDAP_TYPES)
    if trace.final.status == 404:
        raise CannotSee(f"the registry does not know {domain}")
    if trace.final.status != 200:
        raise CannotSee(f"{url} {_problem(trace.final)}")
    return read_registration(domain, response.text, trace.final.url)


def _problem(exchange: Any) -> str:
    return exchange.detail or f"answered {exchange.status}"


def service_urls(bootstrap: str, domain: str) -> tuple[str, ...]:
    """Find the https services for a domain: those of its longest suffix listed."""
    found: tuple[str, ...] = ()
    longest = 0
    for service in _list(_object(bootstrap).get("services")):
        names, urls = [*_list(service), None, None][:2]
        for name in _list(names):
            fits = isinstance(name, str) and f".{domain}".endswith(f".{name.lower()}")
            if fits and name and len(name) > longest:
                longest = len(name)
                found = tuple(
                    url
                    for url in _list(urls)
                    if isinstance(url, str) and url.startswith("https://")
                )
    return found


def read_registration(domain: str, text: str, source: str) -> Registration:
    """Read an RDAP domain object; what is missing or malformed is left out.

    Raises:
        CannotSee: it is not JSON, or not about this domain.
    """
    told = _object(text)
    name = told.get("ldhName")
    if isinstance(name, str) and name.lower().rstrip(".") != domain:
        raise CannotSee(f"the registry answered about another name than {domain}")
    expiries = [
        _date(event.get("eventDate"))
        for event in _list(told.get("events"))
        if isinstance(event, dict) and event.get("eventAction") == "expiration"
    ]
    return Registration(
        domain=domain,
        registrar=_registrar(told),
        expires=min((date for date in expiries if date), default=None),
        statuses=tuple(
            status.lower()[:MAX_TEXT]
            for status in _list(told.get("status"))[:30]
            if isinstance(status, str)
        ),
        source=source,
    )


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise CannotSee("the registry's answer is not JSON") from None
    if not isinstance(told, dict):
        raise CannotSee("the registry's answer is not a JSON object")
    return told


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _date(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        date = datetime.fromisoformat(value)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _registrar(told: dict[str, Any]) -> str:
    """Read the registrar's formatted name from its jCard (RFC 7095)."""
    for entity in _list(told.get("entities")):
        if not isinstance(entity, dict) or "registrar" not in _list(entity.get("roles")):
            continue
        for line in _list([*_list(entity.get("vcardArray")), None, None][1]):
            if isinstance(line, list) and len(line) == 4 and line[0] == "fn":
                return "".join(c for c in str(line[3])[:MAX_TEXT] if c.isprintable())
    return ""
