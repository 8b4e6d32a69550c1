"""An id of the app's own is told from one that only the proxy knows."""

from launchready.checks.monitoring import request_id as check
from launchready.facts.http import Failure
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, route, visit

Out = check.Outcomes


def given(**headers: str) -> dict[str, object]:
    """Show the judge an answer with these header fields."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "route": route("https://api.acme.example/health", kind="health"),
        "visit": visit(exchange(headers=fields)),
    }


CASES = (
    Case(Out.SENT, "X-Request-ID", given(x_request_id="5f0c", cf_ray="8a1b-AMS")),
    Case(Out.SENT, "trace context", given(traceparent="00-4bf9-00f0-01")),
    Case(Out.EDGE_ONLY, "the proxy's", given(cf_ray="8a1b-AMS")),
    Case(Out.MISSING, "none", given(server="nginx")),
    Case(
        Out.NO_ANSWER,
        "the certificate's fault, not the app's",
        {**given(), "visit": visit(exchange(status=0, failure=Failure.TLS, detail="expired"))},
    ),
    Case(
        Out.NO_ANSWER,
        "a bot protection answered in its place",
        {**given(), "visit": visit(exchange(status=403, challenge="cloudflare"))},
    ),
)

test_outcomes = judges(check, CASES)
