"""What browsers block, upgrade or ask another computer for is told apart."""

import pytest

from launchready.checks.edge import mixed_content as check
from launchready.facts.pages import FormTarget, PageContent, Subresource
from tests.checks.cases import Case, judges
from tests.checks.given import route

Out = check.Outcomes
URL = "https://app.acme.example/login"
SCRIPT = Subresource("http://assets.acme.example/app.js", "script")
IMAGE = Subresource("http://assets.acme.example/logo.png", "image")
GOOD = Subresource("https://assets.acme.example/app.js", "script")
FORM = FormTarget("http://app.acme.example/search", "post")
SIGN_IN = FormTarget("http://app.acme.example/login", "post", password=True)
ELSEWHERE = FormTarget("http://id.example.net/login", "post", password=True)
UPGRADE = ("default-src https:; Upgrade-Insecure-Requests",)


def given(
    *loads: Subresource, url: str = URL, forms: tuple[FormTarget, ...] = (), **fields: object
) -> dict[str, object]:
    """Show a page that loads these and sends those."""
    page = PageContent(url, loads, forms, **fields)  # type: ignore[arg-type]
    return {"route": route(URL, kind="login"), "page": page}


CASES = (
    Case(Out.NONE, "https alone", given(GOOD)),
    Case(
        Out.NONE,
        "staging on this computer",
        given(Subresource("https://localhost/app.js", "script"), url="https://localhost/"),
    ),
    Case(Out.UPGRADED, "browsers are told to upgrade", given(SCRIPT, IMAGE, policies=UPGRADE)),
    Case(Out.UPGRADED, "its own forms, too", given(SCRIPT, forms=(SIGN_IN,), policies=UPGRADE)),
    Case(Out.BLOCKED, "a script", given(GOOD, IMAGE, SCRIPT)),
    Case(Out.BLOCKED, "a frame", given(Subresource("http://acme.example/", "frame"))),
    Case(Out.PASSIVE, "an image", given(IMAGE)),
    Case(Out.FORM_SENT, "a form", given(forms=(FORM,))),
    Case(Out.PASSWORD_SENT, "a sign-in", given(SCRIPT, forms=(SIGN_IN,))),
    Case(
        Out.PASSWORD_SENT,
        "a sign-in at another host, which is not upgraded",
        given(forms=(ELSEWHERE,), policies=UPGRADE),
    ),
    Case(
        Out.OWN_COMPUTER,
        "a development server",
        given(Subresource("http://localhost:5173/main.ts", "script")),
    ),
    Case(
        Out.OWN_COMPUTER,
        "an office network",
        given(Subresource("https://192.168.1.20/logo.png", "image")),
    ),
    Case(Out.NO_PAGE, "data", given(html=False)),
    Case(Out.PLAIN, "plain http itself", given(SCRIPT, url="http://app.acme.example/login")),
    Case(Out.CUT, "a very long page", given(GOOD, cut=True)),
)

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize(("kind", "looked_at"), [("page", True), ("api", False)])
def test_only_pages_are_looked_at(kind: str, looked_at: bool) -> None:
    """Browsers load nothing for an API route."""
    assert check.applies(route(URL, kind=kind)) is looked_at
