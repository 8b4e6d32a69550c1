"""Whether the product held: each phase's p95 and errors, what piled up, how it recovered."""

from __future__ import annotations

import math
from collections.abc import Iterator

from launchready.drill.plan import Outcome
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.load.result import LoadResult, Tally
from launchready.load.statistics import quantile_ranks, wilson

PASSED, FAILED, UNKNOWN = DrillResult.PASSED, DrillResult.FAILED, DrillResult.UNKNOWN

ERRORS_ALLOWED = 0.01
"""Share of requests (ROADMAP: error rate under 1 %)."""
OWN_LATE_ALLOWED = 0.01
"""Share of requests that this machine may fail to send in time."""
OWN_LAG_ALLOWED = 0.1
"""Of a route's target: how late this machine's clock may tick, in 99 of 100 ticks."""
WINDOW_REQUESTS = 20
"""Fewest requests that a moment of the recovery is judged by."""
WHOLE = "all routes"
STEADY = (0, 2, 4)
"""Phases with a constant rate: before, the spike itself, after."""
SPIKE = 2


def judge(result: LoadResult) -> Outcome:
    """Judge a spike; its result is unknown where this machine, or a limit, was in the way."""
    ours = _ours(result)
    trials = [*_each_route(result)]
    verdicts = (
        [Trial(WHOLE, "spike", aspect, UNKNOWN, ours) for aspect in _ASPECTS]
        if ours
        else [_p95(result), _in_flight(result), _errors(result), _recovery(result)]
    )
    if ours:
        trials = [
            Trial(t.subject, t.place, t.aspect, UNKNOWN, f"{t.text}; not judged")
            for t in trials
        ]
    by_result = {each.result for each in verdicts}
    worst = next(each for each in (FAILED, UNKNOWN, PASSED) if each in by_result)
    told = [each.text for each in verdicts if each.result is worst]
    return Outcome(
        worst,
        "; ".join(dict.fromkeys(told if worst is not PASSED else (v.text for v in verdicts))),
        tuple(_findings(result)),
        tuple(_figures(result)),
        (*verdicts, *trials),
    )


_ASPECTS = ("spike-p95", "spike-in-flight", "spike-errors", "spike-recovery")


def _ours(result: LoadResult) -> str:
    """Say why the result tells of this machine, or of a limit, rather than of the product."""
    total = result.total([SPIKE])
    if not total.due:
        return "nothing was sent"
    if total.unsent_late > OWN_LATE_ALLOWED * total.due:
        return (
            f"this machine was too busy: {total.unsent_late} of {total.due} requests "
            "could not be sent in time"
        )
    tightest = min(route.target_s for route in result.scenario.routes)
    lag = result.lags[SPIKE].quantile(0.99)
    if lag > OWN_LAG_ALLOWED * tightest:
        return f"this machine was too busy: its own clock was {lag * 1000:.0f} ms late"
    if total.limited > ERRORS_ALLOWED * total.due:
        return (
            f"{total.limited} of {total.due} requests met a rate limit or a bot's challenge, "
            "which holds one machine back, not many users: let this one through for the drill"
        )
    return ""


def bounds(tally: Tally, q: float = 0.95) -> tuple[float, float, float]:
    """Give a quantile of a tally's latency in seconds, with its low and high bound."""
    latency = tally.latency
    low, high = quantile_ranks(latency.total, q)
    return (
        latency.quantile(q),
        latency.at_rank(low) if low else 0.0,
        latency.at_rank(high) if high else math.inf,
    )


def _held(tally: Tally, target_s: float) -> tuple[DrillResult, str]:
    if not tally.latency.total:
        return UNKNOWN, "no right answer"
    value, low, high = bounds(tally)
    shown = f"p95 {value * 1000:.0f} ms, of {tally.latency.total}"
    if low > target_s:
        return FAILED, f"{shown}; {target_s * 1000:.0f} ms are allowed"
    if high <= target_s:
        return PASSED, shown
    return UNKNOWN, f"{shown}: too few, or too close to {target_s * 1000:.0f} ms, to say"


def _each_route(result: LoadResult) -> Iterator[Trial]:
    for number, route in enumerate(result.scenario.routes):
        for phase in STEADY:
            tally = result.total([phase], [number])
            if not tally.due:
                continue
            held, text = _held(tally, route.target_s)
            place = result.scenario.phases[phase].name
            yield Trial(route.name, place, "p95", held, text)
            rate = wilson(tally.failed, tally.asked)
            if tally.failed:
                said = FAILED if rate.low > ERRORS_ALLOWED else UNKNOWN
                yield Trial(route.name, place, "errors", said, _what_failed(tally))


def _p95(result: LoadResult) -> Trial:
    """Judge each route in the spike; those too rare to judge alone, with their like."""
    routes = result.scenario.routes
    slow, unsure = [], set()
    for number, route in enumerate(routes):
        held, text = _held(result.total([SPIKE], [number]), route.target_s)
        if held is FAILED:
            slow.append(f"{route.name}: {text}")
        elif held is UNKNOWN:
            unsure.add(route.target_s)
    place = result.scenario.phases[SPIKE].name
    if slow:
        return Trial(WHOLE, place, "spike-p95", FAILED, "; ".join(slow))
    told, worst = [], PASSED
    for target in sorted({route.target_s for route in routes}):
        alike = [n for n, route in enumerate(routes) if route.target_s == target]
        held, text = _held(result.total([SPIKE], alike), target)
        told.append(f"{text} (target {target * 1000:.0f} ms)")
        if target in unsure and held is not PASSED:
            worst = UNKNOWN
    return Trial(WHOLE, place, "spike-p95", worst, f"at {place}: {'; '.join(told)}")


def _errors(result: LoadResult) -> Trial:
    tally, place = result.total([SPIKE]), result.scenario.phases[SPIKE].name
    rate = wilson(tally.failed, tally.asked)
    shown = f"{tally.failed} of {tally.asked} requests failed at {place}"
    if rate.low > ERRORS_ALLOWED:
        what = _what_failed(tally)
        return Trial(WHOLE, place, "spike-errors", FAILED, f"{shown} ({what})")
    if rate.high <= ERRORS_ALLOWED:
        return Trial(WHOLE, place, "spike-errors", PASSED, shown)
    return Trial(
        WHOLE, place, "spike-errors", UNKNOWN, f"{shown}: too few to say that it is under 1 %"
    )


def _what_failed(tally: Tally) -> str:
    told = [f"{count}x {what}" for what, count in tally.errors.most_common(4)]
    if tally.unsent_full:
        told.append(f"{tally.unsent_full}x not sent, too many were under way")
    return ", ".join(told)


def _in_flight(result: LoadResult) -> Trial:
    """Tell a level that holds from one that only grows: thirds of the spike are compared."""
    place = result.scenario.phases[SPIKE].name
    begin = sum(phase.seconds for phase in result.scenario.phases[:SPIKE])
    end = begin + result.scenario.phases[SPIKE].seconds
    levels = [
        second.in_flight
        for second in result.seconds[math.ceil(begin) : max(math.floor(end), 1)]
    ]
    peak = f"{result.peak_in_flight} requests were under way at most"
    if result.total([SPIKE]).unsent_full:
        text = f"{peak}, all that are allowed: they piled up"
        return Trial(WHOLE, place, "spike-in-flight", FAILED, text)
    if len(levels) < 6:
        return Trial(WHOLE, place, "spike-in-flight", PASSED, peak)
    third = len(levels) // 3
    first, middle, last = (sum(levels[i * third : (i + 1) * third]) / third for i in range(3))
    # Little's law: at the target's latency, no more than this is under way.
    slowest = max(route.target_s for route in result.scenario.routes)
    enough = result.scenario.ceiling_rps * slowest
    if last > enough and last > 1.3 * middle and middle > 1.1 * first:
        text = f"requests under way grew all along: {first:.0f}, {middle:.0f}, {last:.0f}"
        return Trial(WHOLE, place, "spike-in-flight", FAILED, text)
    return Trial(WHOLE, place, "spike-in-flight", PASSED, peak)


def recovery_s(result: LoadResult) -> float | None:
    """Give the seconds at 1x after which all was well again; None where it never was.

    All is well from a second on where no window of 20 requests or more after it has over
    5 % that were too slow or failed (one, in a window of fewer than 40).
    """
    phases = result.scenario.phases
    begin = math.ceil(sum(phase.seconds for phase in phases[:4]))
    seconds = result.seconds[begin : begin + math.floor(phases[4].seconds)]
    width = max(1, math.ceil(WINDOW_REQUESTS / phases[4].start_rps))
    well = 0
    for start in range(max(len(seconds) - width + 1, 1)):
        window = seconds[start : start + width]
        due = sum(each.due for each in window)
        bad = sum(each.failed + each.over for each in window)
        if bad > max(1.0, 0.05 * due):
            well = start + width
    return None if well >= len(seconds) and well else float(well)


def _recovery(result: LoadResult) -> Trial:
    after = result.scenario.phases[4]
    tally = result.total([4])
    if tally.asked < WINDOW_REQUESTS:
        text = f"only {tally.asked} requests were sent after the spike: too few to say"
        return Trial(WHOLE, after.name, "spike-recovery", UNKNOWN, text)
    took = recovery_s(result)
    if took is None:
        text = f"still too slow, or failing, {after.seconds:g} s after the spike"
        return Trial(WHOLE, after.name, "spike-recovery", FAILED, text)
    text = f"all was well {took:g} s after the spike" if took else "all was well after it"
    return Trial(WHOLE, after.name, "spike-recovery", PASSED, text)


def _findings(result: LoadResult) -> Iterator[DrillFinding]:
    for number, route in enumerate(result.scenario.routes):
        tally = result.total(None, [number])
        if tally.failed:
            yield DrillFinding(route.url, f"{tally.failed} of {tally.asked} requests failed: "
                               f"{_what_failed(tally)}")  # fmt: skip


def _figures(result: LoadResult) -> Iterator[Figure]:
    for phase in STEADY:
        tally, name = result.total([phase]), result.scenario.phases[phase].name
        seconds = result.scenario.phases[phase].seconds
        yield Figure(f"{name}: rate", round(tally.asked / seconds, 1), "requests/s")
        for q in (0.5, 0.95, 0.99):
            if tally.latency.total:
                value = round(tally.latency.quantile(q) * 1000, 1)
                yield Figure(f"{name}: p{q * 100:g}", value, "ms")
        if tally.asked:
            yield Figure(f"{name}: errors", round(tally.failed / tally.asked * 100, 2), "%")
    yield Figure("most under way at once", result.peak_in_flight, "requests")
    if (took := recovery_s(result)) is not None:
        yield Figure("recovery", took, "s")
    lag = result.lags[SPIKE].quantile(0.99)
    if not math.isnan(lag):
        yield Figure("this machine's own lateness, p99", round(lag * 1000, 1), "ms")
