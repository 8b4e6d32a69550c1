"""What the switches of backups, restores and emergency contacts do, as a visitor sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from launchready.demo.places import DOMAIN
from launchready.evidence import read_history
from launchready.manifest.load import load_manifest

from .visitor import Visitor

Probe = Callable[[Visitor], Awaitable[Any]]


def drilled(drill: str) -> Probe:
    """See how the newest run of a drill ended."""

    async def probe(visitor: Visitor) -> str:
        record = read_history(visitor.twin.manifest_path.parent, DOMAIN).latest(drill)
        return record.result.value if record else "never"

    return probe


def took(drill: str) -> Probe:
    """See the first figure that a drill measured."""

    async def probe(visitor: Visitor) -> float:
        record = read_history(visitor.twin.manifest_path.parent, DOMAIN).latest(drill)
        assert record is not None
        return record.figures[0].value

    return probe


async def contacts(visitor: Visitor) -> int:
    """Count whom to call."""
    return len(load_manifest(visitor.twin.manifest_path).contacts)


async def says_where_backups_are(visitor: Visitor) -> bool:
    """See whether the manifest names the backups."""
    recovery = load_manifest(visitor.twin.manifest_path).recovery
    return recovery is not None and bool(recovery.backups)


async def backups(visitor: Visitor) -> list[tuple[bool, bool]]:
    """See of each backup whether it holds anything, and whether it is of this week."""
    week_ago = (datetime.now(UTC) - timedelta(days=7)).timestamp()
    found = sorted((visitor.twin.manifest_path.parent / "backups").glob("*.dump"))
    return [(path.stat().st_size > 0, path.stat().st_mtime > week_ago) for path in found]


GOOD = (True, True)

RECOVERY_SWITCHES: dict[str, tuple[Probe, Any, Any]] = {
    "rollback_undrilled": (drilled("rollback"), "passed", "never"),
    "backups_unwritten": (says_where_backups_are, True, False),
    "backup_missing": (backups, [GOOD, GOOD], []),
    "backup_empty": (backups, [GOOD, GOOD], [(False, True), GOOD]),
    "backup_stale": (backups, [GOOD, GOOD], [(True, False), (True, False)]),
    "restore_undrilled": (drilled("restore"), "passed", "never"),
    "restore_failed": (drilled("restore"), "passed", "failed"),
    "restore_slow": (took("restore"), 6.4, 95.0),
    "contacts_missing": (contacts, 2, 0),
    "contact_alone": (contacts, 2, 1),
    "contacts_undrilled": (drilled("failover-contact"), "passed", "never"),
    "contacts_silent": (drilled("failover-contact"), "passed", "failed"),
}
