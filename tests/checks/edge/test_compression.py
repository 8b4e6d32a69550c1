"""Larger texts are to be compressed; small ones, images and fonts are left alone."""

from launchready.checks.edge import compression as check
from launchready.facts.caching import AssetVisit, HostAssets
from launchready.facts.http import Body, HttpExchange
from launchready.facts.pages import PageAnswers
from tests.checks.cases import Case, judges
from tests.checks.edge.assets import HOST, PLAIN
from tests.checks.given import exchange, host

Out = check.Outcomes
LATE = ("https://assets.acme.example/late.js: timed out",)


def file(
    kind: str = "text/javascript", size: int = 50_000, coding: str = "", status: int = 200
) -> HttpExchange:
    """Make an answer with a body of some type, size and coding."""
    headers = {"content-type": kind} | ({"content-encoding": coding} if coding else {})
    return exchange(PLAIN, status, headers=headers, body=Body(size=size))


def given(
    *files: HttpExchange, pages: tuple[HttpExchange, ...] = (), unseen: tuple[str, ...] = ()
) -> dict[str, object]:
    """Show the files and pages of a host."""
    visits = tuple(AssetVisit(each) for each in files)
    return {
        "host": host(HOST, role="assets"),
        "assets": HostAssets(visits, unseen),
        "pages": PageAnswers(pages),
    }


PACKED = file(coding="gzip")

CASES = (
    Case(Out.COMPRESSED, "packed", given(PACKED)),
    Case(Out.COMPRESSED, "a font is no text", given(PACKED, file("font/woff2"))),
    Case(Out.COMPRESSED, "a small one is left", given(PACKED, file(size=900))),
    Case(Out.NOT_COMPRESSED, "one of two", given(PACKED, file())),
    Case(Out.NOT_COMPRESSED, "a page", given(pages=(file("text/html; charset=utf-8"),))),
    Case(Out.NOT_COMPRESSED, "a drawing", given(file("image/svg+xml"))),
    Case(Out.NOT_COMPRESSED, "data", given(file("application/ld+json"))),
    Case(Out.NOT_COMPRESSED, "said to be coded as itself", given(file(coding="identity"))),
    Case(Out.NOTHING_LARGE, "images alone", given(file("image/png"))),
    Case(Out.NOTHING_LARGE, "a large error", given(file("text/html", status=404))),
    Case(Out.NOT_SEEN, "one could not be had", given(PACKED, unseen=LATE)),
)

test_outcomes = judges(check, CASES)
