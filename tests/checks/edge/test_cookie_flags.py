"""Session cookies carry the attributes that keep them from thieves."""

import pytest

from launchready.checks.edge import cookie_flags as check
from launchready.facts.base import Every, Unseen
from launchready.facts.http import EntryPoints, SetCookie
from launchready.facts.login import is_session_like
from launchready.facts.pages import SignInTrace
from launchready.manifest.schema import Product
from tests.checks.cases import Case, judges
from tests.checks.edge.pages import LOGIN, cookie
from tests.checks.given import exchange, manifest, trace, visit

PLACE = "session of app.acme.example"
ROUTES = [{"name": "login", "url": LOGIN, "kind": "login"}]

UNSEEN = Unseen("no session")
SIGNED_IN = SignInTrace((exchange(LOGIN, 303, cookies=(cookie(http_only=False),)),))


def given(
    *cookies: SetCookie,
    signs_in: bool = True,
    url: str = LOGIN,
    sign_in: SignInTrace | Unseen = UNSEEN,
) -> dict[str, object]:
    """Show the judge a route that sets cookies."""
    return {
        "product": Product(name="Acme", domain="acme.example"),
        "entries": EntryPoints((trace(),)),
        "visits": Every({LOGIN: visit(exchange(url, cookies=cookies))}),
        "sign_in": sign_in,
        "manifest": manifest(hosts={"app.acme.example": {}}, routes=ROUTES if signs_in else []),
    }


Out = check.Outcomes

CASES = (
    Case(Out.SOUND, "all three", given(cookie(), cookie("theme", secure=False))),
    Case(
        Out.SOUND,
        "an old one is deleted",
        given(cookie(), cookie("sid", secure=False, max_age=0)),
    ),
    Case(Out.NOT_APPLICABLE, "no sign-in", given(cookie("theme"), signs_in=False)),
    Case(Out.NOT_SECURE, "no Secure", given(cookie(secure=False, http_only=False)), PLACE),
    Case(Out.READABLE, "no HttpOnly", given(cookie(http_only=False, same_site="")), PLACE),
    Case(Out.ANY_SITE, "SameSite=None", given(cookie(same_site="none")), PLACE),
    Case(Out.NO_SAME_SITE, "no SameSite", given(cookie(same_site="")), PLACE),
    Case(
        Out.NO_SAME_SITE,
        "the worse of two copies",
        given(cookie(), cookie(same_site="")),
        PLACE,
    ),
    Case(Out.READABLE, "one set at the sign-in", given(sign_in=SIGNED_IN), PLACE),
    Case(Out.NONE_SET, "none before the sign-in", given(cookie("theme"))),
    Case(Out.NONE_SET, "another company's", given(cookie(), url="https://id.example.net/")),
)

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize(
    ("name", "session"),
    [
        ("sessionid", True), ("PHPSESSID", True), ("connect.sid", True), ("JSESSIONID", True),
        ("__Host-acme", True), ("auth_token", True), ("remember_me", True),
        (".AspNetCore.Cookies", True), ("csrftoken", False), ("XSRF-TOKEN", False),
        ("__cf_bm", False), ("cf_clearance", False), ("theme", False), ("_ga", False),
        ("AWSALB", False), ("sidebar", False),
    ],
)  # fmt: skip
def test_session_cookies_are_told_by_name(name: str, session: bool) -> None:
    """Names that frameworks give to sessions count; tokens for scripts and edges do not."""
    assert is_session_like(cookie(name)) is session


def test_a_flag_is_no_session() -> None:
    """A value too short to be a credential is none, whatever its name."""
    assert not is_session_like(cookie("logged_in_session", value_length=1))
