"""Where an entry point should land, and at which hop it did."""

from __future__ import annotations

from urllib.parse import urlsplit

from launchready.facts.http import Trace
from launchready.manifest.schema import Manifest

_PORTS = {"http": 80, "https": 443}


def origin(url: str) -> str:
    """Give a URL's origin (RFC 6454 section 4) as text, "" where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return ""
    shown = "" if port in {None, _PORTS[scheme]} else f":{port}"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{scheme}://{host}{shown}"


def goes_canonical(manifest: Manifest, host: str) -> bool:
    """Say whether visitors of a host are to be sent to the canonical origin.

    They are from the apex, from www, and from every host whose role is `redirect`;
    not where the manifest gives the apex or www another job.
    """
    product = manifest.product
    declared = manifest.hosts.get(host)
    role = declared.role if declared else ""
    pair = {product.domain, f"www.{product.domain}"}
    if role == "redirect":
        return True
    if host not in pair or role in {"app", "api", "assets"}:
        return host == urlsplit(product.canonical).hostname
    return role != "marketing" or urlsplit(product.canonical).hostname in pair


def home(manifest: Manifest, url: str) -> str:
    """Give the origin at which a visitor who comes in at a URL should land."""
    host = urlsplit(url).hostname or ""
    if goes_canonical(manifest, host):
        return origin(manifest.product.canonical)
    return f"https://{host}"


def landing(trace: Trace, wanted: str) -> int | None:
    """Count the redirects until the first request to an origin; None if there is none."""
    for count, hop in enumerate(trace.hops):
        if origin(hop.url) == wanted:
            return count
    return None
