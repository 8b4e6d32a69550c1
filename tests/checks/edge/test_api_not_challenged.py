"""A program that asks for JSON must not get what only people can use."""

from typing import Any

from launchready.checks.edge import api_not_challenged as check
from launchready.facts.http import Failure
from launchready.facts.proxy import ApiAnswer
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest, route

URL = "https://app.acme.example/api/invoices"


def given(
    status: int, *, kind: str = "api", html: bool = False, to: str = "", **fields: Any
) -> dict[str, object]:
    """Show the judge the answer to a program."""
    headers = {"Location": to} if to else {}
    return {
        "route": route(URL, kind=kind),
        "answer": ApiAnswer(exchange(URL, status, headers=headers, **fields), html),
        "manifest": manifest(hosts={"app.acme.example": {}}),
    }


Out = check.Outcomes

CASES = (
    Case(Out.ANSWERS, "200", given(200)),
    Case(Out.ANSWERS, "401", given(401)),
    Case(Out.ANSWERS, "403 as JSON", given(403)),
    Case(Out.ANSWERS, "a health page drawn as one", given(200, kind="health", html=True)),
    Case(Out.ANSWERS, "a slash is added", given(301, to=f"{URL}/")),
    Case(Out.CHALLENGED, "a challenge", given(403, challenge="cloudflare", html=True)),
    Case(Out.CHALLENGED, "a challenged health route", given(503, kind="health", challenge="x")),
    Case(Out.GATED, "an access page", given(302, to="https://acme.cloudflareaccess.com/login")),
    Case(Out.WEB_PAGE, "the frontend's page", given(200, html=True)),
    Case(Out.SIGN_IN_PAGE, "its own sign-in", given(302, to="/login?next=/api")),
    Case(Out.REFUSED, "403 with a page", given(403, html=True)),
    Case(Out.NOT_WORKING, "502", given(502)),
    Case(Out.NO_ANSWER, "refused", given(0, failure=Failure.REFUSED)),
    Case(Out.NO_ANSWER, "a broken location", given(302, to="https://[bad/")),
)

test_outcomes = judges(check, CASES)


def test_every_route_that_programs_read_is_asked() -> None:
    """Webhooks are posted to instead, and pages are for people."""
    asked = [
        kind
        for kind in ("api", "health", "webhook", "page", "login")
        if check.applies(route(kind=kind))
    ]
    assert asked == ["api", "health"]
    assert check.applies(route(kind="report", access="service"))
