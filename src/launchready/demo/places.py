"""Where the demo's product stands, as the outside world would see it.

Every address is led to loopback by the manifest's `[network]` table; none is contacted.
"""

from __future__ import annotations

DOMAIN = "acme.example"
APEX = DOMAIN
WWW = f"www.{DOMAIN}"
APP = f"app.{DOMAIN}"
API = f"api.{DOMAIN}"
ASSETS = f"assets.{DOMAIN}"
MX = f"mx.{DOMAIN}"
STS = f"mta-sts.{DOMAIN}"
CLICKS = f"click.{DOMAIN}"
PARKED = "acme-app.example"
BLOCKLIST = "bl.example"
BOOTSTRAP = "data.iana.org"
RDAP = "rdap.nic.example"
CLOUDFLARE_API = "api.cloudflare.com"

ADDRESSES: dict[str, tuple[str, str]] = {
    APEX: ("104.24.10.1", "2606:4700:3030::1"),
    WWW: ("104.24.10.2", "2606:4700:3030::2"),
    APP: ("104.24.10.3", "2606:4700:3030::3"),
    API: ("104.24.10.4", "2606:4700:3030::4"),
    ASSETS: ("104.24.10.5", "2606:4700:3030::5"),
}
"""IPv4 and IPv6 of each web host: of a range that Cloudflare publishes as its own."""

ORIGIN = "198.51.100.7"
"""What stands behind the proxy."""

UNPROXIED = ("198.51.100.20", "2001:db8:20::1")
"""Where the assets lead once they go around the proxy (`proxy_not_as_declared`)."""

MAIL_ADDRESS = "203.0.113.25"
MAIL_WEB = {STS: "203.0.113.26", CLICKS: "203.0.113.27"}
"""Where the mail's own web hosts stand."""

NAMESERVERS = {"ns1": "192.0.2.53", "ns2": "198.51.100.53", "ns3": "203.0.113.53"}
REGISTRY_NAMESERVER = "203.0.113.99"
REGISTRY_ADDRESSES = {
    BOOTSTRAP: "203.0.113.43",
    RDAP: "203.0.113.44",
    CLOUDFLARE_API: "203.0.113.45",
}
USER = "ana@acme.example"
SECOND_USER = "ben@other.example"
"""Of another customer: for the audit alone."""
RELEASE = "2026.11.2"
INBOX_DOMAIN = "inbox.example"
"""Where a customer has his mail: the mail drill's catcher stands in for it."""
