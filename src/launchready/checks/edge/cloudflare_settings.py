"""Cloudflare's settings fit an application with sign-in, APIs and webhooks.

Why it matters: one switch in Cloudflare's dashboard sends passwords to the origin in the
clear, loops every page, serves one customer's page to another or turns payments away.

How to fix: in Cloudflare's dashboard for {zone}, change the setting named here; then run
the command below, and open the product in a private window.

References: https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/;
https://developers.cloudflare.com/speed/optimization/content/rocket-loader/;
https://developers.cloudflare.com/cache/how-to/cache-rules/;
https://developers.cloudflare.com/bots/get-started/bot-fight-mode/
"""

from launchready.checks.api import (
    CloudflareZone,
    Impact,
    Manifest,
    Product,
    Route,
    Unseen,
    Verdict,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5

CACHE_PHASE, FIREWALL_PHASE = "http_request_cache_settings", "http_request_firewall_custom"


class Outcomes:
    """What the check can find."""

    FITTING = passes("SSL mode {ssl}, and no setting that breaks sign-ins, APIs or webhooks")
    NOT_APPLICABLE = not_applicable("no host is declared to be behind Cloudflare")
    NO_TOKEN = asks(
        "may launchready read Cloudflare's settings? They cannot be seen from outside",
        fix="In Cloudflare's dashboard, make an API token for {product} alone with Zone, Zone "
        "Settings, Page Rules, Cache Rules, Zone WAF and Bot Management, all Read; put it into "
        "an environment variable, and name that as token_env under [cloudflare].",
    )
    PLAIN_TO_ORIGIN = fails(
        Impact.BLOCKER,
        "SSL mode is {ssl}: Cloudflare speaks plain http to the origin, and an origin that "
        "redirects to https loops",
        fix="Put a certificate on the origin (Cloudflare's Origin CA will do) and set the SSL "
        "mode of {zone} to Full (strict).",
    )
    UNVERIFIED_ORIGIN = fails(
        Impact.MEDIUM, "SSL mode is full: the origin's certificate is not verified"
    )
    ROCKET_LOADER = fails(
        Impact.HIGH, "Rocket Loader reorders the scripts of {routes}, and breaks many apps"
    )
    CACHES_PRIVATE = fails(
        Impact.HIGH, "a rule makes everything cacheable on {routes}, which is not for everyone"
    )
    BOTS_FOUGHT = fails(
        Impact.BLOCKER, "{mode} challenges programs, and {routes} are for programs"
    )
    UNDER_ATTACK = fails(
        Impact.BLOCKER, "Under Attack mode challenges every caller, programs on {routes} too"
    )
    EVERYONE_WAITS = fails(
        Impact.MEDIUM, "Under Attack mode makes every visitor wait for a challenge"
    )
    DEVELOPMENT_MODE = fails(Impact.LOW, "development mode is on: nothing is cached for now")
    OLD_TLS = fails(Impact.LOW, "TLS {version} is still accepted")
    HTTP_STAYS = fails(
        Impact.LOW, "Always Use HTTPS is off: it rests on the origin to redirect"
    )
    MAYBE_CACHED = cannot_tell(
        "a cache rule may make {routes} cacheable: it depends on more than the address"
    )
    DENIED = cannot_tell("the token lacks the permission {permission}")
    PART_UNSEEN = cannot_tell("{reason}")
    NOT_SEEN = cannot_tell("the settings could not be read: {reason}")


def judge(product: Product, zone: CloudflareZone | Unseen, manifest: Manifest) -> Verdicts:
    """Judge each setting by itself; several may be wrong."""
    if manifest.cloudflare is None:
        proxied = any(host.proxy == "cloudflare" for host in manifest.all_hosts)
        return Outcomes.NO_TOKEN() if proxied else Outcomes.NOT_APPLICABLE()
    if isinstance(zone, Unseen):
        return Outcomes.NOT_SEEN(reason=zone.reason)
    routes = [route for route in manifest.routes if zone.holds(route.host)]
    faults = [
        *_judge_transport(zone),
        *_judge_caching(zone, routes),
        *_judge_scripts(zone, routes),
        *_judge_bots(zone, [route for route in routes if route.by_machines]),
    ]
    faults += [
        Outcomes.DENIED(permission=each, zone=zone.name).at(f"{zone.name}: {each}")
        for each in zone.denied
    ]
    faults += [
        Outcomes.PART_UNSEEN(reason=each, zone=zone.name).at(
            f"{zone.name}: {each.partition(':')[0]}"
        )
        for each in zone.unseen
    ]
    return faults or Outcomes.FITTING(ssl=zone.setting("ssl") or "unknown", zone=zone.name)


def _judge_transport(zone: CloudflareZone) -> list[Verdict]:
    found = []
    ssl, version = zone.setting("ssl"), zone.setting("min_tls_version")
    if ssl in {"off", "flexible"}:
        found.append(Outcomes.PLAIN_TO_ORIGIN(ssl=ssl, zone=zone.name).at(f"{zone.name}: ssl"))
    elif ssl == "full":
        found.append(Outcomes.UNVERIFIED_ORIGIN(zone=zone.name).at(f"{zone.name}: ssl"))
    if version in {"1.0", "1.1"}:
        verdict = Outcomes.OLD_TLS(version=version, zone=zone.name)
        found.append(verdict.at(f"{zone.name}: min_tls_version"))
    if zone.setting("always_use_https") == "off":
        verdict = Outcomes.HTTP_STAYS(zone=zone.name)
        found.append(verdict.at(f"{zone.name}: always_use_https"))
    if zone.setting("development_mode") == "on":
        verdict = Outcomes.DEVELOPMENT_MODE(zone=zone.name)
        found.append(verdict.at(f"{zone.name}: development_mode"))
    return found


def _judge_caching(zone: CloudflareZone, routes: list[Route]) -> list[Verdict]:
    found = []
    private = [route for route in routes if _is_private(route)]
    said = {route.url: _cacheable(zone, route) for route in private}
    place = f"{zone.name}: cache"
    if certain := [url for url, cacheable in said.items() if cacheable]:
        found.append(Outcomes.CACHES_PRIVATE(routes=certain, zone=zone.name).at(place))
    elif maybe := [url for url, cacheable in said.items() if cacheable is None]:
        found.append(Outcomes.MAYBE_CACHED(routes=maybe, zone=zone.name).at(place))
    return found


def _is_private(route: Route) -> bool:
    if route.cache == "public":
        return False
    dynamic = {"login", "api", "write", "report", "webhook", "callback", "health"}
    return route.access != "public" or route.cache is not None or route.kind in dynamic


def _cacheable(zone: CloudflareZone, route: Route) -> bool | None:
    """Say whether rules make a route cacheable; of cache rules, the last one decides."""
    cacheable: bool | None = zone.effective("cache_level", route.url) == "cache_everything"
    for rule in zone.rules:
        if rule.phase == CACHE_PHASE and rule.cache is not None and rule.cache != cacheable:
            covered = rule.covers(route.url)
            if covered is not False:
                cacheable = rule.cache if covered else None
    return cacheable


def _judge_scripts(zone: CloudflareZone, routes: list[Route]) -> list[Verdict]:
    reordered = [
        route.url
        for route in routes
        if (route.kind == "login" or (route.kind in {"page", "report"} and _is_private(route)))
        and zone.effective("rocket_loader", route.url) == "on"
    ]
    if not reordered:
        return []
    verdict = Outcomes.ROCKET_LOADER(routes=reordered, zone=zone.name)
    return [verdict.at(f"{zone.name}: rocket_loader")]


def _judge_bots(zone: CloudflareZone, machines: list[Route]) -> list[Verdict]:
    found = []
    called = [route.url for route in machines]
    if zone.bot_setting("fight_mode") == "true" and called:
        # Bot Fight Mode runs before custom rules: none of them can skip it.
        verdict = Outcomes.BOTS_FOUGHT(mode="Bot Fight Mode", routes=called, zone=zone.name)
        found.append(verdict.at(f"{zone.name}: bots"))
    elif zone.bot_setting("sbfm_definitely_automated") in {"block", "managed_challenge"}:
        fought = [route.url for route in machines if not _skips_bots(zone, route)]
        if fought:
            mode = "Super Bot Fight Mode"
            verdict = Outcomes.BOTS_FOUGHT(mode=mode, routes=fought, zone=zone.name)
            found.append(verdict.at(f"{zone.name}: bots"))
    attacked = [
        url for url in called if zone.effective("security_level", url) == "under_attack"
    ]
    place = f"{zone.name}: security_level"
    if attacked:
        found.append(Outcomes.UNDER_ATTACK(routes=attacked, zone=zone.name).at(place))
    elif zone.setting("security_level") == "under_attack":
        found.append(Outcomes.EVERYONE_WAITS(zone=zone.name).at(place))
    return found


def _skips_bots(zone: CloudflareZone, route: Route) -> bool:
    method = "POST" if route.kind == "webhook" else "GET"
    return any(
        rule.action == "skip" and "http_request_sbfm" in rule.skips
        for rule in zone.rules_about(FIREWALL_PHASE, route.url, method)
    )
