"""What each switch does to the product, seen by a visitor, beside what it is without it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from launchready.demo.faults import BROKEN, READY, Faults
from launchready.demo.places import (
    ADDRESSES,
    APEX,
    API,
    APP,
    ASSETS,
    CLOUDFLARE_API,
    DOMAIN,
    NAMESERVERS,
    ORIGIN,
    RDAP,
    WWW,
)
from launchready.demo.product.assets import names
from launchready.demo.product.cloudflare import ZONE_ID
from launchready.evidence import read_history
from launchready.facts.ownership import proofs
from launchready.manifest.load import load_manifest

from .mail_switches import MAIL_SWITCHES
from .recovery_switches import RECOVERY_SWITCHES
from .speed_switches import SPEED_SWITCHES
from .visitor import Visitor, visit

Probe = Callable[[Visitor], Awaitable[Any]]

pytestmark = pytest.mark.timeout(240)
"""The first twin of a process is sampled and put under a spike, which takes seconds."""

SCRIPT = f"https://{ASSETS}/{names()[1]}"
LOGIN = f"https://{APP}/login"
SETTINGS = "repository/portal/settings.py"
PORTAL_LOG = "repository/logs/portal.log"
HOOK = f"https://{API}/webhooks/payments"


def header(url: str, name: str, **sent: str) -> Probe:
    """See one header field of an answer."""
    return lambda visitor: visitor.header(url, name, **sent)


def status(url: str, method: str = "GET") -> Probe:
    """See a status."""
    return lambda visitor: visitor.status(url, method)


def says(url: str, text: str) -> Probe:
    """See whether a page holds a text."""

    async def probe(visitor: Visitor) -> bool:
        return text in (await visitor.ask(url)).text

    return probe


def known(name: str, rtype: str = "A") -> Probe:
    """See how many records there are."""

    async def probe(visitor: Visitor) -> int:
        return len(await visitor.values(name, rtype))

    return probe


def handshake(host: str, see: Callable[[Any], Any], *, ipv6: bool = False) -> Probe:
    """See something of a handshake."""

    async def probe(visitor: Visitor) -> Any:
        return see(await visitor.tls.handshake(host, ADDRESSES[host][ipv6]))

    return probe


def drills_of(drill: str) -> Probe:
    """See what the drills on record measured."""

    async def probe(visitor: Visitor) -> list[float]:
        history = read_history(visitor.twin.manifest_path.parent, DOMAIN)
        return [f.value for r in history.records if r.drill == drill for f in r.figures]

    return probe


def result_of(drill: str) -> Probe:
    """See how the newest drill on record ended."""

    async def probe(visitor: Visitor) -> str:
        record = read_history(visitor.twin.manifest_path.parent, DOMAIN).latest(drill)
        return record.result.value if record else "never"

    return probe


def aspects_that_failed(drill: str) -> Probe:
    """See what the newest drill on record found wrong."""

    async def probe(visitor: Visitor) -> list[str]:
        record = read_history(visitor.twin.manifest_path.parent, DOMAIN).latest(drill)
        trials = record.trials if record else ()
        return [each.aspect for each in trials if each.result.value == "failed"]

    return probe


def proof_of(asset: str) -> Probe:
    """See what is on record of who holds an account."""

    async def probe(visitor: Visitor) -> str:
        found = proofs(read_history(visitor.twin.manifest_path.parent, DOMAIN))
        return next((each.result.value for each in found if each.asset == asset), "never")

    return probe


async def confirmed_long_ago(visitor: Visitor) -> bool:
    """See whether an owner was confirmed before the last quarter."""
    limit = datetime.now(UTC).date() - timedelta(days=100)
    owners = load_manifest(visitor.twin.manifest_path).owners
    return any(each.confirmed is not None and each.confirmed < limit for each in owners)


def rotation_of(variable: str) -> Probe:
    """See whether it is written down who rotates a secret."""

    async def probe(visitor: Visitor) -> bool:
        return bool(load_manifest(visitor.twin.manifest_path).env[variable].rotate)

    return probe


def in_file(name: str, text: str) -> Probe:
    """See whether a file of the twin's folder is there and holds a text."""

    async def probe(visitor: Visitor) -> bool:
        path = visitor.twin.manifest_path.parent / name
        return path.exists() and text in path.read_text()

    return probe


def mode_of(name: str) -> Probe:
    """See the permissions of a file of the twin's folder; 0 where it is not there."""

    async def probe(visitor: Visitor) -> int:
        path = visitor.twin.manifest_path.parent / name
        return path.stat().st_mode & 0o777 if path.exists() else 0

    return probe


def in_old_commit(name: str) -> Probe:
    """See whether the commit before the newest holds a file."""

    async def probe(visitor: Visitor) -> bool:
        folder = visitor.twin.manifest_path.parent / "repository"
        asked = ("git", "-C", str(folder), "cat-file", "-e", f"HEAD~1:{name}")
        process = await asyncio.create_subprocess_exec(
            *asked, stderr=asyncio.subprocess.DEVNULL
        )
        return await process.wait() == 0

    return probe


def edge_setting(path: str, see: Callable[[Any], Any]) -> Probe:
    """See what the proxy's API tells the holder of the token."""
    url = f"https://{CLOUDFLARE_API}/client/v4/zones/{ZONE_ID}/{path}"

    async def probe(visitor: Visitor) -> Any:
        token = visitor.twin.environment["CLOUDFLARE_TOKEN"]
        answer = await visitor.ask(url, authorization=f"Bearer {token}")
        return see(json.loads(answer.content)["result"])

    return probe


async def over_ipv6(visitor: Visitor) -> int:
    """Ask the app's IPv6 address for a page that the app does not have."""
    url, address = f"https://{APP}/nowhere", ADDRESSES[APP][1]
    return (await visitor.http.request("GET", url, address=address)).exchange.status


async def second_visit(visitor: Visitor) -> int:
    """Come back with the cookies of a first visit."""
    await visitor.ask(f"https://{APP}/")
    return await visitor.status(f"https://{APP}/")


def drilled(mail: str, aspect: str) -> Probe:
    """See what the mail drill made of one aspect of a mail."""

    async def probe(visitor: Visitor) -> str:
        store = visitor.twin.manifest_path.parent
        record = read_history(store, DOMAIN).latest("mail")
        assert record is not None
        (found,) = (t for t in record.trials if (t.subject, t.aspect) == (mail, aspect))
        return found.result.value

    return probe


async def serials(visitor: Visitor) -> int:
    """Count the different serials that the name servers give."""
    found = set()
    for name in ("ns1", "ns2"):
        server = f"{name}.{DOMAIN}"
        answer = await visitor.names.ask_server(server, NAMESERVERS[name], DOMAIN, "SOA")
        found.add(answer.values()[0].split()[2])
    return len(found)


async def third_server(visitor: Visitor) -> str:
    """Ask the server that only the lame delegation names."""
    if len(await visitor.values(DOMAIN, "NS")) < 3:
        return "not listed"
    address = NAMESERVERS["ns3"]
    return (await visitor.names.ask_server("ns3", address, DOMAIN, "SOA")).rcode


async def soa_rcode(visitor: Visitor) -> str:
    """See how the resolver answers for the zone."""
    return (await visitor.names.ask(DOMAIN, "SOA")).rcode


async def app_ttl(visitor: Visitor) -> int:
    """See the TTL of the app's address."""
    return (await visitor.names.ask(APP, "A")).records[0].ttl


async def networks(visitor: Visitor) -> int:
    """Count the /24 networks of the name servers."""
    places = [(await visitor.values(f"ns{n}.{DOMAIN}", "A"))[0] for n in (1, 2)]
    return len({place.rpartition(".")[0] for place in places})


async def ends_in_a_month(visitor: Visitor) -> bool:
    """See whether the registration ends within a month."""
    answer = json.loads((await visitor.ask(f"https://{RDAP}/domain/{DOMAIN}")).text)
    (end,) = (e["eventDate"] for e in answer["events"] if e["eventAction"] == "expiration")
    return datetime.fromisoformat(end) - datetime.now(UTC) < timedelta(days=30)


async def old_protocol(visitor: Visitor) -> bool:
    """See whether TLS 1.0 or 1.1 is spoken."""
    seen = await visitor.tls.versions(API, ADDRESSES[API][0])
    return bool({"TLSv1", "TLSv1.1"} & set(seen.accepted))


async def at_origin(visitor: Visitor) -> bool:
    """See whether the origin answers past the proxy."""
    answer = await visitor.http.request("GET", f"https://{APP}/", address=ORIGIN)
    return answer.exchange.status == 200


async def cookies(visitor: Visitor) -> list[tuple[bool, bool, bool]]:
    """See the login page's cookies: why refused, Secure, HttpOnly."""
    seen = (await visitor.ask(LOGIN)).exchange.cookies
    return sorted({(bool(c.rejected), c.secure, c.http_only) for c in seen})


async def sets_cookie(visitor: Visitor) -> bool:
    """See whether the shared home page sets a cookie."""
    return bool((await visitor.ask(f"https://{APEX}/")).exchange.cookies)


async def below_dashboard(visitor: Visitor) -> tuple[int, str]:
    """Ask, signed in, for a file name below the dashboard."""
    await visitor.sign_in()
    exchange = (await visitor.ask(f"https://{APP}/dashboard/x.css")).exchange
    return exchange.status, exchange.header("cache-control")


async def dashboard_cache(visitor: Visitor) -> str:
    """See the dashboard's Cache-Control, signed in."""
    await visitor.sign_in()
    return await visitor.header(f"https://{APP}/dashboard", "cache-control")


async def overridden(visitor: Visitor) -> int:
    """Ask with a method in a header."""
    answer = await visitor.ask(f"https://{API}/v1/status", x_http_method_override="DELETE")
    return answer.exchange.status


async def declared(visitor: Visitor) -> frozenset[str]:
    """See which hosts and owners the manifest names."""
    manifest = load_manifest(visitor.twin.manifest_path)
    return frozenset(manifest.hosts) | {owner.asset for owner in manifest.owners}


def declares(name: str) -> Probe:
    """See whether the manifest names a host or an owner."""

    async def probe(visitor: Visitor) -> bool:
        return name in await declared(visitor)

    return probe


def ends_within(days: int) -> Callable[[Any], bool]:
    """See whether the certificate ends within some days."""
    return lambda end: end.chain[0].not_after < datetime.now(UTC) + timedelta(days=days)


def has(url: str, name: str) -> Probe:
    """See whether a header field is there."""

    async def probe(visitor: Visitor) -> bool:
        return bool(await visitor.header(url, name))

    return probe


TO_APEX = f"https://{APEX}/pricing?gclid=1"
FROM_WWW = f"https://{WWW}/pricing?gclid=1"
YEAR = "max-age=31536000; includeSubDomains"
PRIVATE = "private, no-store"
HSTS = header(f"https://{APP}/", "strict-transport-security")
LIVE = "sk_live_"
OTHER = {"origin": "https://evil.test"}

SWITCHES: dict[str, tuple[Probe, object, object]] = {
    **MAIL_SWITCHES,
    **SPEED_SWITCHES,
    **RECOVERY_SWITCHES,
    "host_missing_from_dns": (known(ASSETS), 1, 0),
    "soa_disagrees": (serials, 1, 2),
    "nameservers_on_one_network": (networks, 2, 1),
    "lame_nameserver": (third_server, "not listed", "REFUSED"),
    "dangling_cname": (known(f"blog.{DOMAIN}", "CNAME"), 0, 1),
    "doubled_name": (known(f"{APP}.{DOMAIN}"), 0, 1),
    "ipv6_dead": (handshake(APP, lambda end: end.connected, ipv6=True), True, False),
    "ipv6_another_server": (over_ipv6, 404, 200),
    "caa_forbids": (known(APP, "CAA"), 0, 1),
    "ttl_too_long": (app_ttl, 300, 172800),
    "registration_expiring": (ends_in_a_month, False, True),
    "undeclared_host": (says(f"https://{APEX}/", f"staging.{DOMAIN}"), False, True),
    "declared_host_missing": (declares(f"status.{DOMAIN}"), False, True),
    "dnssec_broken": (soa_rcode, "NOERROR", "SERVFAIL"),
    "www_missing": (known(WWW), 1, 0),
    "self_signed": (handshake(ASSETS, lambda end: end.chain[0].self_signed), False, True),
    "certificate_expired": (handshake(ASSETS, lambda end: end.verify_code), 0, 10),
    "certificate_expires_soon": (
        handshake(API, ends_within(14)),
        False,
        True,
    ),
    "certificate_wrong_name": (handshake(ASSETS, lambda end: end.name_matches), True, False),
    "missing_intermediate": (handshake(API, lambda end: len(end.chain)), 2, 1),
    "tls_old_versions": (old_protocol, False, True),
    "renewal_overdue": (
        handshake(APP, ends_within(27)),
        False,
        True,
    ),
    "plain_http_served": (status(f"http://{APP}/"), 301, 200),
    "hsts_missing": (HSTS, YEAR, ""),
    "hsts_short": (HSTS, YEAR, "max-age=300"),
    "hsts_preload_unmeant": (
        header(f"https://{APEX}/", "strict-transport-security"),
        YEAR,
        f"{YEAR}; preload",
    ),
    "hsts_zero": (HSTS, YEAR, "max-age=0"),
    "redirect_loop": (header(FROM_WWW, "location"), TO_APEX, f"https://{WWW}/pricing"),
    "redirect_loop_without_cookie": (status(f"https://{APP}/"), 200, 302),
    "redirect_loop_with_cookie": (second_visit, 200, 302),
    "redirect_two_hops": (
        header(f"http://{WWW}/pricing?gclid=1", "location"),
        TO_APEX,
        FROM_WWW,
    ),
    "www_not_redirected": (status(FROM_WWW), 301, 200),
    "redirect_temporary": (status(FROM_WWW), 301, 302),
    "redirect_drops_path": (header(FROM_WWW, "location"), TO_APEX, f"https://{APEX}/?gclid=1"),
    "redirect_drops_query": (header(FROM_WWW, "location"), TO_APEX, f"https://{APEX}/pricing"),
    "old_url_gone": (status(f"https://{APEX}/old-pricing"), 301, 404),
    "open_redirect": (
        header(f"{LOGIN}?next=https://evil.test/", "location"),
        "",
        "https://evil.test/",
    ),
    "proxy_not_as_declared": (header(f"https://{ASSETS}/", "server"), "cloudflare", ""),
    "origin_exposed": (at_origin, False, True),
    "callback_404": (status(f"https://{APP}/auth/callback"), 400, 404),
    "webhook_redirected": (status(HOOK, "POST"), 401, 301),
    "webhook_challenged": (status(HOOK, "POST"), 401, 403),
    "webhook_missing": (status(HOOK, "POST"), 401, 404),
    "api_challenged": (status(f"https://{API}/v1/status"), 200, 403),
    "assets_uncached": (
        header(SCRIPT, "cache-control"),
        "public, max-age=31536000, immutable",
        "no-store",
    ),
    "asset_without_validator": (
        has(SCRIPT, "etag"),
        True,
        False,
    ),
    "dashboard_cached_publicly": (dashboard_cache, PRIVATE, "public, max-age=600"),
    "cache_deception": (below_dashboard, (404, "no-store"), (200, "public, max-age=14400")),
    "public_page_sets_cookie": (
        sets_cookie,
        False,
        True,
    ),
    "vary_missing": (
        header(f"https://{APEX}/", "vary", accept_encoding="gzip"),
        "Accept-Encoding",
        "",
    ),
    "mixed_content": (says(f"https://{APEX}/", f'src="http://{ASSETS}'), False, True),
    "cors_reflects_with_credentials": (
        header(f"https://{API}/v1/status", "access-control-allow-origin", **OTHER),
        "",
        OTHER["origin"],
    ),
    "no_security_headers": (
        has(LOGIN, "content-security-policy"),
        True,
        False,
    ),
    "error_page_leaks_trace": (says(f"https://{APP}/nowhere", "Traceback"), False, True),
    "version_banner": (
        header(f"https://{API}/", "server"),
        "cloudflare",
        "Apache/2.4.29 (Ubuntu)",
    ),
    "no_compression": (
        header(SCRIPT, "content-encoding", accept_encoding="gzip"),
        "gzip",
        "",
    ),
    "source_map_served": (status(f"{SCRIPT}.map"), 404, 200),
    "login_not_limited": (has(LOGIN, "ratelimit"), True, False),
    "cookie_rejected": (
        cookies,
        [(False, True, True)],
        [(False, True, True), (True, True, True)],
    ),
    "cookie_insecure": (
        cookies,
        [(False, True, True)],
        [(False, False, False), (False, True, True)],
    ),
    "login_down": (status(LOGIN), 200, 503),
    "login_form_get": (says(LOGIN, '<form method="post"'), True, False),
    "login_without_csrf": (says(LOGIN, 'name="csrf_token"'), True, False),
    "anonymous_dashboard": (status(f"https://{APP}/dashboard"), 303, 200),
    "method_override": (overridden, 200, 405),
    "mail_not_sent": (drilled("reset", "arrives"), "passed", "failed"),
    "mail_unsigned": (drilled("signup", "dkim"), "passed", "failed"),
    "mail_template_left": (drilled("invite", "template"), "passed", "failed"),
    "mail_without_text": (drilled("signup", "text-part"), "passed", "failed"),
    "mail_reply_lost": (drilled("signup", "reply-to"), "passed", "failed"),
    "mail_http_link": (drilled("signup", "links"), "passed", "failed"),
    "mail_without_unsubscribe": (drilled("news", "unsubscribe"), "passed", "failed"),
    "health_down": (status(f"https://{API}/health"), 200, 503),
    "hosting_unknown": (declares("hosting"), True, False),
    "edge_ssl_flexible": (
        edge_setting("settings/ssl", lambda result: result["value"]),
        "strict",
        "flexible",
    ),
    "rocket_loader": (
        edge_setting("settings/rocket_loader", lambda result: result["value"]),
        "off",
        "on",
    ),
    "bots_fought": (
        edge_setting("bot_management", lambda result: result["fight_mode"]),
        False,
        True,
    ),
    "edge_caches_everything": (edge_setting("pagerules", len), 0, 1),
    "secret_in_tree": (in_file("repository/ops/smoke.py", LIVE), False, True),
    "secret_in_history": (in_old_commit("portal/payments.py"), False, True),
    "secret_in_frontend": (says(SCRIPT, LIVE), False, True),
    "secret_in_source_map": (in_file("repository/dist/app.js.map", LIVE), False, True),
    "secret_in_build_log": (in_file("repository/logs/build.log", LIVE), False, True),
    "secret_in_container": (in_file("repository/image.tar", LIVE), False, True),
    "env_file_committed": (in_file("repository/.env.production", "MAIL_FROM"), False, True),
    "env_file_served": (status(f"https://{APP}/.env"), 404, 200),
    "key_readable_by_all": (mode_of("repository/ops/deploy.key"), 0, 0o644),
    "password_logged": (in_file("repository/logs/portal.log", "password="), False, True),
    "rotation_open": (in_file(".launchready/rotations.json", "the provider"), True, False),
    "key_scope_unknown": (in_file("launchready.toml", "third-party-scope"), True, False),
    "card_logged": (in_file("repository/logs/portal.log", "card="), False, True),
    "nothing_watched": (in_file("launchready.toml", 'route = "home"'), True, False),
    "login_unwatched": (in_file("launchready.toml", '\nroute = "login"'), True, False),
    "monitor_seldom": (in_file("launchready.toml", "every_s = 90"), False, True),
    "monitor_jumpy": (in_file("launchready.toml", "misses = 1"), False, True),
    "monitor_unwatched": (in_file("launchready.toml", "dead_man_env"), True, False),
    "alerts_undrilled": (drills_of("alert"), [1.2], []),
    "alert_slow": (drills_of("alert"), [1.2], [6.5]),
    "error_invisible": (aspects_that_failed("error"), [], ["visible"]),
    "error_anonymous": (aspects_that_failed("error"), [], ["request-id"]),
    "rollback_slow": (drills_of("rollback"), [2.1], [11.0]),
    "pages_by_mail_alone": (in_file("launchready.toml", 'kind = "sms"'), True, False),
    "alone_on_call": (in_file("launchready.toml", 'person = "ben"'), True, False),
    "errors_untracked": (in_file("repository/pyproject.toml", "sentry-sdk"), True, False),
    "release_untold": (in_file("repository/portal/settings.py", "RELEASE"), True, False),
    "release_hidden": (has(f"https://{API}/health", "x-release"), True, False),
    "request_id_missing": (has(f"https://{API}/health", "x-request-id"), True, False),
    "health_may_be_cached": (header(f"https://{API}/health", "cache-control"), "no-store", ""),
    "errors_bare": (in_file(PORTAL_LOG, "ERROR something"), False, True),
    "sign_ins_unlogged": (in_file(PORTAL_LOG, "POST /login 401"), True, False),
    "payments_unlogged": (in_file(PORTAL_LOG, "declined"), True, False),
    "webhooks_unlogged": (in_file(PORTAL_LOG, "webhook unsigned"), True, False),
    "logs_thrown_away": (in_file("launchready.toml", "log_retention_days = 5"), False, True),
    "incident_unwritten": (in_file("repository/docs/incident.md", "Roll back"), True, False),
    "rollback_undeclared": (in_file("launchready.toml", '"make rollback"'), True, False),
    "env_not_validated": (in_file(SETTINGS, "sys.exit"), True, False),
    "env_unexplained": (in_file("launchready.toml", 'describe = ""'), False, True),
    "env_outside_contract": (in_file(SETTINGS, "REPORT_ROWS"), False, True),
    "env_unused": (in_file("launchready.toml", "[env.MAILGUN_TOKEN]"), False, True),
    "env_name_vague": (in_file("launchready.toml", "[env.API_KEY]"), False, True),
    "env_secret_public": (in_file("launchready.toml", "[env.VITE_SIGNING_KEY]"), False, True),
    "debug_on": (in_file(SETTINGS, "DEBUG = True"), False, True),
    "secret_has_default": (in_file(SETTINGS, '"SESSION_KEY", "dev"'), False, True),
    "seed_known_password": (in_file("repository/portal/seed.py", "password="), False, True),
    "host_in_code": (in_file(SETTINGS, "PUBLIC_URL"), False, True),
    "secret_shared": (in_file("repository/ops/staging.env", "SESSION_KEY"), False, True),
    "rotation_unwritten": (rotation_of("SESSION_KEY"), True, False),
    "runbook_missing": (in_file("repository/docs/secrets.md", "SESSION_KEY"), True, False),
    "canary_caught": (result_of("log-canary"), "passed", "failed"),
    "no_ci": (in_file("repository/.github/workflows/deploy.yml", "make deploy"), True, False),
    "no_lockfile": (in_file("repository/requirements.lock", "--hash"), True, False),
    "image_unpinned": (in_file("repository/Dockerfile", "@sha256:"), True, False),
    "env_undocumented": (in_file("repository/.env.example", "SESSION_KEY"), True, False),
    "sender_unverified": (known(f"pm._domainkey.{DOMAIN}", "TXT"), 1, 0),
    "owner_missing": (declares("dns"), True, False),
    "owner_unconfirmed": (confirmed_long_ago, False, True),
    "evidence_changed": (drills_of("rollback"), [2.1], []),
    "mail_moved": (in_file("launchready.toml", 'provider = "mailgun"'), False, True),
    "payments_of_another": (proof_of("payments"), "passed", "failed"),
    "zone_unproven": (proof_of("dns"), "passed", "never"),
    "database_held_alone": (in_file("launchready.toml", 'second = ""'), False, True),
    "hosting_held_by_agency": (in_file("launchready.toml", 'holder = "agency"'), False, True),
    "repository_second_is_agency": (
        in_file("launchready.toml", 'second = "build@agency.example"'),
        False,
        True,
    ),
    "second_factor_off": (in_file("launchready.toml", 'mfa = "none"'), False, True),
    "agency_never_leaves": (in_file("launchready.toml", "\nends = "), True, False),
    "secrets_in_chat": (in_file("launchready.toml", "Slack"), False, True),
    "registrar_mailbox_own": (in_file("launchready.toml", "founder@mailbox"), True, False),
    "deploy_command_gone": (in_file("repository/Makefile", "deploy:"), True, False),
    "host_unlisted": (in_file("launchready.toml", f'[hosts."{ASSETS}"]'), True, False),
}


def test_every_switch_is_tried() -> None:
    """No switch is left out of the table, and there are at least 45 of them."""
    assert set(SWITCHES) == set(Faults.switches())
    assert len(SWITCHES) >= 45


def test_twins_differ_as_the_demo_says() -> None:
    """The ready twin has no fault; the broken one has a telling number of them."""
    assert READY.active == ()
    assert len(BROKEN.active) >= 15


@pytest.mark.parametrize("switch", SWITCHES)
async def test_switch_brings_in_its_fault(switch: str, tmp_path: Path) -> None:
    """With the switch, a visitor sees the fault; without it, what is right."""
    probe, right, wrong = SWITCHES[switch]
    async with visit(READY, tmp_path) as visitor:
        assert await probe(visitor) == right
    async with visit(Faults.only(switch), tmp_path) as visitor:
        assert await probe(visitor) == wrong
