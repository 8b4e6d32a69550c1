"""A health route that a cache answers for is not believed."""

from launchready.checks.monitoring import health_honest as check
from launchready.facts.http import End, Failure, HttpExchange
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, route, visit

Out = check.Outcomes
URL = "https://api.acme.example/health"


def given(*hops: HttpExchange, end: End = End.FINAL) -> dict[str, object]:
    """Show the judge a visit of the health route."""
    return {"route": route(URL, kind="health"), "visit": visit(*hops, end=end)}


def answer(status: int = 200, *, control: str = "no-store", **fields: object) -> HttpExchange:
    """Make one answer of the health route."""
    headers = {"cache-control": control} if control else {}
    return exchange(URL, status, headers={**headers, **fields.pop("headers", {})}, **fields)  # type: ignore[dict-item]


CASES = (
    Case(Out.HONEST, "by itself", given(answer())),
    Case(Out.HONEST, "unwell and honest", given(answer(503))),
    Case(Out.CACHED, "a hit", given(answer(headers={"cf-cache-status": "HIT"}))),
    Case(Out.CACHED, "an age", given(answer(headers={"age": "31"}))),
    Case(Out.REDIRECTED, "to the login", given(answer(302), answer())),
    Case(Out.NO_STORE_MISSING, "nothing said", given(answer(control=""))),
    Case(
        Out.NOT_SEEN,
        "refused",
        given(answer(0, failure=Failure.REFUSED), end=End.FAILED),
    ),
    Case(Out.NOT_SEEN, "challenged", given(answer(403, challenge="cloudflare"))),
)

test_outcomes = judges(check, CASES)
