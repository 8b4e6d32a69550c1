"""Every host, address and redirect that the product is seen to use is in the manifest.

Live hosts that only certificates and links give away are judged by domain/undeclared-host.

Why it matters: what is not on the list is not watched, not moved and not cancelled with the
rest. Whoever takes over learns of the webhook when payments stop.

How to fix: add a [hosts] entry with its role for each host, a [[routes]] entry for each address
that somebody relies on, and a [[redirects]] entry for each old one: {missing}.

References: ROADMAP stage 7 (every endpoint, subdomain and redirect listed); NIST SP 800-53
rev. 5, CM-8; OWASP API Security Top 10 2023, API9 (improper inventory)
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    EntryPoints,
    Impact,
    Manifest,
    Product,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0

SERVES = frozenset({"marketing", "app", "api"})
"""Roles of hosts that answer people or programs at addresses of their own."""


class Outcomes:
    """What the check can find."""

    LISTED = passes("{hosts} hosts, {routes} addresses and {redirects} redirects are listed")
    HOSTS_MISSING = fails(
        Impact.MEDIUM, "used, but without a [hosts] entry that says what for: {missing}"
    )
    ROUTES_MISSING = asks("which addresses do people and programs rely on at {missing}?")
    NOT_SEEN = cannot_tell("where the entry points lead could not be seen: {reason}")


def judge(product: Product, manifest: Manifest, entries: EntryPoints | Unseen) -> Verdict:
    """Hold the hosts that routes and redirects lead over against [hosts], then the routes."""
    undeclared = {host.name for host in manifest.all_hosts if not host.declared}
    if not isinstance(entries, Unseen):
        hops = {urlsplit(hop.url).hostname or "" for t in entries.traces for hop in t.hops}
        known = {host.name for host in manifest.all_hosts}
        undeclared |= {host for host in hops - known if _is_own(host, product.domain)}
    if manifest.hosts and undeclared:
        return Outcomes.HOSTS_MISSING(missing=tuple(sorted(undeclared)))
    asked = {route.host for route in manifest.routes}
    silent = [h.name for h in manifest.all_hosts if h.role in SERVES and h.name not in asked]
    if silent or not manifest.routes:
        return Outcomes.ROUTES_MISSING(missing=tuple(silent) or product.domain)
    if isinstance(entries, Unseen):
        return Outcomes.NOT_SEEN(reason=entries.reason)
    return Outcomes.LISTED(
        hosts=len(manifest.all_hosts),
        routes=len(manifest.routes),
        redirects=len(manifest.redirects),
    )


def _is_own(host: str, domain: str) -> bool:
    return f".{host}".endswith(f".{domain}")
