"""A webhook's sender passes no challenge and follows no redirect."""

from typing import Any

from launchready.checks.edge import webhook_reachable as check
from launchready.facts.http import Failure
from launchready.facts.proxy import WebhookProbe
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, route

URL = "https://app.acme.example/webhooks/payments"


def given(
    status: int, *, expect: int = 200, html: bool = False, csrf: bool = False, **fields: Any
) -> dict[str, object]:
    """Show the judge the answer to an unsigned POST."""
    return {
        "route": route(URL, kind="webhook", expect=expect),
        "probe": WebhookProbe(exchange(URL, status, method="POST", **fields), html, csrf),
    }


Out = check.Outcomes

CASES = (
    *(Case(Out.REFUSES_UNSIGNED, str(code), given(code)) for code in (400, 401, 403, 415, 422)),
    Case(Out.REFUSES_UNSIGNED, "405 where that is declared", given(405, expect=405)),
    Case(Out.CHALLENGED, "a challenge", given(403, challenge="cloudflare")),
    *(
        Case(Out.REDIRECTED, f"{code}", given(code, headers={"Location": "https://x.example/"}))
        for code in (301, 302, 308)
    ),
    *(Case(Out.MISSING, str(code), given(code)) for code in (404, 405)),
    Case(Out.FAILS, "500", given(500)),
    Case(Out.FAILS, "521", given(521)),
    Case(Out.NO_ANSWER, "reset", given(0, failure=Failure.RESET, detail="reset")),
    Case(Out.NOT_REACHED, "a bad certificate", given(0, failure=Failure.TLS, detail="expired")),
    Case(Out.NOT_REACHED, "no address", given(0, failure=Failure.NO_ADDRESS)),
    Case(Out.CSRF, "Django's 403", given(403, html=True, csrf=True)),
    Case(Out.CSRF, "Laravel's 419", given(419, csrf=True)),
    Case(Out.CACHED, "a hit at Cloudflare", given(200, headers={"CF-Cache-Status": "HIT"})),
    Case(Out.CACHED, "an age", given(200, headers={"Age": "17"})),
    Case(Out.CACHED, "a hit at CloudFront", given(200, headers={"X-Cache": "Hit from it"})),
    Case(Out.WEB_PAGE, "the frontend's page", given(200, html=True)),
    Case(Out.ACCEPTS_UNSIGNED, "200", given(200)),
    Case(Out.ACCEPTS_UNSIGNED, "204 where 204 is declared", given(204, expect=204)),
    Case(Out.TOO_MANY, "429", given(429)),
)

test_outcomes = judges(check, CASES)
