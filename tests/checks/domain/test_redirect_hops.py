"""Redirects are counted up to the origin where a visitor should land."""

from launchready.checks.domain import redirect_hops as check
from launchready.facts.http import Failure, Trace
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import circle, failed, four, old_urls, path
from tests.checks.given import manifest

HTTP, CANONICAL = "http://www.acme.example/", "https://acme.example/"
WWW, PLAIN = "https://www.acme.example/", "http://acme.example/"
OLD, NEW = f"{CANONICAL}old", f"{CANONICAL}new"


def given(old: Trace | None = None, **entries: Trace | None) -> dict[str, object]:
    """Show the judge a product, some of its entry points changed."""
    declared = manifest(redirects=[{"from": OLD, "to": NEW}])
    return {
        "product": declared.product,
        "manifest": declared,
        "entries": four(**entries),
        "old": old_urls(old or path(OLD, NEW)),
    }


NOWHERE = failed(WWW, failure=Failure.NO_ADDRESS)
Out = check.Outcomes

CASES = (
    Case(Out.ONE_AT_MOST, "one each", given()),
    Case(
        Out.ONE_AT_MOST,
        "one to the canonical, one to sign-in",
        given(http_www=path(HTTP, CANONICAL, f"{CANONICAL}login")),
    ),
    Case(
        Out.ONE_AT_MOST,
        "the canonical's certificate is wrong",
        given(http=failed(PLAIN, CANONICAL, failure=Failure.TLS)),
    ),
    Case(Out.ONE_AT_MOST, "no www at all", given(https_www=NOWHERE)),
    Case(Out.CHAIN, "http, https, canonical", given(http_www=path(HTTP, WWW, CANONICAL))),
    Case(
        Out.CHAIN,
        "a chain of pages at the canonical",
        given(https=path(CANONICAL, f"{CANONICAL}a", f"{CANONICAL}b", f"{CANONICAL}c")),
    ),
    Case(Out.CHAIN, "an old URL in two steps", given(old=path(OLD, f"{OLD}/", NEW))),
    Case(
        Out.LONG_CHAIN,
        "four",
        given(http_www=path(HTTP, f"{HTTP}a", WWW, PLAIN, CANONICAL)),
    ),
    Case(Out.NO_END, "a loop", given(https_www=circle(WWW, HTTP))),
    Case(
        Out.NO_END, "fails on the way", given(http_www=failed(HTTP, WWW, failure=Failure.TLS))
    ),
    Case(Out.NOT_SEEN, "no answer in time", given(http=None)),
)

test_outcomes = judges(check, CASES)
