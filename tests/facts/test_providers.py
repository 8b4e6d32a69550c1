"""Who stands in front of a host is told from what providers themselves publish."""

from __future__ import annotations

import ipaddress
from itertools import combinations

import pytest

from launchready.audit.domain_map import proxy_of
from launchready.facts.provider_networks import NETWORKS
from launchready.facts.providers import PROVIDERS, ProviderKind, recognise
from tests.checks.given import exchange


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"addresses": ["104.21.3.4"]}, "Cloudflare"),
        ({"addresses": ["2606:4700::6810:84e5"]}, "Cloudflare"),
        ({"headers": [("cf-ray", "8a1b2c3d4e5f-AMS")]}, "Cloudflare"),
        ({"aliases": ["d111111abcdef8.cloudfront.net"]}, "CloudFront"),
        ({"addresses": ["3.173.21.7"]}, "CloudFront"),
        ({"addresses": ["2600:9000:2000::1"]}, "CloudFront"),
        ({"headers": [("x-served-by", "cache-ams21035-AMS")]}, "Fastly"),
        ({"headers": [("server", "AkamaiGHost")]}, "Akamai"),
        ({"aliases": ["acme.example.EDGEKEY.net."]}, "Akamai"),
        ({"headers": [("x-azure-ref", "0abc")]}, "Azure Front Door"),
        ({"headers": [("server", "BunnyCDN-DE1-1048")]}, "Bunny"),
        ({"addresses": ["76.76.21.21"]}, "Vercel"),
        ({"aliases": ["1a2b3c.vercel-dns-017.com"]}, "Vercel"),
        ({"aliases": ["acme.netlify.app"]}, "Netlify"),
        ({"headers": [("server", "Fly/abc (2026-01-01)")]}, "Fly.io"),
        ({"aliases": ["acme.onrender.com"]}, "Render"),
        ({"headers": [("via", "1.1 google")]}, "Google Cloud"),
        ({"headers": [("via", "2.0 heroku-router")]}, "Heroku"),
    ],
)
def test_each_kind_of_sign_names_its_provider(given: dict[str, list[str]], name: str) -> None:
    """An address, an alias or a header alone names the provider."""
    assert [found.provider.name for found in recognise(**given)] == [name]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        {"addresses": ["198.51.100.7", "not an address", ""]},
        {"aliases": ["cloudfront.net.acme.example", "notfastly.example"]},
        {"headers": [("x-served-by", "web-3"), ("server", "nginx"), ("cf-ray", "")]},
        {},
    ],
)
def test_what_anybody_may_send_names_nobody(given: dict[str, list[str]]) -> None:
    """Names and headers that only look alike are no sign."""
    assert recognise(**given) == ()  # type: ignore[arg-type]


def test_the_address_tells_who_is_in_front() -> None:
    """A platform's header that is passed on does not hide the proxy before it."""
    headers = [("x-vercel-id", "fra1::abc"), ("cf-ray", "8a1b-FRA")]
    found = recognise(addresses=["76.76.21.21"], headers=headers)
    assert [each.provider.name for each in found] == ["Vercel", "Cloudflare"]
    assert found[0].evidence == ("address 76.76.21.21", "header x-vercel-id")
    assert found[0].provider.kind is ProviderKind.PLATFORM


def test_ranges_belong_to_known_providers_and_do_not_overlap() -> None:
    """Every published range is well-formed, and no address has two owners."""
    assert NETWORKS.keys() <= {provider.name for provider in PROVIDERS}
    owned = [
        (name, ipaddress.ip_network(block))
        for name, blocks in NETWORKS.items()
        for block in blocks
    ]
    for (one, first), (other, second) in combinations(owned, 2):
        assert one == other or first.version != second.version or not first.overlaps(second)


def test_the_domain_map_names_the_proxy_of_an_answer() -> None:
    """The map takes the address that answered into account, of both families."""
    assert proxy_of(exchange(address="[2606:4700::1]:443")) == "Cloudflare"
    assert proxy_of(exchange(headers={"X-Vercel-Id": "fra1::abc"})) == "Vercel"
    assert proxy_of(exchange()) == ""
