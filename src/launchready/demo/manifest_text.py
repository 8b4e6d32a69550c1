"""The `launchready.toml` that the founder of the demo's product would have written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from launchready.demo import jobs, operations, ownership, recovery
from launchready.demo.configuration import env_tables
from launchready.demo.faults import Faults
from launchready.demo.mail_text import launch_day, sender_table
from launchready.demo.places import (
    ADDRESSES,
    APEX,
    API,
    APP,
    ASSETS,
    DOMAIN,
    INBOX_DOMAIN,
    ORIGIN,
    USER,
    WWW,
)
from launchready.demo.product.assets import names

PRODUCT = f"""\
[product]
name = "Acme Portal"
domain = "{DOMAIN}"
canonical = "https://{APEX}"
users = 200
peak_rps = 20
"""

OPERATIONS = """\
[session]
login = "login"
username_env = "ACME_USER"
password_env = "ACME_PASSWORD"

[second_session]
login = "login"
username_env = "ACME_USER_2"
password_env = "ACME_PASSWORD_2"

[cloudflare]
token_env = "CLOUDFLARE_TOKEN"

[repository]
path = "repository"
build_output = ["dist"]
logs = ["logs/*.log"]
images = ["image.tar"]

[[redirects]]
from = "https://acme.example/old-pricing"
to = "https://acme.example/pricing"
permanent = true
"""

MAILS = f"""\
[[mails]]
name = "signup"
route = "signup"
subject = "Confirm your address"
fields.email = "{{{{recipient}}}}"
within_s = 2

[[mails]]
name = "reset"
route = "reset"
subject = "Set a new password"
fields.email = "{{{{recipient}}}}"
within_s = 2

[[mails]]
name = "invite"
route = "invite"
as_user = true
subject = "You are invited"
fields.email = "{{{{recipient}}}}"
within_s = 2

[[mails]]
name = "news"
route = "news"
bulk = true
subject = "What is new"
fields.email = "{{{{recipient}}}}"
within_s = 2

[[mailboxes]]
name = "catcher"
address = "drill@{INBOX_DOMAIN}"
listen = "{{catcher}}"
"""
"""Mails that the product sends by itself, and where the drill catches them."""

WRITES = """\
[[writes]]
name = "rename"
route = "profile"
fields.name = "{token}"
seen = ["dashboard", "profile"]
"""

SMOKE = f"""\
[smoke]
text = "Signed in as {USER}"
mail = "signup"
webhook_header = "x-acme-signature"
webhook_key_env = "PAYMENTS_SIGNING_KEY"
"""

DEPLOY = """\
[deploy]
command = "make deploy"
rollback = "make rollback"
health = "api-health"
release_header = "x-release"
rollback_minutes = 5
"""

SELDOM = frozenset({"signup", "reset", "invite", "news"})
"""Routes that a spike brings no more visits to."""

ROLES = {APEX: "marketing", WWW: "redirect", APP: "app", API: "api", ASSETS: "assets"}


def write_manifest(
    faults: Faults, connect: Mapping[str, str], resolver: str, catcher: str
) -> str:
    """Write the manifest's text.

    Args:
        faults: those that are of the manifest and not of the product.
        connect: addresses as seen from outside to loopback endpoints.
        resolver: "address:port" of the twin's resolver.
        catcher: "address:port" where the mail drill listens for the product's mails.
    """
    parts = [
        PRODUCT + launch_day(faults),
        *_hosts(faults),
        *_routes(),
        OPERATIONS,
        sender_table(faults),
        *env_tables(faults),
    ]
    parts += [*operations.tables(faults), *recovery.tables(faults), SMOKE]
    deploy = DEPLOY.replace("make deploy", "") if faults.no_ci else DEPLOY
    parts.append(deploy.replace("make rollback", "") if faults.rollback_undeclared else deploy)
    parts += ownership.tables(faults)
    parts.append(_answers(faults))
    parts += [jobs.MANIFEST, WRITES]
    parts.append(MAILS.format(catcher=catcher))
    table = "".join(f'"{seen}" = "{real}"\n' for seen, real in connect.items())
    parts += [f'[network]\nresolver = "{resolver}"\nca_file = "ca.pem"\n']
    parts += [f"[network.connect]\n{table}"]
    return "\n".join(parts)


def _hosts(faults: Faults) -> list[str]:
    tables = [
        f'[hosts."{name}"]\nrole = "{ROLES[name]}"\nproxy = "cloudflare"\norigin = "{ORIGIN}"\n'
        + ("hsts_preload = false\n" if name == APEX else "")
        for name in ADDRESSES
        if not (faults.host_unlisted and name == ASSETS)
    ]
    extra = []
    if faults.dangling_cname:
        extra.append("blog")
    if faults.declared_host_missing:
        extra.append("status")
    return tables + [f'[hosts."{name}.{DOMAIN}"]\nrole = "other"\n' for name in extra]


def _routes() -> list[str]:
    css, js = names()
    routes = [
        ("home", f"https://{APEX}/", "page", "public", "public", 200, True),
        ("pricing", f"https://{APEX}/pricing", "page", "public", "public", 200, False),
        ("login", f"https://{APP}/login", "login", "public", "none", 200, True),
        ("dashboard", f"https://{APP}/dashboard", "page", "user", "private", 200, True),
        ("monthly", f"https://{APP}/reports/monthly", "report", "user", "private", 200, False),
        ("profile", f"https://{APP}/profile", "write", "user", "private", 200, False),
        ("signup", f"https://{APP}/signup", "page", "public", "none", 200, False),
        ("reset", f"https://{APP}/reset", "page", "public", "none", 200, False),
        ("invite", f"https://{APP}/team/invite", "page", "user", "private", 200, False),
        ("news", f"https://{APP}/news", "page", "public", "none", 200, False),
        ("callback", f"https://{APP}/auth/callback", "callback", "public", "none", 400, True),
        ("api-health", f"https://{API}/health", "health", "public", "none", 200, True),
        ("api-status", f"https://{API}/v1/status", "api", "public", "none", 200, False),
        ("projects", f"https://{API}/v1/projects", "api", "service", "none", 200, False),
        (
            "payments",
            f"https://{API}/webhooks/payments",
            "webhook",
            "service",
            "none",
            401,
            True,
        ),
        ("script", f"https://{ASSETS}/{js}", "asset", "public", "public", 200, False),
        ("styles", f"https://{ASSETS}/{css}", "asset", "public", "public", 200, False),
    ]
    return [
        f'[[routes]]\nname = "{name}"\nurl = "{url}"\nkind = "{kind}"\naccess = "{access}"\n'
        f'cache = "{cache}"\nexpect = {expect}\ncritical = {str(critical).lower()}\n'
        + ("weight = 0\n" if name in SELDOM else "")
        for name, url, kind, access, cache, expect, critical in routes
    ]


def _answers(faults: Faults) -> str:
    """Answer, as of today, what no file and no server can show."""
    today = datetime.now(UTC).date()
    said = (
        '[[answers]]\ncheck = "config/staging-production-shared"\ntarget = "*"\n'
        'answer = "each environment has keys of its own, compared with launchready env diff"\n'
        f'by = "cto@{DOMAIN}"\non = {today}\n'
    )
    if not faults.key_scope_unknown:
        said += (
            '\n[[answers]]\ncheck = "secrets/third-party-scope"\ntarget = "POSTMARK_TOKEN"\n'
            'answer = "the token of the one server that sends this product\'s mail"\n'
            f'by = "founder@{DOMAIN}"\non = {today}\n'
        )
    return said
