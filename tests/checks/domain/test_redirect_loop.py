"""Circles are told apart by what cookies do to them."""

from launchready.checks.domain import redirect_loop as check
from launchready.facts.http import End, Trace
from launchready.facts.redirects import CookielessTraces, ReturningTraces
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import challenged, circle, four, hop, path, visits
from tests.checks.given import manifest, trace

A, B = "http://acme.example/", "https://acme.example/"
ROUND = circle(A, B)
ROUTE = "https://app.acme.example/login"


def given(
    *,
    bare: tuple[Trace, ...] = (),
    again: tuple[Trace, ...] = (),
    routes: tuple[Trace, ...] = (),
    **entries: Trace | None,
) -> dict[str, object]:
    """Show the judge a product, some of its entry points changed."""
    return {
        "product": manifest().product,
        "entries": four(**entries),
        "cookieless": CookielessTraces(bare),
        "returning": ReturningTraces(again),
        "visits": visits(*routes),
    }


Out = check.Outcomes

CASES = (
    Case(Out.ENDS, "all come to an end", given(routes=(path(ROUTE),))),
    Case(Out.LOOP, "http and https prefer each other", given(http=ROUND)),
    Case(Out.LOOP, "with and without the cookie", given(http=ROUND, bare=(ROUND,))),
    Case(Out.LOOP, "a route goes round", given(routes=(circle(ROUTE),))),
    Case(
        Out.LOOP,
        "still redirecting after ten hops",
        given(
            http=trace(*(hop(f"{A}{n}", f"/{n + 1}") for n in range(11)), end=End.TOO_MANY),
        ),
    ),
    Case(Out.LOOP_WITH_COOKIE, "with the cookie alone", given(http=ROUND, bare=(path(A, B),))),
    Case(Out.LOOP_WITH_COOKIE, "at the second visit", given(again=(circle(ROUTE),))),
    Case(Out.LOOP_WITHOUT_COOKIE, "without the cookie alone", given(bare=(ROUND,))),
    Case(
        Out.STUCK,
        "a location that is no address",
        given(http=trace(hop(A, "https://"), end=End.BAD_LOCATION)),
    ),
    Case(Out.CHALLENGED, "a bot protection", given(https=challenged(B))),
    Case(Out.NOT_SEEN, "www gave no answer in time", given(https_www=None)),
)

test_outcomes = judges(check, CASES)


def test_one_circle_is_one_finding() -> None:
    """Every entry point that ends in the circle is named in the one finding."""
    shown = given(http=ROUND, https=circle(B, A))
    verdict = check.judge(**shown)  # type: ignore[arg-type]
    assert verdict.evidence["all"] == [A, B]
    assert verdict.evidence["circle"] == f"{A} -> {B} -> {A}"
