"""A stranger sees nothing that is meant for signed-in users."""

from launchready.checks.edge import anonymous_access as check
from launchready.facts.http import Body, End
from launchready.facts.login import OpenedPage
from tests.checks.cases import Case, judges
from tests.checks.edge.pages import form, opened, page
from tests.checks.given import manifest, route

URL = "https://app.acme.example/dashboard"
LOGIN_ROUTE = {"name": "login", "url": "https://app.acme.example/enter", "kind": "login"}


def given(what: OpenedPage) -> dict[str, object]:
    """Show the judge a user route opened by a stranger."""
    return {
        "route": route(URL, access="user"),
        "opened": what,
        "manifest": manifest(routes=[LOGIN_ROUTE]),
    }


def at(**fields: object) -> dict[str, object]:
    """Show the judge the dashboard's own answer."""
    return given(opened(url=URL, **fields))  # type: ignore[arg-type]


def page_at(to: str, status: int = 200) -> dict[str, object]:
    """Show the judge a page where a redirect led."""
    return given(opened(page(), url=URL, to=to, status=status))


Out = check.Outcomes

CASES = (
    Case(Out.REFUSED, "401", at(status=401)),
    Case(Out.REFUSED, "403", at(status=403)),
    Case(Out.SENT_TO_SIGN_IN, "to /login", page_at("https://app.acme.example/login?next=x")),
    Case(Out.SENT_TO_SIGN_IN, "below it", page_at("https://app.acme.example/dashboard/login")),
    Case(Out.SENT_TO_SIGN_IN, "to the declared one", page_at("https://app.acme.example/enter")),
    Case(Out.SENT_TO_SIGN_IN, "to a provider", page_at("https://acme.id.example/u/dashboard")),
    Case(Out.SENT_TO_SIGN_IN, "to the home page", page_at("https://app.acme.example/")),
    Case(Out.SHOWS_SIGN_IN, "in its place", given(opened(page(form()), url=URL))),
    Case(Out.OPEN, "a page", given(opened(page(), url=URL))),
    Case(Out.OPEN, "with a slash", page_at("https://app.acme.example/dashboard/")),
    Case(Out.OPEN, "with a locale", page_at("https://app.acme.example/en/dashboard")),
    Case(Out.OPEN, "on www", page_at("https://www.app.acme.example/dashboard")),
    Case(Out.OPEN, "data", at(headers={"Content-Type": "application/json"})),
    Case(Out.OPEN, "a file", at(status=206)),
    Case(Out.SHELL, "a script app", given(opened(page(scripts=2, text_length=9), url=URL))),
    Case(Out.ERROR_IN_200, "an error as JSON", at(json_error=True)),
    Case(Out.EMPTY, "nothing", at(status=204, body=Body())),
    Case(Out.NOT_THERE, "404", at(status=404)),
    Case(Out.FAILS, "500", at(status=500)),
    Case(Out.CHALLENGED, "a challenge", at(status=403, challenge="cloudflare")),
    Case(Out.NO_ANSWER, "a loop", at(status=302, end=End.LOOP)),
)

test_outcomes = judges(check, CASES)


def test_public_routes_are_left_out() -> None:
    """Only what the manifest calls a user's is held to this."""
    assert check.applies(route(access="user"))
    assert check.applies(route(access="user", kind="api"))
    assert not check.applies(route())
    assert not check.applies(route(access="user", kind="login"))
