"""A session that browsers drop is a sign-in that never works."""

from launchready.checks.edge import cookie_accepted as check
from launchready.facts.base import Every, Unseen
from launchready.facts.http import EntryPoints, HttpExchange
from launchready.facts.pages import SignInTrace
from launchready.manifest.schema import Product
from tests.checks.cases import Case, judges
from tests.checks.edge.pages import LOGIN, cookie
from tests.checks.given import exchange, manifest, trace, visit

BAD = "Domain is not this host or above it"
PLACE = "session of app.acme.example"

UNSEEN = Unseen("no session")


def given(*hops: HttpExchange, sign_in: SignInTrace | Unseen = UNSEEN) -> dict[str, object]:
    """Show the judge one visited route."""
    return {
        "product": Product(name="Acme", domain="acme.example"),
        "entries": EntryPoints((trace(),)),
        "visits": Every({LOGIN: visit(*hops)}),
        "sign_in": sign_in,
        "manifest": manifest(hosts={"app.acme.example": {}}),
    }


Out = check.Outcomes
LOST = exchange(LOGIN, cookies=(cookie(rejected=BAD),))
KEPT = exchange(LOGIN, cookies=(cookie(),))
PLAIN = exchange(
    "http://app.acme.example/", 301, cookies=(cookie(rejected="Secure over http"),)
)
FOREIGN = exchange("https://id.example.net/", cookies=(cookie(rejected=BAD),))

CASES = (
    Case(Out.KEPT, "one that is kept", given(KEPT)),
    Case(Out.KEPT, "set over http in vain, then over https", given(PLAIN, KEPT)),
    Case(Out.NONE_SET, "none", given(exchange(LOGIN))),
    Case(Out.NONE_SET, "another company's", given(FOREIGN)),
    Case(
        Out.SESSION_DROPPED,
        "a session that the sign-in sets",
        given(exchange(LOGIN), sign_in=SignInTrace((LOST,))),
        PLACE,
    ),
    Case(Out.SESSION_DROPPED, "a session", given(LOST), PLACE),
    Case(Out.SESSION_DROPPED, "a session over http alone", given(PLAIN), PLACE),
    Case(Out.DROPPED, "one of two copies", given(KEPT, LOST), PLACE),
    Case(
        Out.DROPPED,
        "a preference",
        given(exchange(LOGIN, cookies=(cookie("theme", rejected=BAD),))),
        "theme of app.acme.example",
    ),
)

test_outcomes = judges(check, CASES)
