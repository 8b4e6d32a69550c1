"""When looks become an incident, and when it is over.

Two misses in a row open it, two good looks close it (`Rules`).  A monitor that goes down
again and again is flapping: it must then be good for a while, so that one fault that comes
and goes is one incident and not thirty.  A look that cannot be judged changes nothing.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from launchready.watch.model import (
    HOUR,
    Incident,
    Observation,
    Rules,
    Severity,
    Status,
    Verdict,
)

FLAPPING_OPENS = 3
"""So many times down within `FLAPPING_WINDOW` is flapping."""

FLAPPING_WINDOW = 1 * HOUR


class MonitorState(Struct, frozen=True):
    """What is remembered of one monitor from look to look.

    Attributes:
        status: what is held to be true.
        since: when that began to be so, ms; of a miss, its first look.
        misses: bad looks in a row.
        goods: good looks in a row.
        run_began: when the present row of equal looks began, ms.
        opens: when it last went down, ms, oldest first; those that count for flapping.
    """

    status: Status = Status.UNKNOWN
    since: int = 0
    misses: int = 0
    goods: int = 0
    run_began: int = 0
    opens: tuple[int, ...] = ()

    @property
    def flapping(self) -> bool:
        """Say whether it went down too often lately to be believed at once."""
        return len(self.opens) >= FLAPPING_OPENS


class WentDown(Struct, frozen=True):
    """A monitor has gone down.

    Attributes:
        monitor: its name.
        since: its first miss, ms.
        opens: this opens the incident; False where it joins one.
        raises: the incident's severity went up by it.
    """

    monitor: str
    since: int
    reason: str
    opens: bool
    raises: bool


class CameBack(Struct, frozen=True):
    """A monitor is good again.

    Attributes:
        monitor: its name.
        since: its first good look, ms.
        closes: the incident is over by it.
    """

    monitor: str
    since: int
    closes: bool


Change = WentDown | CameBack


class Decision(Struct, frozen=True):
    """What a look led to.

    Attributes:
        state: of the monitor from now on.
        incident: of the group from now on; None where there is none, or it was closed.
        change: what people may want to know; None where all is as it was.
    """

    state: MonitorState
    incident: Incident | None
    change: Change | None = None


def decide(
    rules: Rules,
    group: str,
    state: MonitorState,
    incident: Incident | None,
    seen: Observation,
    *,
    maintenance: bool,
    new_id: str,
) -> Decision:
    """Say what one look means.

    Args:
        rules: of the monitor.
        group: whose incident a miss would open or join.
        state: of the monitor so far.
        incident: the group's open one.
        seen: the look.
        maintenance: misses are expected now and open nothing; good looks count.
        new_id: the id of an incident that is opened.
    """
    if seen.verdict is Verdict.UNJUDGED:
        return Decision(state, incident)
    if seen.verdict is Verdict.DOWN:
        if maintenance and state.status is not Status.DOWN:
            return Decision(replace(state, misses=0, goods=0), incident)
        return _miss(rules, group, state, incident, seen, new_id=new_id)
    return _good(rules, state, incident, seen)


def _miss(
    rules: Rules,
    group: str,
    state: MonitorState,
    incident: Incident | None,
    seen: Observation,
    *,
    new_id: str,
) -> Decision:
    began = state.run_began if state.misses else seen.at
    after = replace(state, misses=state.misses + 1, goods=0, run_began=began)
    if state.status is Status.DOWN or after.misses < rules.misses:
        return Decision(after, incident)
    recent = tuple(at for at in state.opens if seen.at - at < FLAPPING_WINDOW)
    opens = (*recent, seen.at)[-FLAPPING_OPENS:]
    after = replace(after, status=Status.DOWN, since=began, opens=opens)
    name = seen.monitor
    if incident is None:
        opened = Incident(new_id, group, rules.severity, seen.at, frozenset({name}), told=1)
        change = WentDown(name, began, seen.reason, opens=True, raises=False)
        return Decision(after, opened, change)
    raises = _rank(rules.severity) > _rank(incident.severity)
    # Who took an incident on knows of what was down then, not of what has gone down since.
    tells = raises or incident.acknowledged_at is not None
    joined = replace(
        incident,
        members=incident.members | {name},
        severity=rules.severity if raises else incident.severity,
        acknowledged_at=None if tells else incident.acknowledged_at,
        acknowledged_by="" if tells else incident.acknowledged_by,
        told=incident.told + tells,
    )
    return Decision(
        after, joined, WentDown(name, began, seen.reason, opens=False, raises=tells)
    )


def _good(
    rules: Rules, state: MonitorState, incident: Incident | None, seen: Observation
) -> Decision:
    began = state.run_began if state.goods else seen.at
    after = replace(state, goods=state.goods + 1, misses=0, run_began=began)
    if state.status is Status.UNKNOWN:
        return Decision(replace(after, status=Status.UP, since=began), incident)
    if state.status is Status.UP:
        return Decision(after, incident)
    calm = rules.calm_ms if state.flapping else 0
    if after.goods < rules.recover or seen.at - began < calm:
        return Decision(after, incident)
    after = replace(after, status=Status.UP, since=began)
    if incident is None:
        return Decision(after, None)
    left = incident.members - {seen.monitor}
    change = CameBack(seen.monitor, began, closes=not left)
    return Decision(after, replace(incident, members=left) if left else None, change)


def _rank(severity: Severity) -> int:
    return {"notify": 0, "page": 1}[severity]
