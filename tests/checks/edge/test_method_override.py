"""A link must not be able to delete anything."""

from typing import Any

from launchready.checks.edge import method_override as check
from launchready.facts.proxy import MethodProbe
from tests.checks.cases import Case, judges
from tests.checks.given import host


def given(plain: int = 200, **fields: Any) -> dict[str, object]:
    """Show the judge what overrides did to a host's answers."""
    return {
        "host": host(),
        "probe": MethodProbe("https://app.acme.example/api", plain, 20, **fields),
    }


Out = check.Outcomes

CASES = (
    Case(Out.KEEPS, "nothing changes", given(trace_status=405)),
    Case(Out.KEEPS, "TRACE answered, not echoed", given(trace_status=200)),
    Case(Out.OVERRIDES, "by header", given(honoured=("X-HTTP-Method-Override",))),
    Case(Out.OVERRIDES, "worse than TRACE", given(honoured=("_method",), trace_echoes=True)),
    Case(Out.TRACES, "an echo", given(trace_status=200, trace_echoes=True)),
    Case(Out.CHALLENGED, "a challenge", given(403, challenge="cloudflare")),
    Case(Out.FAILS, "500", given(500)),
    Case(Out.FAILS, "429", given(429)),
)

test_outcomes = judges(check, CASES)
