"""The manifest that a domain's name alone implies, from what it shows."""

from __future__ import annotations

from urllib.parse import urlsplit

from launchready.facts.base import CannotSee
from launchready.manifest.schema import Manifest
from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.network import Network


async def imply_manifest(domain: str, network: Network) -> Manifest:
    """Make a manifest for a domain: its apex, www where it exists, and where they land.

    Raises:
        pydantic.ValidationError: the text is not a domain name.
    """
    plain = Manifest.model_validate({"product": {"name": domain, "domain": domain}})
    apex = plain.product.domain
    resolver = Resolver(network)
    async with HttpClient(network, resolver) as http:
        canonical = await _landing(apex, http)
    # Nobody has declared these: a check may ask whether they are meant to be live.
    hosts: dict[str, dict[str, str | bool]] = {apex: {"role": "marketing", "declared": False}}
    if await _exists(f"www.{apex}", resolver):
        hosts[f"www.{apex}"] = {"role": "marketing", "declared": False}
    landing = urlsplit(canonical).hostname or apex
    for name, table in hosts.items():
        if name != landing and landing in hosts:
            table["role"] = "redirect"
    return Manifest.model_validate(
        {
            "product": {"name": domain, "domain": apex, "canonical": canonical},
            "hosts": hosts,
            "routes": [{"name": "home", "url": f"{canonical}/", "kind": "page"}],
        }
    )


async def _landing(apex: str, http: HttpClient) -> str:
    """Find the origin where a visitor of the apex lands, if it is the product's own."""
    try:
        trace, _ = await http.follow(f"https://{apex}/")
    except CannotSee:
        return f"https://{apex}"
    parts = urlsplit(trace.final.url)
    own = parts.hostname == apex or (parts.hostname or "").endswith(f".{apex}")
    return f"https://{parts.netloc}" if own and trace.final.status else f"https://{apex}"


async def _exists(name: str, resolver: Resolver) -> bool:
    try:
        return bool(await resolver.addresses(name))
    except CannotSee:
        return False
