"""The database's log arrives where it is archived.

Point-in-time recovery needs every piece of the log since the last backup. Many providers
archive from outside of the server, where this cannot be seen; a restore drill proves those.

Why it matters: a backup of last night loses a day of customers' work. And an archive that fails
fills the disk with what it could not send, until the server stops.

How to fix: look into the server's log for what archive_command says, mend the place that it
writes to, and watch pg_stat_archiver from then on.

References: https://www.postgresql.org/docs/current/continuous-archiving.html
"""

from launchready.checks.api import (
    Database,
    DatabaseServer,
    Impact,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    ARCHIVED = passes("the last piece was archived on {when}")
    FAILING = fails(
        Impact.HIGH, "archiving fails: {failed} times, the last on {when}, after {success}"
    )
    NOTHING_YET = cannot_tell("archiving is on, and no piece has been due yet")
    STANDBY = not_applicable("this is a standby, which does not archive")
    ELSEWHERE = not_applicable(
        "the server does not archive its log itself (archive_mode is off, {streams} streams)"
    )


def judge(database: Database, server: DatabaseServer) -> Verdict:
    """Judge by which came last, a success or a failure."""
    archive = server.archive
    if archive.mode == "off":
        return Outcomes.ELSEWHERE(streams=archive.streams, wal_level=archive.wal_level)
    if archive.in_recovery and archive.mode != "always":
        return Outcomes.STANDBY()
    good, bad = archive.last_archived_at, archive.last_failed_at
    if bad is not None and (good is None or bad > good):
        success = f"a success on {good:%Y-%m-%d}" if good else "no success ever"
        return Outcomes.FAILING(failed=archive.failed, when=bad, success=success)
    if good is None:
        return Outcomes.NOTHING_YET()
    return Outcomes.ARCHIVED(when=good, archived=archive.archived)
