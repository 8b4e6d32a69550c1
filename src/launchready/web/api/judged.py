"""The answers about releases and audits; see `shapes`."""

from __future__ import annotations

from launchready.load.counted import Counted
from launchready.watch.decide.timeline import Release as KnownRelease
from launchready.watch.store.releases import Measured, ReleaseFigures
from launchready.web.api.shapes import Moment, Shape, maybe, moment, rounded
from launchready.web.kept import KeptAudit


class Release(Shape):
    """A release and what is known of it; `running` is the one that runs."""

    tag: str
    first_seen: Moment
    started_at: Moment | None
    finished_at: Moment | None
    rolled_back_at: Moment | None
    running: bool

    @classmethod
    def of(cls, release: KnownRelease) -> Release:
        """Make it of what is known."""
        return cls(
            tag=release.tag,
            first_seen=moment(release.first_seen),
            started_at=maybe(release.started_at),
            finished_at=maybe(release.finished_at),
            rolled_back_at=maybe(release.rolled_back_at),
            running=release.running,
        )


class Releases(Shape):
    """Every release, the newest first."""

    items: tuple[Release, ...]


class Counts(Shape):
    """What a monitor or a route was like in one release."""

    requests: int
    error_rate: float | None
    p95_ms: float | None

    @classmethod
    def of(cls, counted: Counted) -> Counts:
        """Make it of counts."""
        p95, requests = counted.p95, counted.requests
        return cls(
            requests=requests,
            error_rate=round(counted.errors / requests, 6) if requests else None,
            p95_ms=rounded(p95.value) if p95 else None,
        )


class Comparison(Shape):
    """One monitor (`probes`) or one route (`traffic`) in a release and in the one before."""

    kind: str
    name: str
    after: Counts
    before: Counts
    verdict: str
    why: str

    @classmethod
    def of(cls, measured: Measured) -> Comparison:
        """Make it of figures."""
        return cls(
            kind=measured.kind,
            name=measured.name,
            after=Counts.of(measured.after),
            before=Counts.of(measured.before),
            verdict=measured.judgement.turn.value,
            why=measured.judgement.why,
        )


class ReleaseWhole(Shape):
    """A release beside the one before it: regressed, fine, or cannot tell."""

    tag: str
    before: str
    start: Moment
    end: Moment
    verdict: str
    measured: tuple[Comparison, ...]

    @classmethod
    def of(cls, figures: ReleaseFigures) -> ReleaseWhole:
        """Make it of figures."""
        return cls(
            tag=figures.release.tag,
            before=figures.before,
            start=moment(figures.start),
            end=moment(figures.end),
            verdict=figures.turn.value,
            measured=tuple(map(Comparison.of, figures.measured)),
        )


class Audit(Shape):
    """The head of a kept audit; the counts are of open failures by impact."""

    id: str
    product: str
    at: Moment
    received_at: Moment
    added_by: str
    decision: str
    release: str
    bar_met: int
    bar_of: int
    blockers: int
    high: int
    medium: int
    low: int

    @classmethod
    def of(cls, row: KeptAudit) -> Audit:
        """Make it of a row."""
        return cls(
            id=row.id,
            product=row.product,
            at=moment(row.at),
            received_at=moment(row.received_at),
            added_by=row.added_by,
            decision=row.decision.value,
            release=row.release,
            bar_met=row.bar_met,
            bar_of=row.bar_of,
            blockers=row.blockers,
            high=row.high,
            medium=row.medium,
            low=row.low,
        )
