"""Who stands in front of a host, told from addresses, aliases and answers' headers.

Any of the three is enough to name a provider; which of several is in front is told by
the address, since headers of one further back are passed on.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from msgspec import Struct

from launchready.facts.provider_networks import NETWORKS

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


class ProviderKind(StrEnum):
    """What a provider is to the product."""

    PROXY = "proxy"
    """Stands in front of an origin that lies elsewhere."""
    PLATFORM = "platform"
    """Runs the product behind an edge of its own: there is no origin to hide."""


class Provider(Struct, frozen=True):
    """How one provider shows.

    Attributes:
        name: as people call it.
        kind: proxy or platform.
        source: where the provider documents this.
        headers: name, and pattern of the value, case-insensitive, anchored.
        aliases: suffixes of CNAME targets.
    """

    name: str
    kind: ProviderKind
    source: str
    headers: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()


class Sighting(Struct, frozen=True):
    """One provider that was recognised, and by what.

    Attributes:
        provider: which.
        addresses: of those given, the ones in its published ranges.
        alias: the CNAME target that is its own, or "".
        header: name of the header that it sends, or "".
    """

    provider: Provider
    addresses: tuple[str, ...] = ()
    alias: str = ""
    header: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Give what it was told from, in words."""
        words = [f"address {address}" for address in self.addresses]
        words += [f"alias {self.alias}"] if self.alias else []
        words += [f"header {self.header}"] if self.header else []
        return tuple(words)


_PROXY, _PLATFORM = ProviderKind.PROXY, ProviderKind.PLATFORM

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        "Cloudflare",
        _PROXY,
        "https://developers.cloudflare.com/fundamentals/reference/http-headers/",
        (("cf-ray", ".+"), ("server", "cloudflare")),
        (".cdn.cloudflare.net",),
    ),
    Provider(
        "CloudFront",
        _PROXY,
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/",
        (("x-amz-cf-id", ".+"), ("via", r".*\(cloudfront\).*")),
        (".cloudfront.net",),
    ),
    Provider(
        "Fastly",
        _PROXY,
        "https://www.fastly.com/documentation/reference/http/http-headers/",
        (("x-served-by", "cache-.+"), ("x-fastly-request-id", ".+")),
        (".fastly.net", ".fastlylb.net"),
    ),
    Provider(
        "Akamai",
        _PROXY,
        "https://techdocs.akamai.com/edge-diagnostics/docs/pragma-headers",
        (("server", "akamai.*"), ("x-akamai-transformed", ".+"), ("akamai-grn", ".+")),
        (".edgekey.net", ".edgesuite.net", ".akamaiedge.net", ".akamaized.net", ".akamai.net"),
    ),
    Provider(
        "Azure Front Door",
        _PROXY,
        "https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol",
        (("x-azure-ref", ".+"), ("x-msedge-ref", ".+")),
        (".azurefd.net", ".azureedge.net", ".t-msedge.net"),
    ),
    Provider(
        "Bunny",
        _PROXY,
        "https://docs.bunny.net/docs/cdn-understanding-request-headers",
        (("server", "bunnycdn.*"), ("cdn-pullzone", ".+"), ("cdn-requestid", ".+")),
        (".b-cdn.net",),
    ),
    Provider(
        "Imperva",
        _PROXY,
        "https://docs.imperva.com/bundle/cloud-application-security/page/settings/dns.htm",
        (("x-iinfo", ".+"), ("x-cdn", "(imperva|incapsula).*")),
        (".incapdns.net", ".impervadns.net"),
    ),
    Provider(
        "Sucuri",
        _PROXY,
        "https://docs.sucuri.net/website-firewall/",
        (("x-sucuri-id", ".+"), ("server", "sucuri.*")),
        (".sucuri.net",),
    ),
    Provider(
        "DDoS-Guard",
        _PROXY,
        "https://ddos-guard.net/en/manual",
        (("server", "ddos-guard"),),
    ),
    Provider(
        "KeyCDN",
        _PROXY,
        "https://www.keycdn.com/support/x-edge-location",
        (("server", "keycdn.*"), ("x-edge-location", ".+")),
        (".kxcdn.com",),
    ),
    Provider(
        "Gcore",
        _PROXY,
        "https://gcore.com/docs/cdn",
        aliases=(".gcdn.co",),
    ),
    Provider(
        "Vercel",
        _PLATFORM,
        "https://vercel.com/docs/headers/response-headers",
        (("x-vercel-id", ".+"), ("server", "vercel")),
        (".vercel-dns.com", ".vercel.app", ".vercel-dns-0.com", ".vercel-dns-017.com"),
    ),
    Provider(
        "Netlify",
        _PLATFORM,
        "https://docs.netlify.com/manage/domains/configure-domains/configure-external-dns/",
        (("x-nf-request-id", ".+"), ("server", "netlify.*")),
        (".netlify.app", ".netlify.com", ".netlifyglobalcdn.com"),
    ),
    Provider(
        "Fly.io",
        _PLATFORM,
        "https://fly.io/docs/networking/request-headers/",
        (("fly-request-id", ".+"), ("server", r"fly/.*"), ("via", r".*\bfly\.io\b.*")),
        (".fly.dev", ".flydns.net"),
    ),
    Provider(
        "Render",
        _PLATFORM,
        "https://render.com/docs/configure-other-dns",
        (("x-render-origin-server", ".+"), ("rndr-id", ".+")),
        (".onrender.com",),
    ),
    Provider(
        "Railway",
        _PLATFORM,
        "https://docs.railway.com/guides/public-networking",
        (("server", "railway-edge"), ("x-railway-edge", ".+"), ("x-railway-request-id", ".+")),
        (".up.railway.app", ".railway.app"),
    ),
    Provider(
        "Heroku",
        _PLATFORM,
        "https://devcenter.heroku.com/articles/http-routing",
        (("via", r".*\bheroku-router\b.*|.*\bvegur\b.*"), ("server", "heroku")),
        (".herokudns.com", ".herokuapp.com"),
    ),
    Provider(
        "GitHub Pages",
        _PLATFORM,
        "https://docs.github.com/pages/configuring-a-custom-domain-for-your-github-pages-site",
        (("x-github-request-id", ".+"), ("server", r"github\.com")),
        (".github.io",),
    ),
    Provider(
        "Google Cloud",
        _PLATFORM,
        "https://cloud.google.com/load-balancing/docs/https",
        (("via", r".*\b1\.1 google\b.*"), ("server", "google frontend")),
        (".ghs.googlehosted.com", "ghs.googlehosted.com", ".run.app", ".web.app"),
    ),
    Provider(
        "DigitalOcean App Platform",
        _PLATFORM,
        "https://docs.digitalocean.com/products/app-platform/how-to/manage-domains/",
        (("x-do-app-origin", ".+"), ("x-do-orig-status", ".+")),
        (".ondigitalocean.app",),
    ),
)
"""Every provider that is recognised; where only headers tell, the first one is in front."""


def recognise(
    *,
    addresses: Sequence[str] = (),
    aliases: Sequence[str] = (),
    headers: Sequence[tuple[str, str]] = (),
) -> tuple[Sighting, ...]:
    """Name the providers that show, the one in front first.

    Args:
        addresses: IP addresses that the host's name leads to; others are passed over.
        aliases: CNAME targets, without the final dot.
        headers: of a response, names in lower case.
    """
    parsed = {each: address for each in addresses if (address := _address(each))}
    seen = [
        Sighting(
            provider,
            tuple(e for e, address in parsed.items() if _in_ranges(provider.name, address)),
            next((each for each in aliases if _is_alias(provider, each)), ""),
            _sent_header(provider, headers),
        )
        for provider in PROVIDERS
    ]
    found = [sighting for sighting in seen if sighting.evidence]
    found.sort(key=lambda sighting: (not sighting.addresses, not sighting.alias))
    return tuple(found)


@cache
def _networks(name: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(block) for block in NETWORKS.get(name, ()))


def _address(text: str) -> _Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def _in_ranges(name: str, address: _Address) -> bool:
    return any(address in network for network in _networks(name))


def _is_alias(provider: Provider, target: str) -> bool:
    name = target.lower().rstrip(".")
    return bool(provider.aliases) and name.endswith(provider.aliases)


def _sent_header(provider: Provider, headers: Sequence[tuple[str, str]]) -> str:
    for wanted, pattern in provider.headers:
        for name, value in headers:
            if name == wanted and re.fullmatch(pattern, value.strip()[:500], re.IGNORECASE):
                return name
    return ""
