"""Each setting that breaks a product is named, and what cannot be read is not passed."""

from typing import Any

from launchready.checks.edge import cloudflare_settings as check
from launchready.facts.base import Unseen
from launchready.facts.cloudflare import CloudflareZone, EdgeRule, PageRule
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

APP = "https://app.acme.example"
ROUTES = [
    {"name": "home", "url": "https://acme.example/"},
    {"name": "dashboard", "url": f"{APP}/dashboard", "access": "user"},
    {"name": "logo", "url": f"{APP}/logo.svg", "kind": "asset"},
    {"name": "hook", "url": f"{APP}/hooks/pay", "kind": "webhook"},
]
PEOPLE = ROUTES[:3]
GOOD = {
    "ssl": "strict",
    "min_tls_version": "1.2",
    "always_use_https": "on",
    "rocket_loader": "off",
    "development_mode": "off",
    "security_level": "medium",
}
CACHE, WAF = check.CACHE_PHASE, check.FIREWALL_PHASE


def given(
    routes: list[dict[str, str]] = ROUTES,
    *,
    bots: tuple[tuple[str, str], ...] = (),
    page_rules: tuple[PageRule, ...] = (),
    rules: tuple[EdgeRule, ...] = (),
    denied: tuple[str, ...] = (),
    unseen: tuple[str, ...] = (),
    **settings: str,
) -> dict[str, object]:
    """Show the judge a good zone, changed so."""
    file = manifest(cloudflare={"token_env": "CF_TOKEN"}, routes=routes)
    zone = CloudflareZone(
        "acme.example",
        tuple({**GOOD, **settings}.items()),
        bots,
        page_rules,
        rules,
        denied,
        unseen,
    )
    return {"product": file.product, "zone": zone, "manifest": file}


def without_token(**tables: Any) -> dict[str, object]:
    """Show the judge a manifest that names no token."""
    file = manifest(**tables)
    return {"product": file.product, "zone": Unseen("no [cloudflare]"), "manifest": file}


def page_rule(pattern: str, **actions: str) -> PageRule:
    """Make a page rule."""
    return PageRule(pattern, tuple(actions.items()), 1)


def cache_rule(expression: str, cache: bool = True) -> EdgeRule:
    """Make a cache rule."""
    return EdgeRule(CACHE, "set_cache_settings", expression, cache)


Out = check.Outcomes
EVERYTHING = {"cache_level": "cache_everything"}
FIGHT = (("fight_mode", "true"),)
SUPER = (("sbfm_definitely_automated", "block"),)
SKIP = EdgeRule(
    WAF, "skip", 'starts_with(http.request.uri.path, "/hooks/")', None, ("http_request_sbfm",)
)


def at(setting: str) -> str:
    """Name the place of a setting."""
    return f"acme.example: {setting}"


CASES = (
    Case(Out.FITTING, "as it should be", given()),
    Case(
        Out.FITTING, "assets cached", given(page_rules=(page_rule("*/*.svg*", **EVERYTHING),))
    ),
    Case(
        Out.FITTING,
        "a bypass after cache everything",
        given(rules=(cache_rule("true"), cache_rule('http.host eq "app.acme.example"', False))),
    ),
    Case(Out.FITTING, "bots fought, nobody else called", given(PEOPLE, bots=FIGHT)),
    Case(Out.FITTING, "webhooks skip the bot rules", given(bots=SUPER, rules=(SKIP,))),
    Case(
        Out.FITTING,
        "Rocket Loader off by a page rule",
        given(
            rocket_loader="on",
            page_rules=(page_rule("app.acme.example/*", rocket_loader="off"),),
        ),
    ),
    Case(Out.NOT_APPLICABLE, "not at Cloudflare", without_token()),
    Case(
        Out.NO_TOKEN,
        "at Cloudflare",
        without_token(hosts={"acme.example": {"proxy": "cloudflare"}}),
    ),
    Case(
        Out.NOT_SEEN,
        "the variable is empty",
        {**given(), "zone": Unseen("CF_TOKEN is not set")},
    ),
    Case(Out.PLAIN_TO_ORIGIN, "flexible", given(ssl="flexible"), at("ssl")),
    Case(Out.PLAIN_TO_ORIGIN, "off", given(ssl="off"), at("ssl")),
    Case(Out.UNVERIFIED_ORIGIN, "full", given(ssl="full"), at("ssl")),
    Case(Out.ROCKET_LOADER, "on", given(rocket_loader="on"), at("rocket_loader")),
    Case(
        Out.CACHES_PRIVATE,
        "by a page rule",
        given(page_rules=(page_rule("*acme.example/*", **EVERYTHING),)),
        at("cache"),
    ),
    Case(
        Out.CACHES_PRIVATE,
        "by a cache rule",
        given(rules=(cache_rule('http.host eq "app.acme.example"'),)),
        at("cache"),
    ),
    Case(
        Out.MAYBE_CACHED,
        "by a rule that asks for more",
        given(rules=(cache_rule('ip.src.country eq "DE"'),)),
        at("cache"),
    ),
    Case(Out.BOTS_FOUGHT, "Bot Fight Mode", given(bots=FIGHT, rules=(SKIP,)), at("bots")),
    Case(Out.BOTS_FOUGHT, "Super Bot Fight Mode", given(bots=SUPER), at("bots")),
    Case(
        Out.UNDER_ATTACK,
        "with webhooks",
        given(security_level="under_attack"),
        at("security_level"),
    ),
    Case(
        Out.EVERYONE_WAITS,
        "without programs",
        given(PEOPLE, security_level="under_attack"),
        at("security_level"),
    ),
    Case(Out.DEVELOPMENT_MODE, "on", given(development_mode="on"), at("development_mode")),
    Case(Out.OLD_TLS, "1.0", given(min_tls_version="1.0"), at("min_tls_version")),
    Case(Out.HTTP_STAYS, "off", given(always_use_https="off"), at("always_use_https")),
    Case(
        Out.DENIED,
        "a permission lacks",
        given(denied=("Bot Management: Read",)),
        at("Bot Management: Read"),
    ),
    Case(Out.PART_UNSEEN, "one late", given(unseen=("ssl: no answer within 5 s",)), at("ssl")),
)

test_outcomes = judges(check, CASES)
