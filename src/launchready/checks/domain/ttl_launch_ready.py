"""Address records can be changed within the hour on launch day.

Why it matters: caches keep a record for its TTL. With a TTL of a day, a wrong address
published at launch, or a host that must be moved, stays wrong for visitors for a day.

How to fix: at the DNS provider, set the TTL of {name} to 300 seconds at least {ttl} seconds
before the launch; raise it again to an hour once things are quiet.

References: RFC 1035 section 3.2.1 (TTL); RFC 1912 section 2.2 (lower TTLs before a change);
RFC 2181 section 8
"""

from launchready.checks.api import (
    Host,
    Impact,
    RecordLifetimes,
    Value,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.25

LAUNCH_TTL_S = 3600
"""An hour: the longest that a wrong record may outlive its correction on launch day."""

DAY_S = 86_400


class Outcomes:
    """What the check can find."""

    SHORT = passes("its records are cached for {ttl} seconds at most")
    LONG = fails(
        Impact.LOW, "{type} record of {name} is cached for {ttl} seconds, over an hour"
    )
    DAY_OR_MORE = fails(
        Impact.MEDIUM, "{type} record of {name} is cached for {ttl} seconds, a day or more"
    )
    ONLY_CACHED = cannot_tell(
        "a cache shows {ttl} seconds left; no server of the zone could be asked for the TTL set"
    )
    NO_RECORDS = not_applicable("has no address or alias record in the product's zone")


def judge(host: Host, lifetimes: RecordLifetimes) -> Verdict:
    """Judge the longest-lived address or alias record."""
    if not lifetimes.records:
        return Outcomes.NO_RECORDS()
    longest = max(lifetimes.records, key=lambda record: record.ttl)
    seen: dict[str, Value] = {
        "name": longest.name,
        "type": longest.type,
        "ttl": longest.ttl,
        "value": longest.value,
        "server": lifetimes.server,
    }
    if longest.ttl >= DAY_S:
        return Outcomes.DAY_OR_MORE(**seen)
    if longest.ttl > LAUNCH_TTL_S:
        return Outcomes.LONG(**seen)
    if not lifetimes.authoritative:
        return Outcomes.ONLY_CACHED(**seen)
    return Outcomes.SHORT(**seen)
