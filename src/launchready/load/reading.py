"""One route's samples as they come in, and where their time went."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from launchready.facts.http import HttpExchange
from launchready.facts.performance import Repeats, RouteSamples, Spent
from launchready.load.verdict import Holds, judge_samples
from launchready.manifest.schema import Route
from launchready.net.masking import mask_urls

_SERVER_TIMING = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40})[^,]{0,200}?;\s*dur=(\d{1,8}(?:\.\d{1,6})?)"
)
_HIT = re.compile(r"\bhit\b", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """One route's samples so far."""

    route: Route
    latencies: list[float] = field(default_factory=list)
    asked: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    hung: int = 0
    answers: list[HttpExchange] = field(default_factory=list)
    unseen: str = ""

    def samples(self) -> RouteSamples:
        """Give what is known of the route by now."""
        return RouteSamples(
            route=self.route.name,
            url=mask_urls(self.route.url),
            kind=self.route.kind,
            target_ms=self.route.p95_ms,
            latencies_ms=tuple(self.latencies),
            asked=self.asked,
            failed=self.errors.total(),
            errors=tuple(sorted(self.errors.items())),
            hung=self.hung,
            size=_median([each.body.wire_size for each in self.answers]),
            spent=_spent(self.answers),
            unseen=self.unseen,
            repeats=_repeats(self.answers) if self.answers else None,
        )

    @property
    def settled(self) -> bool:
        """Say whether more samples would change nothing."""
        return bool(self.unseen) or judge_samples(self.samples()).latency is not Holds.UNKNOWN


def latency_ms(exchange: HttpExchange) -> float:
    """Give the time from the request to the last octet, without opening the connection."""
    spent = exchange.timing
    opening = sum(ms or 0.0 for ms in (spent.dns_ms, spent.connect_ms, spent.tls_ms))
    return round(max(spent.total_ms - opening, 0.0), 2)


def _repeats(answers: Sequence[HttpExchange]) -> Repeats:
    bodies = {each.body.sha256 for each in answers}
    return Repeats(len(answers), len(bodies), sum(map(_given_by_cache, answers)))


def _given_by_cache(answer: HttpExchange) -> bool:
    """Say whether a cache in front says that it gave the answer (RFC 9111 section 5.1)."""
    told = ("cf-cache-status", "x-cache", "x-vercel-cache", "cache-status")
    if any(_HIT.search(answer.header(name)[:200]) for name in told):
        return True
    age = answer.header("age")[:10]
    return age.isdigit() and int(age) > 0


def _spent(answers: Sequence[HttpExchange]) -> Spent:
    times = [each.timing for each in answers]
    bodies = [
        max(latency_ms(each) - each.timing.first_byte_ms, 0.0)
        for each in answers
        if each.timing.first_byte_ms is not None
    ]
    told: dict[str, list[float]] = {}
    for answer in answers:
        for name, duration in _SERVER_TIMING.findall(answer.header("server-timing")[:2000]):
            if name in told or len(told) < 10:
                told.setdefault(name, []).append(float(duration))
    return Spent(
        dns_ms=_middle([each.dns_ms for each in times]),
        connect_ms=_middle([each.connect_ms for each in times]),
        tls_ms=_middle([each.tls_ms for each in times]),
        first_byte_ms=_middle([each.first_byte_ms for each in times]),
        body_ms=_middle(bodies),
        server=tuple((name, round(statistics.median(ms), 2)) for name, ms in told.items()),
    )


def _middle(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return round(statistics.median(known), 2) if known else None


def _median(values: Sequence[int]) -> int:
    return round(statistics.median(values)) if values else 0
