"""The health route names the release that answers."""

from typing import Any

from launchready.checks.monitoring import deploys_tagged as check
from launchready.facts.http import End, Failure
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest, route, visit

Out = check.Outcomes


def given(*, header: str = "x-release", **answer: Any) -> dict[str, object]:
    """Show the judge one answer of the health route."""
    end = End.FAILED if "failure" in answer else End.FINAL
    return {
        "route": route("https://api.acme.example/health", kind="health"),
        "manifest": manifest(deploy={"release_header": header}),
        "visit": visit(exchange(**answer), end=end),
    }


CASES = (
    Case(Out.SHOWN, "sent", given(headers={"X-Release": "2026.11.2"})),
    Case(Out.NOT_SENT, "not sent", given()),
    Case(Out.NOT_SENT, "empty", given(headers={"X-Release": " "})),
    Case(Out.NOT_DECLARED, "not declared", given(header="")),
    Case(Out.NO_ANSWER, "refused", given(status=0, failure=Failure.REFUSED)),
    Case(Out.NO_ANSWER, "challenged", given(status=403, challenge="cloudflare")),
)

test_outcomes = judges(check, CASES)
