"""A user's page under a file's name: what a cache would keep of it, and what not."""

from launchready.checks.edge import cache_deception as check
from launchready.facts.caching import DeceptionProbe
from launchready.facts.http import Body, HttpExchange
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, route

Out = check.Outcomes
URL = "https://app.acme.example/dashboard/launchready-0123456789ab.css"


def got(status: int = 200, text: str = "a user's", **headers: str) -> HttpExchange:
    """Make an answer with some body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = Body(size=len(text), sha256=text)
    return exchange(URL, status, headers=named, body=body)


def given(
    first: HttpExchange,
    again: HttpExchange | None = None,
    stranger: HttpExchange | None = None,
    *,
    signed_in: bool = True,
) -> dict[str, object]:
    """Show the answers to the user, to a stranger after that, and to one elsewhere."""
    if signed_in and first.status == 200:
        again, stranger = again or got(303, ""), stranger or got(303, "")
    probe = DeceptionProbe(first, signed_in, again, stranger)
    return {"route": route(access="user"), "probe": probe}


CASES = (
    Case(Out.REFUSED, "not found", given(got(404, "none"))),
    Case(Out.REFUSED, "led back", given(got(301, ""))),
    Case(Out.REFUSED, "not found, without a session", given(got(404), signed_in=False)),
    Case(Out.SAME_FOR_ALL, "a page that scripts fill", given(got(), got(), got())),
    Case(
        Out.SAME_FOR_ALL,
        "the same but for a one-time token",
        given(got(text="nonce 1"), got(text="nonce 2"), got(text="nonce 3")),
    ),
    Case(Out.NOT_KEPT, "shown, with no-store", given(got(cache_control="no-store"))),
    Case(Out.SHOWN_TO_STRANGERS, "a cache handed it out", given(got(), got(age="1"))),
    Case(Out.KEPT, "caches may keep it", given(got(cache_control="max-age=600"))),
    Case(Out.KEPT, "an edge does", given(got(cf_cache_status="MISS"))),
    Case(Out.NOT_STATED, "no word on caching", given(got())),
    Case(Out.NO_CONTENT, "an error", given(got(502))),
)

test_outcomes = judges(check, CASES)


def test_only_what_a_user_reads_is_looked_at() -> None:
    """What anyone may read is nothing to deceive a cache for."""
    assert check.applies(route(access="user"))
    assert not check.applies(route())
