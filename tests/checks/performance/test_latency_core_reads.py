"""A core read is within 500 ms, over it, or not proved to be either."""

from launchready.checks.performance import latency_core_reads as check
from tests.checks.cases import Case, judges

from .evidence import URL, run, sampled

Out = check.Outcomes
KIND = "page"
FAST, SLOW = [80.0] * 60, [900.0] * 20

CASES = (
    Case(Out.WITHIN, "fast", sampled(run(*FAST), kind=KIND), URL),
    Case(
        Out.WITHIN,
        "three runs of one release",
        sampled(*(run(*FAST[:20], days=n) for n in (1, 2, 3)), kind=KIND),
        URL,
    ),
    Case(Out.OVER, "slow", sampled(run(*SLOW), kind=KIND), URL),
    Case(Out.TOO_CLOSE, "twenty samples", sampled(run(*FAST[:20]), kind=KIND), URL),
    Case(
        Out.TOO_CLOSE,
        "the runs before were another release",
        sampled(run(*FAST[:20]), run(*FAST, release="1.3"), kind=KIND),
        URL,
    ),
    Case(Out.NOT_SEEN, "no session", sampled(run(unseen="no session"), kind=KIND), URL),
    Case(Out.NOT_SEEN, "errors alone", sampled(run(asked=20, failed=20), kind=KIND), URL),
    Case(
        Out.NOT_SEEN,
        "the address has changed since",
        sampled(run(*FAST, url="https://app.acme.example/old"), kind=KIND),
        URL,
    ),
    Case(Out.NOT_SAMPLED, "never", sampled(kind=KIND)),
    Case(Out.NOT_SAMPLED, "31 days ago", sampled(run(*FAST, days=31), kind=KIND)),
    Case(Out.WITHIN, "30 days ago", sampled(run(*FAST, days=30), kind=KIND), URL),
    Case(Out.NONE, "none declared", sampled(run(*FAST), routes=[])),
)

test_outcomes = judges(check, CASES)
