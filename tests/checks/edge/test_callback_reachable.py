"""A customer who comes back from another site must meet the product."""

from typing import Any

from launchready.checks.edge import callback_reachable as check
from launchready.facts.http import End, Failure
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest, route, visit

URL = "https://app.acme.example/auth/callback"


def given(
    status: int = 400, location: str = "", expect: int = 200, **fields: Any
) -> dict[str, object]:
    """Show the judge the answer to a callback without parameters."""
    headers = {**({"Location": location} if location else {}), **fields.pop("headers", {})}
    hops = [exchange(URL, status, headers=headers, **fields)]
    end = End.FAILED if fields.get("failure") else End.FINAL
    if location and "[" not in location:
        hops.append(exchange(location, 200))
    callback = route(URL, kind="callback", expect=expect)
    return {
        "route": callback,
        "visit": visit(*hops, end=end),
        "manifest": manifest(hosts={"app.acme.example": {}, "id.acme.example": {}}),
    }


Out = check.Outcomes

CASES = (
    Case(Out.REACHED, "400", given(400)),
    Case(Out.REACHED, "401", given(401)),
    Case(Out.REACHED, "403 of the product's own", given(403)),
    Case(Out.REACHED, "to its own sign-in", given(302, "https://app.acme.example/login")),
    Case(
        Out.REACHED, "to the sign-in of a sister host", given(302, "https://id.acme.example/")
    ),
    Case(Out.REACHED, "404 where that is declared", given(404, expect=404)),
    Case(Out.CHALLENGED, "a challenge", given(403, challenge="cloudflare")),
    Case(Out.MISSING, "404", given(404)),
    Case(Out.MISSING, "405", given(405)),
    Case(Out.FAILS, "500", given(500)),
    Case(Out.FAILS, "502 of the proxy", given(502)),
    Case(Out.NO_ANSWER, "refused", given(0, failure=Failure.REFUSED, detail="refused")),
    Case(
        Out.MOVED, "the same path on www", given(301, "https://www.acme.example/auth/callback")
    ),
    Case(Out.CACHED, "a cache hit", given(200, headers={"CF-Cache-Status": "HIT"})),
    Case(Out.LEADS_AWAY, "another site", given(302, "https://id.example.net/authorize?x=1")),
    Case(Out.NO_ANSWER, "a broken location", given(302, "https://[bad/")),
    Case(Out.TOO_MANY, "429", given(429)),
)

test_outcomes = judges(check, CASES)
