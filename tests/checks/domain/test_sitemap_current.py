"""Addresses that the sitemap lists are current, or declared to be old."""

from launchready.checks.domain import sitemap_current as check
from launchready.facts.http import Failure, HttpExchange
from launchready.facts.redirects import Sitemap
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import hop
from tests.checks.given import exchange, manifest

SOURCE = "https://acme.example/sitemap.xml"
PAGE, OLD = "https://acme.example/pricing", "https://acme.example/old-pricing"
FAULT = (f"{SOURCE}: is not XML (line 1)",)


def given(
    *answers: HttpExchange,
    sources: tuple[str, ...] = (SOURCE,),
    faults: tuple[str, ...] = (),
    unseen: tuple[str, ...] = (),
    **tables: object,
) -> dict[str, object]:
    """Show the judge a sitemap and what its addresses answer."""
    declared = manifest(**tables)
    sitemap = Sitemap(sources, len(answers), answers, faults, unseen)
    return {"product": declared.product, "manifest": declared, "sitemap": sitemap}


GOOD, MOVED = exchange(PAGE), hop(OLD, PAGE)
Out = check.Outcomes

CASES = (
    Case(Out.CURRENT, "all there", given(GOOD)),
    Case(
        Out.CURRENT,
        "moved, and declared",
        given(GOOD, MOVED, redirects=[{"from": OLD, "to": PAGE}]),
    ),
    Case(
        Out.CURRENT,
        "leads users to sign-in",
        given(GOOD, MOVED, routes=[{"name": "old", "url": OLD, "access": "user"}]),
    ),
    Case(Out.NO_SITEMAP, "none", given(sources=())),
    Case(Out.MOVED, "moved, and not declared", given(GOOD, MOVED)),
    Case(Out.GONE, "404", given(GOOD, exchange(OLD, 404))),
    Case(Out.GONE, "refused", given(exchange(OLD, 0, failure=Failure.REFUSED))),
    Case(Out.UNREADABLE, "no XML", given(sources=(), faults=FAULT)),
    Case(Out.UNREADABLE, "one file of two", given(GOOD, faults=FAULT)),
    Case(Out.CHALLENGED, "a bot protection", given(exchange(OLD, 403, challenge="cloudflare"))),
    Case(Out.NOT_SEEN, "no answer in time", given(GOOD, unseen=(f"{OLD}: time-out",))),
)

test_outcomes = judges(check, CASES)
