"""What stands at the end of a host's name is judged by who could take it."""

from typing import Any

from launchready.checks.domain import dangling_record as check
from launchready.facts.dns import AliasTarget
from tests.checks.cases import Case, judges
from tests.checks.given import host, manifest

GONE = "acme.hosting.example"
REFUSED = ("198.51.100.7:443", "198.51.100.7:80")


def given(role: str = "app", *, declared: bool = True, **fields: object) -> dict[str, object]:
    """Show the judge a host and its target."""
    return {
        "host": host(role=role, declared=declared),
        "target": AliasTarget(**fields),  # type: ignore[arg-type]
        "product": manifest().product,
    }


DOUBLED = "lb.acme.example.acme.example"
PAGES: dict[str, Any] = {"chain": ("acme.github.io",), "service": "GitHub Pages"}

CASES = (
    Case(check.Outcomes.ANSWERS, "no alias at all", given()),
    Case(check.Outcomes.ANSWERS, "a claimed page", given(**PAGES)),
    Case(check.Outcomes.TARGET_MISSING, "NXDOMAIN", given(chain=(GONE,), missing=GONE)),
    Case(
        check.Outcomes.UNCLAIMED,
        "the service disowns it",
        given(**PAGES, unclaimed="There isn't a GitHub Pages site here"),
    ),
    Case(check.Outcomes.REFUSES_EVERYTHING, "an app refuses", given(refused=REFUSED)),
    Case(
        check.Outcomes.REFUSES_EVERYTHING,
        "a route's host that is not declared refuses",
        given("other", declared=False, refused=REFUSED),
    ),
    Case(
        check.Outcomes.STILL_YOURS,
        "a host that need not be a web server refuses",
        given("other", refused=REFUSED),
    ),
    Case(
        check.Outcomes.DOUBLED,
        "the target repeats the domain",
        given(chain=(DOUBLED,), missing=DOUBLED),
    ),
)

test_outcomes = judges(check, CASES)
