"""What differs between IPv4 and IPv6 in a visitor's eyes is told; the rest is not."""

from launchready.checks.domain import families_agree as check
from launchready.facts.families import FamilyAnswers
from launchready.facts.http import Failure, HttpExchange
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, host

Out = check.Outcomes
URL = "https://app.acme.example/"
PAGE = exchange(URL)


def given(
    ipv4: HttpExchange | None, ipv6: HttpExchange | None, *titles: str
) -> dict[str, object]:
    """Show what each family answered."""
    first, second = titles or ("Acme", "Acme")
    return {"host": host(), "answers": FamilyAnswers(ipv4, ipv6, (first, second))}


def to(url: str) -> HttpExchange:
    """Make a redirect."""
    return exchange(URL, 301, headers={"Location": url})


CASES = (
    Case(Out.AGREE, "the same page", given(PAGE, PAGE)),
    Case(Out.AGREE, "a query that differs", given(to("/login?a=1"), to("/login?a=2"))),
    Case(Out.DIFFER, "another status", given(PAGE, exchange(URL, 404))),
    Case(Out.DIFFER, "another title", given(PAGE, PAGE, "Acme", "Welcome to nginx!")),
    Case(Out.DIFFER, "another target", given(to("/login"), to("https://old.example/"))),
    Case(Out.ONE_FAMILY, "no IPv6", given(None, None)),
    Case(Out.CHALLENGED, "a challenge", given(PAGE, exchange(URL, 403, challenge="x"))),
    Case(
        Out.NO_ANSWER,
        "nothing listens over IPv6",
        given(PAGE, exchange(URL, 0, failure=Failure.REFUSED, detail="refused")),
    ),
)

test_outcomes = judges(check, CASES)
