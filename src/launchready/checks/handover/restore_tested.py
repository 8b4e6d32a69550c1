"""A backup has been restored, whole, in the time and of the age that were promised.

Why it matters: most backups fail at the first restore: the dump is empty since a password
changed, a table was left out, an extension is missing, the disk takes a day. All of that is
found in a drill in an afternoon, or in a disaster by customers.

How to fix: run `launchready drill restore` on a machine with Postgres; it restores the newest
backup into a throw-away server and says what did not come back. Mend that, and run it again.

References: NIST SP 800-34 rev. 1, section 3.4.1; CIS Controls v8, 11.5 (test data recovery)
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillRecord,
    DrillResult,
    Impact,
    Manifest,
    Product,
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

EFFORT_HOURS = 3.0


class Outcomes:
    """What the check can find."""

    RESTORED = passes("{summary}, in {minutes} min, in the drill of {when} by {who}")
    FAILED = fails(Impact.HIGH, "did not come back in the drill of {when}: {summary}")
    LATE = fails(
        Impact.MEDIUM,
        "{what} in the drill of {when}",
        fix="Restore on a faster machine, or in parallel; back up more often. Or promise less: "
        "rto_minutes and rpo_minutes in [recovery].",
    )
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {summary}")
    CHANGED = cannot_tell("{files} was changed after it was signed, and proves nothing")
    UNTRIED = asks(
        "has a backup been restored? No restore drill of the last 90 days is on record",
        fix="Run `launchready drill restore` on a machine with Postgres: it restores the "
        "newest backup into a throw-away server, and only reads the source.",
    )
    NOT_APPLICABLE = not_applicable("no database is declared")


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the newest restore drill, and hold its figures against what is promised now."""
    if not keeps_data(manifest):
        return Outcomes.NOT_APPLICABLE()
    changed = drills.tampered_with("restore")
    if changed:
        return Outcomes.CHANGED(files=changed)
    record = proof(drills, "restore", clock)
    if record is None:
        return Outcomes.UNTRIED()
    when, summary = record.started_at.date(), record.summary
    minutes = figure(record, "recovery time")
    failed = {each.aspect for each in record.trials if each.result is DrillResult.FAILED}
    only_late = bool(failed) and failed <= {"recovery time", "recovery point"}
    if record.result is DrillResult.FAILED and not only_late:
        return Outcomes.FAILED(when=when, summary=summary)
    if record.result is DrillResult.UNKNOWN or minutes is None:
        return Outcomes.NOT_SEEN(when=when, summary=summary)
    late = _late(manifest, record)
    if late:
        return Outcomes.LATE(when=when, what=late)
    if record.result is DrillResult.FAILED:
        return Outcomes.FAILED(when=when, summary=summary)
    who = record.by or "nobody named"
    return Outcomes.RESTORED(when=when, summary=summary, minutes=round(minutes, 1), who=who)


def _late(manifest: Manifest, record: DrillRecord) -> str:
    """Say what is beyond the promise, as it is declared today."""
    promised = manifest.recovery
    if promised is None:
        return ""
    for name, limit, words in (
        ("recovery time", promised.rto_minutes, "restoring took {} min, {} are promised"),
        ("recovery point", promised.rpo_minutes, "the backup was {} min old, {} may be lost"),
    ):
        value = figure(record, name)
        if value is not None and limit is not None and value > limit:
            return words.format(round(value, 1), limit)
    return ""
