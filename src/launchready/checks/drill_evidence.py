"""How checks read the evidence that drills left."""

from __future__ import annotations

from launchready.clock import Clock
from launchready.facts.drills import DrillHistory, DrillRecord
from launchready.manifest.schema import Manifest

HOLDS_DAYS = 90
"""How long a drill proves anything: people, telephones and code change within a quarter.
Our own choice (docs/decisions)."""


def proof(drills: DrillHistory, drill: str, clock: Clock) -> DrillRecord | None:
    """Give the newest run of a drill, where it is recent enough to prove anything."""
    latest = drills.latest(drill)
    if latest is None or (clock.now - latest.started_at).days > HOLDS_DAYS:
        return None
    return latest


def longest_minutes(record: DrillRecord) -> float | None:
    """Give the longest time that a drill measured in minutes, None where it measured none."""
    minutes = [figure.value for figure in record.figures if figure.unit == "min"]
    return max(minutes, default=None)


def figure(record: DrillRecord, name: str) -> float | None:
    """Give what a drill measured under a name, None where it did not."""
    return next((each.value for each in record.figures if each.name == name), None)


def keeps_data(manifest: Manifest) -> bool:
    """Say whether the product has a database, as far as its manifest says."""
    owned = any(owner.asset == "database" for owner in manifest.owners)
    declared = manifest.database is not None or manifest.recovery is not None
    return declared or owned or "DATABASE_URL" in manifest.env
