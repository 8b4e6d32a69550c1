"""A job that must report in time, and well."""

from __future__ import annotations

from launchready.watch.decide.routing import duration
from launchready.watch.model import Verdict
from launchready.watch.probe.seen import Seen, down
from launchready.watch.store.beats import Beats


def judge(beats: Beats, now: int, period_ms: int, grace_ms: int, blind_until: int = 0) -> Seen:
    """Say what a job's silence or words mean.

    Args:
        beats: what it said last.
        now: ms.
        period_ms: from one report to the next.
        grace_ms: how late it may be; also how long one run may take.
        blind_until: when we could last not hear it, ms: nobody is blamed for that.
    """
    ended = beats.ended_at
    if beats.failed and (beats.started_at or 0) <= (ended or 0):
        told = "" if beats.exit_status is None else f" with exit status {beats.exit_status}"
        return down(f"the job failed{told}")
    if beats.started_at is not None and beats.started_at > (ended or 0):
        late = max(beats.started_at, blind_until) + grace_ms
        if now > late:
            return down(f"the job began {duration(now - beats.started_at)} ago and did not end")
    due = (ended or beats.watched_since) + period_ms + grace_ms
    if now > max(due, blind_until + grace_ms):
        if ended is None:
            return down("the job never reported")
        return down(f"the job last reported {duration(now - ended)} ago")
    if ended is None:
        return Seen(Verdict.UNJUDGED, "the job has not reported yet")
    return Seen(Verdict.UP, latency_ms=beats.run_ms)
