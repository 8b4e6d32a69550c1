"""How DNS providers show in a zone's name servers."""

from __future__ import annotations

NAMESERVERS = {
    ".ns.cloudflare.com": "cloudflare",
    ".azure-dns.com": "azure", ".azure-dns.net": "azure", ".azure-dns.org": "azure",
    ".domaincontrol.com": "godaddy", ".registrar-servers.com": "namecheap",
    ".googledomains.com": "google cloud", ".digitalocean.com": "digitalocean",
    ".vercel-dns.com": "vercel", ".nsone.net": "ns1", ".hetzner.com": "hetzner",
    ".hetzner.de": "hetzner", ".gandi.net": "gandi", ".ovh.net": "ovh",
    ".dnsimple.com": "dnsimple", ".dnsimple-edge.net": "dnsimple", ".porkbun.com": "porkbun",
    ".name.com": "name.com", ".hover.com": "hover", ".ui-dns.com": "ionos",
    ".ui-dns.de": "ionos", ".infomaniak.ch": "infomaniak", ".linode.com": "linode",
}  # fmt: skip


def dns_provider(nameservers: tuple[str, ...]) -> str:
    """Name the provider of a zone's name servers, or ""."""
    for server in nameservers:
        plain = f".{server.lower().rstrip('.')}"
        if ".awsdns-" in plain:
            return "aws route 53"
        for suffix, name in NAMESERVERS.items():
            if plain.endswith(suffix):
                return name
    return ""
