"""The small set of fixes: ranked by users' time for an hour of work, each with its proof."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from launchready.audit.fixes import MOST, Fixes, small_set
from launchready.audit.model import Finding
from launchready.checks.verdict import Impact, Status
from launchready.facts.performance import PerfHistory, PerfRun, RouteSamples
from launchready.facts.statements import RouteQueries, RouteStatement, Statement
from tests.checks.given import manifest
from tests.report.given import deferral, finding, report

APP = "https://app.acme.example"
NAMES = ("dashboard", "list", "monthly")
STATEMENT = "SELECT * FROM invoices WHERE customer = $1"


def samples(name: str, *latencies: float, **fields: Any) -> RouteSamples:
    """Make what was sampled of a route."""
    return RouteSamples(name, f"{APP}/{name}", "page", 500, latencies, len(latencies), **fields)


def fixes(*findings: Finding, routes: tuple[RouteSamples, ...] = (), **product: Any) -> Fixes:
    """Choose among findings, at a peak of two requests a second unless it says otherwise."""
    declared = [
        {
            "name": name,
            "url": f"{APP}/{name}",
            "kind": "report" if name == "monthly" else "page",
        }
        for name in NAMES
    ]
    run = PerfRun(
        "acme.example", "staging", "1.4", datetime(2026, 11, 1, tzinfo=UTC), 9.0, routes,
        statements=(Statement("s", STATEMENT, "select"),),
    )  # fmt: skip
    made = manifest(product={"peak_rps": 2.1, **product}, routes=declared)
    return small_set(report(*findings), made, PerfHistory((run,)))


def fails(check: str, place: str, hours: float = 1.0, **evidence: Any) -> Finding:
    """Make a failed check of performance."""
    return finding(f"performance/{check}", target=place, effort_hours=hours, evidence=evidence)


def test_the_most_time_for_an_hour_of_work_comes_first() -> None:
    """A page is read ten times as often as a report; two hours halve what a fix is worth."""
    told = fixes(
        fails("cache-worthwhile", f"{APP}/monthly", ms=3000),
        fails("n-plus-one", f"{APP}/list", 2.0, per_request=11.0, mean_ms=40.0),
        fails("slow-statement", f"{APP}/dashboard", per_request=1.0, mean_ms=500.0, limit=200),
        fails("queue-pileup", "mail", waiting=3),
        fails("spike-p95", f"{APP}/list"),
    )
    assert [(each.number, each.check.partition("/")[2]) for each in told.fixes] == [
        (1, "cache-worthwhile"),
        (2, "slow-statement"),
        (3, "n-plus-one"),
        (4, "queue-pileup"),
        (5, "spike-p95"),
    ]
    # 2.1 requests a second are 7560 an hour: 3600 of each page, 360 of the report.
    assert [each.saved_s for each in told.fixes] == [1080.0, 1080.0, 1440.0, None, None]
    assert [each.worth for each in told.fixes][:3] == [1080.0, 1080.0, 720.0]
    assert told.fixes[2].counted == "400 ms less for each of 3,600 reads an hour"


def test_each_has_one_command_that_measures_again() -> None:
    """Which sends what the finding was judged by anew, not only the audit."""
    told = fixes(
        fails("n-plus-one", f"{APP}/list", per_request=9.0, mean_ms=4.0),
        fails("latency-writes", f"{APP}/list"),
        fails("spike-errors", f"{APP}/list"),
        fails("queue-stuck", "mail"),
        fails("missing-index", "public.invoices"),
        fails("payload-size", f"{APP}/list"),
    )
    assert {each.check.partition("/")[2]: each.measure for each in told.fixes} == {
        "n-plus-one": "launchready perf --route list",
        "latency-writes": "launchready drill write",
        "spike-errors": "launchready drill spike",
        "queue-stuck": "launchready perf queues --queue mail",
        "missing-index": "launchready perf indexes",
        "payload-size": "launchready audit --only performance/payload-size",
    }


def test_a_cause_is_told_in_place_of_its_symptom() -> None:
    """A slow route whose statement is known is one fix; without a cause it is told itself."""
    slow = samples("dashboard", *[900.0] * 4)
    symptom = fails("latency-core-reads", f"{APP}/dashboard")
    cause = fails("slow-statement", f"{APP}/dashboard", per_request=1, mean_ms=700, limit=200)
    alone = fixes(symptom, routes=(slow,))
    assert [each.saved_s for each in alone.fixes] == [1440.0]  # 400 ms over its 500
    assert alone.fixes[0].proof[0].startswith("4 samples: median 900 ms")
    both = fixes(symptom, cause, routes=(slow,))
    assert [each.check for each in both.fixes] == ["performance/slow-statement"]


def test_an_index_saves_for_every_route_that_runs_its_statement() -> None:
    """By the proof on the copy, scaled to what the statement takes live."""
    ran = RouteQueries(20, 2, (RouteStatement("s", 2.0, 2.0, 80.0, 90.0),))
    evidence: dict[str, Any] = {
        "before_ms": 50.0,
        "after_ms": 0.5,
        "live_ms": 100.0,
        "statement": STATEMENT,
    }
    index = fails("missing-index", "public.invoices", **evidence)
    told = fixes(index, routes=(samples("list", 300.0, queries=ran),))
    assert told.fixes[0].saved_s == round(7200 * 0.099, 1)
    assert STATEMENT in told.fixes[0].proof
    other = fixes(fails("missing-index", "public.x", **{**evidence, "statement": "SELECT 1"}))
    assert other.fixes[0].saved_s is None


def test_there_are_seven_at_most_and_the_rest_is_counted() -> None:
    """A longer list is not done; nothing of another stage, and nothing deferred is on it."""
    many = [fails("payload-size", f"https://a{number}.acme.example/") for number in range(9)]
    told = fixes(
        *many,
        finding("domain/hsts"),
        finding("performance/spike-p95", decision=deferral()),
        finding("performance/spike-errors", status=Status.PASS),
        finding("performance/error-rate", status=Status.UNKNOWN, summary="too few"),
    )
    assert (len(told.fixes), told.more) == (MOST, 2)
    assert told.unseen == ("performance/error-rate, not seen: too few",)
    assert all(each.impact is Impact.MEDIUM for each in told.fixes)


def test_without_a_peak_it_is_told_for_one_request_a_second() -> None:
    """And says that nobody declared one."""
    found = fails("cache-worthwhile", f"{APP}/list", ms=1000)
    told = fixes(found, peak_rps=None)
    assert (told.rps, told.declared) == (1.0, False)
    assert told.fixes[0].saved_s == round(3600 / 2.1, 1)
