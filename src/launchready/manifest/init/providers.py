"""How mail and DNS providers show in a domain's records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailProvider:
    """A service that sends mail for others.

    Attributes:
        name: as `provider` in [[senders]].
        includes: domains that its customers include in SPF.
        selectors: DKIM selectors that it gives its customers.
        exchangers: suffixes of its MX hosts, where it also receives.
        packages: services by which source code talks to it.
        return_path: usual label of the envelope sender's domain.
    """

    name: str
    includes: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    exchangers: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    return_path: str = ""


MAIL_PROVIDERS = (
    # https://repost.aws/knowledge-center/ses-dkim: selectors are random, so none is known.
    MailProvider("amazon-ses", ("amazonses.com",), packages=("Amazon SES",)),
    MailProvider("brevo", ("spf.brevo.com", "spf.sendinblue.com"), ("brevo1", "brevo2", "mail"),
                 packages=("Brevo",)),
    MailProvider("fastmail", ("spf.messagingengine.com",), ("fm1", "fm2", "fm3"),
                 ("messagingengine.com",)),
    MailProvider("google", ("_spf.google.com",), ("google",),
                 ("google.com", "googlemail.com")),
    MailProvider("mailchimp", ("servers.mcsv.net",), ("k1", "k2", "k3")),
    MailProvider("mailgun", ("mailgun.org", "eu.mailgun.org"), ("mailo", "mg", "pic", "smtp"),
                 ("mailgun.org",), ("Mailgun",)),
    MailProvider("mandrill", ("spf.mandrillapp.com",), ("mandrill",), packages=("Mandrill",)),
    MailProvider("microsoft365", ("spf.protection.outlook.com",), ("selector1", "selector2"),
                 ("mail.protection.outlook.com", "mx.microsoft")),
    MailProvider("postmark", ("spf.mtasv.net",), ("pm",), packages=("Postmark",),
                 return_path="pm-bounces"),
    MailProvider("proton", ("_spf.protonmail.ch",),
                 ("protonmail", "protonmail2", "protonmail3"), ("protonmail.ch",)),
    MailProvider("resend", (), ("resend",), packages=("Resend",), return_path="send"),
    MailProvider("sendgrid", ("sendgrid.net",), ("s1", "s2"), packages=("SendGrid",)),
    MailProvider("zoho", ("zoho.com", "zohomail.com", "zoho.eu"), ("zmail", "zoho"),
                 ("zoho.com", "zoho.eu")),
)  # fmt: skip
"""By name; sources are the providers' own pages on verifying a domain."""

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
