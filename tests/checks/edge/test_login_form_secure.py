"""A password goes to its own site, over https, and into no address."""

from launchready.checks.edge import login_form_secure as check
from launchready.facts.login import FormField, OpenedPage
from tests.checks.cases import Case, judges
from tests.checks.edge.pages import LOGIN, PASSWORD, USER, cookie, form, opened, page
from tests.checks.given import route


def given(what: OpenedPage) -> dict[str, object]:
    """Show the judge an opened login route."""
    return {"route": route(LOGIN, kind="login"), "opened": what}


def on_page(**changes: object) -> dict[str, object]:
    """Show the judge a page with a form that is changed so."""
    return given(opened(page(form(**changes))))


Out = check.Outcomes
UNTOKENED = form(csrf_token=False)

CASES = (
    Case(Out.SECURE, "as it should be", on_page()),
    Case(
        Out.SECURE,
        "a cookie with SameSite",
        given(opened(page(UNTOKENED), cookies=(cookie(),))),
    ),
    Case(
        Out.SECURE, "a token in a meta element", given(opened(page(UNTOKENED, csrf_meta=True)))
    ),
    Case(Out.SECURE, "sent by a script", on_page(method="", by_script=True, csrf_token=False)),
    Case(Out.NO_PASSWORD, "a link by mail", given(opened(page(form(USER))))),
    Case(Out.NO_PASSWORD, "a provider's button", given(opened(page(sign_in_links=1)))),
    Case(
        Out.PLAIN_HTTP,
        "served over http",
        given(opened(page(form()), url="http://app.acme.example/login")),
    ),
    Case(Out.PLAIN_HTTP, "posts to http", on_page(action="http://app.acme.example/login")),
    Case(
        Out.OTHER_SITE, "posts elsewhere", on_page(action="https://x.example/", same_site=False)
    ),
    Case(Out.IN_ADDRESS, "GET", on_page(method="get")),
    Case(Out.IN_ADDRESS, "no method and no script", on_page(method="")),
    Case(
        Out.FALLS_BACK, "no method but scripts", given(opened(page(form(method=""), scripts=2)))
    ),
    Case(
        Out.READABLE, "type=text", given(opened(page(form(USER, FormField("passwd", "text")))))
    ),
    Case(Out.NO_CSRF, "neither token nor SameSite", given(opened(page(UNTOKENED)))),
    Case(
        Out.NO_CSRF,
        "a cookie without SameSite",
        given(opened(page(UNTOKENED), cookies=(cookie(same_site=""),))),
    ),
    Case(
        Out.BLOCKS_MANAGERS,
        "autocomplete off",
        given(opened(page(form(USER, FormField("password", "password", "off"))))),
    ),
    Case(Out.SCRIPTED, "a script app", given(opened(page(scripts=2, text_length=10)))),
    Case(Out.NO_PAGE, "a challenge", given(opened(page(), status=403, challenge="cloudflare"))),
    Case(Out.NO_PAGE, "no page", given(opened())),
)

test_outcomes = judges(check, CASES)


def test_a_password_is_never_taken_for_a_user_name() -> None:
    """The field that is looked at is the password's, be it first or last."""
    assert form(PASSWORD, USER).password is PASSWORD
    assert form(USER).password is None
