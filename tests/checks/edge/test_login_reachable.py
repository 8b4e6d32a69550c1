"""Whoever wants to sign in must get to the form."""

from typing import Any

from launchready.checks.edge import login_reachable as check
from launchready.facts.http import End, Failure
from launchready.facts.login import OpenedPage
from tests.checks.cases import Case, judges
from tests.checks.edge.pages import LOGIN, USER, form, opened, page
from tests.checks.given import manifest, route


def given(what: OpenedPage, **fields: Any) -> dict[str, object]:
    """Show the judge an opened login route."""
    hosts: dict[str, dict[str, str]] = {"app.acme.example": {}, "id.acme.example": {}}
    return {
        "route": route(LOGIN, kind="login", **fields),
        "opened": what,
        "manifest": manifest(hosts=hosts),
    }


Out = check.Outcomes

CASES = (
    Case(Out.SHOWS_FORM, "a form", given(opened(page(form())))),
    Case(Out.SHOWS_FORM, "a form for a link by mail", given(opened(page(form(USER))))),
    Case(Out.SHOWS_FORM, "a button to a provider", given(opened(page(sign_in_links=1)))),
    Case(
        Out.SHOWS_FORM,
        "on a sister host",
        given(opened(page(form()), to="https://id.acme.example/")),
    ),
    Case(Out.SCRIPTED, "a script app", given(opened(page(scripts=3, text_length=0)))),
    Case(Out.HANDS_OVER, "to a provider", given(opened(page(), to="https://acme.id.example/"))),
    Case(Out.LOOPS, "a loop", given(opened(end=End.LOOP, status=302))),
    Case(Out.LOOPS, "too many hops", given(opened(end=End.TOO_MANY, status=302))),
    Case(Out.FAILS, "500", given(opened(status=500))),
    Case(Out.FAILS, "404", given(opened(page(), status=404))),
    Case(
        Out.NO_ANSWER,
        "refused",
        given(opened(end=End.FAILED, status=0, failure=Failure.REFUSED)),
    ),
    Case(Out.NO_FORM, "neither form nor script", given(opened(page()))),
    Case(Out.NO_PAGE, "JSON", given(opened(headers={"Content-Type": "application/json"}))),
    Case(Out.FRAMED, "a foreign frame", given(opened(page(frames=("id.example",), scripts=1)))),
    Case(Out.CHALLENGED, "a challenge", given(opened(status=403, challenge="cloudflare"))),
    Case(Out.TOO_MANY, "429", given(opened(status=429))),
)

test_outcomes = judges(check, CASES)
