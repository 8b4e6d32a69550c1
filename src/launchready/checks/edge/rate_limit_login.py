"""Something limits how often a password can be tried.

Nothing is tried out here: guessing passwords would be an attack, and would lock real
customers out.

Why it matters: leaked passwords of other sites are tried on every new sign-in form within
days, thousands an hour, and some of them fit.

How to fix: limit sign-in attempts at {route} per account and per address, in the
framework (django-axes, rack-attack, express-rate-limit) or at the proxy, answer 429 with
Retry-After, and note in the deployment notes which it is.

References: RFC 6585 section 4; RFC 9110 section 10.2.3;
https://cheatsheetseries.owasp.org/cheatsheets/Credential_Stuffing_Prevention_Cheat_Sheet.html
"""

from launchready.checks.api import (
    CloudflareZone,
    OpenedPage,
    Route,
    Unseen,
    Verdict,
    asks,
    not_applicable,
    passes,
    recognise,
)

EFFORT_HOURS = 2.0

HEADERS = (
    "ratelimit", "ratelimit-policy", "ratelimit-limit", "x-ratelimit-limit",
    "x-rate-limit-limit", "retry-after",
)  # fmt: skip


class Outcomes:
    """What the check can find."""

    SAYS_SO = passes("tells its limit itself ({evidence})")
    RULE_LIMITS = passes("is covered by a rate limiting rule at Cloudflare ({evidence})")
    HUMANS_ONLY = passes("asks for proof of a human first ({challenge})")
    NOT_APPLICABLE = not_applicable("no login route")
    BEHIND_PROXY = asks(
        "shows no limit itself; does {proxy} in front have a rate limiting rule for it?"
    )
    NONE_SEEN = asks(
        "shows no limit: what stops a stranger from trying thousands of passwords?"
    )


def applies(route: Route) -> bool:
    """Leave out everything but login routes."""
    return route.kind == "login"


def judge(route: Route, opened: OpenedPage, zone: CloudflareZone | Unseen) -> Verdict:
    """Judge what answers and settings say of a limit."""
    hops = opened.trace.hops
    for hop in hops:
        if hop.challenge:
            return Outcomes.HUMANS_ONLY(challenge=hop.challenge, status=hop.status)
        for name in HEADERS:
            if hop.header(name) and (name != "retry-after" or hop.status == 429):
                return Outcomes.SAYS_SO(evidence=f"{name}: {hop.header(name)[:80]}")
    if not isinstance(zone, Unseen):
        for url in dict.fromkeys((route.url, opened.trace.final.url)):
            for rule in zone.rules_about("http_ratelimit", url, "POST"):
                return Outcomes.RULE_LIMITS(evidence=rule.expression[:200], url=url)
    found = recognise(headers=opened.trace.final.headers)
    if found:
        return Outcomes.BEHIND_PROXY(proxy=found[0].provider.name)
    return Outcomes.NONE_SEEN()
