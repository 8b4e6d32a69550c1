"""The share of errors is judged by its interval, over all routes together."""

from launchready.checks.performance import error_rate as check
from tests.checks.cases import Case, judges

from .evidence import run, sampled

Out = check.Outcomes

CASES = (
    Case(Out.FEW, "none of 381", sampled(run(asked=381))),
    Case(Out.FEW, "three of 2,000", sampled(run(asked=2000, failed=3))),
    Case(
        Out.MANY,
        "a fifth",
        sampled(run(asked=100, failed=20, errors=(("500", 20),))),
    ),
    Case(Out.TOO_FEW, "none of 60", sampled(run(asked=60))),
    Case(Out.TOO_FEW, "one of 100", sampled(run(asked=100, failed=1))),
    Case(Out.NOT_SAMPLED, "never", sampled()),
    Case(Out.NOT_SAMPLED, "31 days ago", sampled(run(asked=400, days=31))),
    Case(Out.NO_ROUTES, "none declared", sampled(run(asked=400), routes=[])),
)

test_outcomes = judges(check, CASES)
