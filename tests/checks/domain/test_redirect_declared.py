"""Declared redirects are held to their word: where, how, and to something that is there."""

from launchready.checks.domain import redirect_declared as check
from launchready.facts.http import End, Failure, Trace
from launchready.facts.redirects import RedirectVisit
from launchready.manifest.schema import Redirect
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import challenged, circle, failed, hop, path
from tests.checks.given import manifest, trace

OLD, NEW = "https://acme.example/old-pricing", "https://acme.example/pricing"
REPORTS = {"name": "reports", "url": NEW, "access": "user"}


def given(visit: Trace, **declared: object) -> dict[str, object]:
    """Show the judge one declared redirect."""
    routes = declared.pop("routes", ())
    redirect = Redirect.model_validate({"from": OLD, "to": NEW, **declared})
    return {
        "redirect": redirect,
        "visit": RedirectVisit(visit),
        "manifest": manifest(routes=routes),
    }


Out = check.Outcomes

CASES = (
    Case(Out.AS_DECLARED, "301 to it", given(path(OLD, NEW))),
    Case(Out.AS_DECLARED, "with a query of its own", given(path(OLD, f"{NEW}?from=old"))),
    Case(Out.AS_DECLARED, "on to sign-in", given(path(OLD, NEW, "https://acme.example/login"))),
    Case(
        Out.AS_DECLARED,
        "temporary as declared",
        given(path(OLD, NEW, status=302), permanent=False),
    ),
    Case(
        Out.AS_DECLARED,
        "guarded by declaration",
        given(path(OLD, NEW, final=401), routes=[REPORTS]),
    ),
    Case(Out.NOT_REDIRECTED, "404", given(path(OLD, final=404))),
    Case(Out.NOT_REDIRECTED, "still served", given(path(OLD))),
    Case(Out.ELSEWHERE, "to the front page", given(path(OLD, "https://acme.example/"))),
    Case(
        Out.ELSEWHERE,
        "another query than declared",
        given(path(OLD, f"{NEW}?plan=b"), to=f"{NEW}?plan=a"),
    ),
    Case(Out.LOOPS, "round and round", given(circle(OLD, NEW))),
    Case(Out.LOOPS, "to no address", given(trace(hop(OLD, "//"), end=End.BAD_LOCATION))),
    Case(Out.DEAD_END, "the new page is gone", given(path(OLD, NEW, final=404))),
    Case(Out.DEAD_END, "the new page is closed", given(path(OLD, NEW, final=403))),
    Case(
        Out.UNREACHABLE,
        "to a host that refuses",
        given(failed(OLD, "https://gone.example/", failure=Failure.REFUSED)),
    ),
    Case(Out.TEMPORARY, "302", given(path(OLD, NEW, status=302))),
    Case(Out.PERMANENT, "301 though temporary", given(path(OLD, NEW), permanent=False)),
    Case(Out.CHALLENGED, "a bot protection", given(challenged(OLD))),
    Case(Out.HOST_FAULT, "no TLS", given(failed(OLD, failure=Failure.TLS))),
    Case(Out.HOST_FAULT, "no TLS at the new one", given(failed(OLD, NEW, failure=Failure.TLS))),
)

test_outcomes = judges(check, CASES)
