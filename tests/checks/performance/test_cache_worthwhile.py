"""What is costly and always the same pays to be kept; nothing else does."""

from __future__ import annotations

from typing import Any

from launchready.checks.performance import cache_worthwhile as check
from launchready.checks.verdict import Verdict
from launchready.facts.performance import Repeats
from launchready.facts.statements import RouteQueries, RouteStatement
from tests.checks.cases import Case, judges

from .evidence import URL, run, sampled

Out = check.Outcomes
TEN = (300.0,) * 10


def same(answers: int = 10, distinct: int = 1, from_cache: int = 0) -> Repeats:
    """Make what was seen of the bodies."""
    return Repeats(answers, distinct, from_cache)


def given(*latencies: float, **fields: Any) -> dict[str, Any]:
    """Show a run that read one route."""
    return sampled(run(*latencies, **fields))


QUERIES = RouteQueries(20, 2, (RouteStatement("a", 3.0, 3.0, 80.0, 90.0),))

CASES = (
    Case(Out.WORTHWHILE, "costly and the same", given(*TEN, repeats=same()), URL),
    Case(
        Out.WORTHWHILE,
        "with its statements",
        given(*TEN, repeats=same(), queries=QUERIES),
        URL,
    ),
    Case(Out.CHANGES, "costly, and different", given(*TEN, repeats=same(distinct=2)), URL),
    Case(Out.CHEAP, "cheap", given(*(199.0,) * 10, repeats=same()), URL),
    Case(Out.CHEAP, "cheap, of few", given(20.0, repeats=same(1)), URL),
    Case(Out.CACHED, "by a cache", given(*TEN, repeats=same(from_cache=9)), URL),
    Case(Out.TOO_FEW, "nine", given(*TEN[:9], repeats=same(9)), URL),
    Case(
        Out.NOT_SEEN,
        "no session",
        given(*TEN, repeats=same(), route="other"),
        URL,
    ),
    Case(Out.NOT_SAMPLED, "an older run", given(*TEN)),
    Case(Out.NOT_SAMPLED, "31 days ago", sampled(run(*TEN, repeats=same(), days=31))),
    Case(Out.NOT_SAMPLED, "never", sampled()),
    Case(Out.NONE, "a login alone", sampled(run(*TEN, repeats=same()), kind="login")),
)

test_outcomes = judges(check, CASES)


def test_the_statements_are_told() -> None:
    """What the database spends on it is the proof that the work is done anew."""
    said = check.judge(**given(*TEN, repeats=same(), queries=QUERIES))
    assert not isinstance(said, Verdict)
    assert "the same 3 statements, 240 ms of it" in said[0].summary
