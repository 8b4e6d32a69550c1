"""What is costly to make and always the same is made once, and kept for a while.

Judged by the newest release's runs of `launchready perf`, which compare answers.

Why it matters: a report that is computed anew at every refresh costs the database its whole
price each time; ten customers who leave it open are enough to make everything else slow.

How to fix: keep the finished answer for as long as its data may be old (a minute is often
enough), under a key with the user or the customer in it where it is theirs, and remove it where
its data is changed. Then run `launchready perf` and `launchready drill write` again.

References: RFC 9111; ROADMAP, thresholds: 200 ms; ROADMAP stage 5: reports run expensive
queries at every refresh
"""

from statistics import median

from launchready.checks.api import (
    Clock,
    Impact,
    Manifest,
    PerfHistory,
    Product,
    Route,
    RouteSamples,
    Verdict,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
    recent_samples,
)

MINIMUM_BAR = "caching-safe"
EFFORT_HOURS = 2.0

KINDS = frozenset({"page", "api", "report"})
COSTLY_MS = 200
"""What a single query may take (ROADMAP); what takes less is cheap enough to be made anew."""
FEWEST = 10
"""Answers that have to be compared."""


class Outcomes:
    """What the check can find."""

    CHANGES = passes("{distinct} of {answers} answers differed: there is nothing to keep")
    CHEAP = passes("an answer takes {ms} ms to make: a cache would save little")
    CACHED = passes("a cache gave {from_cache} of {answers} answers")
    WORTHWHILE = fails(
        Impact.LOW,
        "the same answer {answers} times in a row, each made anew in {ms} ms ({database}): a "
        "cache {who} saves that for every read but the first",
    )
    TOO_FEW = cannot_tell("{answers} answers are too few to compare: 10 are needed")
    NOT_SEEN = cannot_tell("could not be sampled on {when}: {reason}")
    NOT_SAMPLED = asks(
        "which answers are made anew each time though they never change? No run of "
        "`launchready perf` in the last 30 days compared them",
        fix="Run `launchready perf`, and commit .launchready/perf.",
    )
    NONE = not_applicable("no page, API or report is declared that may be read")


def judge(product: Product, manifest: Manifest, history: PerfHistory, clock: Clock) -> Verdicts:
    """Judge each route that may be read."""
    routes = [r for r in manifest.routes if r.kind in KINDS and r.access != "service"]
    if not routes:
        return Outcomes.NONE()
    sampled = recent_samples(history, clock)
    compared = sampled is not None and any(each.repeats for each in sampled.routes.values())
    if sampled is None or not compared:
        return Outcomes.NOT_SAMPLED()
    return [
        _judged(route, sampled.routes.get(route.name), sampled.when).at(route.url)
        for route in routes
    ]


def _judged(route: Route, samples: RouteSamples | None, when: str) -> Verdict:
    if samples is None or samples.repeats is None:
        reason = (samples.unseen if samples else "") or "it was not sampled"
        return Outcomes.NOT_SEEN(when=when, reason=reason)
    seen = samples.repeats
    ms = round(median(samples.latencies_ms))
    if seen.distinct > 1:
        return Outcomes.CHANGES(distinct=seen.distinct, answers=seen.answers)
    if seen.from_cache * 2 > seen.answers:
        return Outcomes.CACHED(from_cache=seen.from_cache, answers=seen.answers)
    if ms < COSTLY_MS:
        return Outcomes.CHEAP(ms=ms)
    if seen.answers < FEWEST:
        return Outcomes.TOO_FEW(answers=seen.answers)
    queries = samples.queries
    database = "the database was not looked at"
    if queries is not None and not queries.unseen:
        count = round(sum(each.per_request for each in queries.statements))
        database = f"the same {count} statements, {queries.ms_per_request:.0f} ms of it"
    who = "for each user alone" if route.access == "user" else "for everybody"
    return Outcomes.WORTHWHILE(answers=seen.answers, ms=ms, database=database, who=who)
