"""Four entry points, one place where they end."""

from launchready.checks.domain import redirect_canonical as check
from launchready.facts.http import Failure, Trace
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import challenged, circle, failed, four, path
from tests.checks.given import manifest

HTTP, CANONICAL = "http://acme.example/", "https://acme.example/"
HTTP_WWW, WWW = "http://www.acme.example/", "https://www.acme.example/"


def given(hosts: dict[str, object] | None = None, **entries: Trace | None) -> dict[str, object]:
    """Show the judge a product, some of its entry points changed."""
    declared = manifest(hosts=hosts or {})
    return {"product": declared.product, "manifest": declared, "entries": four(**entries)}


WITH_WWW: dict[str, object] = {"www.acme.example": {"role": "redirect"}}
APP_AT_WWW: dict[str, object] = {"www.acme.example": {"role": "app"}}
NOWHERE = failed(WWW, failure=Failure.NO_ADDRESS)
Out = check.Outcomes

CASES = (
    Case(Out.CANONICAL, "all four", given()),
    Case(
        Out.CANONICAL,
        "the canonical goes on to sign-in",
        given(https=path(CANONICAL, f"{CANONICAL}login")),
    ),
    Case(
        Out.CANONICAL,
        "the canonical's certificate is for other checks",
        given(http=failed(HTTP, CANONICAL, failure=Failure.TLS)),
    ),
    Case(
        Out.CANONICAL, "www is declared to be the app", given(APP_AT_WWW, https_www=path(WWW))
    ),
    Case(Out.UNREACHABLE, "nobody set up www", given(https_www=NOWHERE)),
    Case(Out.UNREACHABLE, "www answers 404", given(https_www=path(WWW, final=404))),
    Case(
        Out.UNREACHABLE, "port 80 is closed", given(http=failed(HTTP, failure=Failure.REFUSED))
    ),
    Case(Out.ELSEWHERE, "parked", given(https_www=path(WWW, "https://parking.example/"))),
    Case(Out.SERVED_TWICE, "www serves it, too", given(https_www=path(WWW))),
    Case(Out.TEMPORARY, "302", given(http=path(HTTP, CANONICAL, status=302))),
    Case(Out.CHALLENGED, "a bot protection", given(https_www=challenged(WWW))),
    Case(Out.LEFT_TO_OTHERS, "a loop", given(https_www=circle(WWW, HTTP_WWW))),
    Case(
        Out.LEFT_TO_OTHERS, "declared www without address", given(WITH_WWW, https_www=NOWHERE)
    ),
    Case(Out.LEFT_TO_OTHERS, "content over plain http", given(http=path(HTTP))),
    Case(Out.NOT_SEEN, "no answer in time", given(https_www=None)),
)

test_outcomes = judges(check, CASES)


def test_the_worst_is_told_first() -> None:
    """A name that leads nowhere is told before one that redirects for now only."""
    shown = given(http=path(HTTP, CANONICAL, status=302), https_www=NOWHERE, http_www=NOWHERE)
    verdict = check.judge(**shown)  # type: ignore[arg-type]
    assert verdict.outcome is Out.UNREACHABLE
