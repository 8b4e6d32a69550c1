"""A limit on sign-ins is seen in answers and settings, never by trying it out."""

from launchready.checks.edge import rate_limit_login as check
from launchready.facts.base import Unseen
from launchready.facts.cloudflare import CloudflareZone, EdgeRule
from tests.checks.cases import Case, judges
from tests.checks.edge.pages import LOGIN, opened
from tests.checks.given import route


def given(
    *, rule: str = "", status: int = 200, challenge: str = "", **headers: str
) -> dict[str, object]:
    """Show the judge a sign-in page's headers and a zone's rate limiting rule."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    rules = (EdgeRule("http_ratelimit", "block", rule),) if rule else ()
    return {
        "route": route(LOGIN, kind="login"),
        "opened": opened(headers=names, status=status, challenge=challenge),
        "zone": CloudflareZone("acme.example", rules=rules) if rule else Unseen("none"),
    }


Out = check.Outcomes

CASES = (
    Case(Out.SAYS_SO, "RateLimit", given(ratelimit="limit=10, remaining=9, reset=60")),
    Case(Out.SAYS_SO, "X-RateLimit-Limit", given(x_ratelimit_limit="10")),
    Case(Out.SAYS_SO, "429 with Retry-After", given(status=429, retry_after="60")),
    Case(Out.RULE_LIMITS, "a rule", given(rule='http.request.uri.path eq "/login"')),
    Case(Out.HUMANS_ONLY, "a challenge", given(status=403, challenge="turnstile")),
    Case(Out.BEHIND_PROXY, "Cloudflare in front", given(cf_ray="8a1b-AMS")),
    Case(Out.NONE_SEEN, "nothing", given()),
    Case(Out.NONE_SEEN, "Retry-After of maintenance", given(status=503, retry_after="60")),
    Case(Out.NONE_SEEN, "a rule for another path", given(rule='http.request.uri.path eq "/x"')),
)

test_outcomes = judges(check, CASES)
