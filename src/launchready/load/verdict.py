"""Whether samples hold a target: yes, no, or too few to say."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.performance import RouteSamples
from launchready.load.statistics import Interval, quantile, wilson

ERRORS_ALLOWED = 0.01
"""Share of requests (ROADMAP: error rate under 1 %)."""


class Holds(StrEnum):
    """What samples prove."""

    WITHIN = "within"
    OVER = "over"
    UNKNOWN = "unknown"


class Judged(Struct, frozen=True):
    """A route's samples, judged.

    Attributes:
        latency: whether p95 is within the target.
        p95: in milliseconds with its bounds; None without a single sample.
        errors: whether the share of failed requests is under 1 %.
        rate: that share with its bounds.
    """

    latency: Holds
    p95: Interval | None
    errors: Holds
    rate: Interval


def judge_samples(samples: RouteSamples) -> Judged:
    """Judge one route: a bound of the interval has to be on the right side of the target."""
    p95 = quantile(samples.latencies_ms, 0.95) if samples.latencies_ms else None
    latency = Holds.UNKNOWN
    if p95 is not None and p95.low > samples.target_ms:
        latency = Holds.OVER
    elif p95 is not None and p95.high <= samples.target_ms:
        latency = Holds.WITHIN
    rate = wilson(samples.failed, samples.asked)
    return Judged(latency, p95, share_holds(rate), rate)


def share_holds(rate: Interval) -> Holds:
    """Judge a share of failed requests."""
    if rate.low > ERRORS_ALLOWED:
        return Holds.OVER
    return Holds.WITHIN if rate.high <= ERRORS_ALLOWED else Holds.UNKNOWN
