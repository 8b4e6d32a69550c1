"""What customers entered is backed up, somebody knows where, and the newest copy is new.

Why it matters: a deleted table, a failed disk or an unpaid bill takes the data with it. A
product can be built again in weeks; what customers entered cannot.

How to fix: let the database be backed up every night, to another account or place than its own,
and write down in [recovery] of launchready.toml what does that (`kept`), and where the newest
dump is (`backups`, or `fetch` for a command that brings it).

References: NIST SP 800-34 rev. 1, section 3.4.1; CIS Controls v8, 11.2 (automated backups)
"""

from datetime import timedelta

from launchready.checks.api import (
    BackupFiles,
    Clock,
    DrillHistory,
    Impact,
    Manifest,
    Product,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    figure,
    keeps_data,
    not_applicable,
    passes,
    proof,
)

EFFORT_HOURS = 2.0

OLDEST = timedelta(days=1, hours=6)
"""Age of the newest file where no `rpo_minutes` says more: a night's backup, and some hours."""


class Outcomes:
    """What the check can find."""

    NEW = passes("{name} is {hours} h old; {kept}")
    DRILLED = passes("a backup {hours} h old was fetched in the drill of {when}; {kept}")
    NONE = fails(Impact.BLOCKER, "no file matches {pattern}")
    EMPTY = fails(Impact.BLOCKER, "the newest backup, {name}, is empty")
    OLD = fails(Impact.HIGH, "the newest backup, {name}, is {hours} h old")
    SHRUNK = fails(
        Impact.HIGH,
        "the newest backup, {name}, has {octets} octets; the one before had {before}",
        fix="Look into the newest dump: a backup that shrinks by half has lost something, or "
        "stopped in the middle.",
    )
    NOWHERE = asks("what backs up the database, how often, and where is the newest copy?")
    UNPROVEN = asks(
        "backups are described ({kept}), and nothing here has seen one: where is the newest?",
        fix="In [recovery], name the dump files (`backups`), or a command that brings the "
        "newest (`fetch`), and run `launchready drill restore`.",
    )
    NOT_SEEN = cannot_tell("the backups could not be looked at: {reason}")
    NOT_APPLICABLE = not_applicable("no database is declared")


def judge(
    product: Product,
    manifest: Manifest,
    files: BackupFiles | Unseen,
    drills: DrillHistory,
    clock: Clock,
) -> Verdict:
    """Judge the newest file, or what the newest drill fetched."""
    if not keeps_data(manifest):
        return Outcomes.NOT_APPLICABLE()
    recovery = manifest.recovery
    if recovery is None or not (recovery.kept or recovery.backups or recovery.fetch):
        return Outcomes.NOWHERE()
    kept = recovery.kept or "where else they are kept is not written down"
    if not recovery.backups:
        record = proof(drills, "restore", clock)
        minutes = figure(record, "recovery point") if record else None
        if record is None or minutes is None:
            return Outcomes.UNPROVEN(kept=kept)
        when, hours = record.started_at.date(), round(minutes / 60)
        return Outcomes.DRILLED(hours=hours, when=when, kept=kept)
    if isinstance(files, Unseen):
        return Outcomes.NOT_SEEN(reason=files.reason)
    if not files.newest:
        return Outcomes.NONE(pattern=recovery.backups)
    name, octets = files.newest[0].name, files.newest[0].octets
    age = clock.now - files.newest[0].modified
    hours = round(age / timedelta(hours=1))
    limit = timedelta(minutes=recovery.rpo_minutes) if recovery.rpo_minutes else OLDEST
    if not octets:
        return Outcomes.EMPTY(name=name)
    if age > limit:
        return Outcomes.OLD(name=name, hours=hours)
    if len(files.newest) > 1 and octets < files.newest[1].octets / 2:
        return Outcomes.SHRUNK(name=name, octets=octets, before=files.newest[1].octets)
    return Outcomes.NEW(name=name, hours=hours, kept=kept)
