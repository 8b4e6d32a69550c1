"""No statement lacks an index that was proven to help.

Judged by the newest `launchready perf indexes`, which tries indexes on a throw-away copy.

Why it matters: without its index a statement reads the whole table. That is quick with the
hundred rows of a demo, takes seconds with a year of a customer's, and holds everybody up.

How to fix: put the statement that is named into the product's migrations: it makes the index
without locking writers out, and runs outside of a transaction. Then run `launchready perf
indexes` again. An index that it left invalid, as it was interrupted, is dropped and made anew.

References: PostgreSQL documentation, chapter 11; CREATE INDEX, Building Indexes Concurrently
"""

from launchready.checks.api import (
    SAMPLES_HOLD_DAYS,
    Clock,
    Database,
    Impact,
    IndexAdvice,
    IndexHistory,
    Verdict,
    Verdicts,
    Without,
    asks,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 1.0

_SEEN = "{sql}: {before_ms} ms became {after_ms} ms on a copy of {rows} of {of} rows ({when})"


class Outcomes:
    """What the check can find."""

    NONE_MISSING = passes(
        "{count} statements were looked at on {when}, and none lacks an index"
    )
    MISSING_SLOW = fails(Impact.HIGH, _SEEN)
    MISSING = fails(Impact.MEDIUM, _SEEN)
    UNPROVEN = cannot_tell(
        "{count} slow statements of {when} could not be tried: {statement}: {why}"
    )
    NOT_LOOKED = asks(
        "does the database lack an index? No run of `launchready perf indexes` in the last 30 "
        "days is on record",
        fix="Run `launchready perf indexes`, and commit .launchready/indexes.",
    )


def judge(database: Database, history: IndexHistory, clock: Clock) -> Verdicts:
    """Judge the newest run for this database, while it is recent."""
    run = next((each for each in history.runs if each.database == database.url_env), None)
    if run is None or (clock.now - run.started_at).days > SAMPLES_HOLD_DAYS:
        return Outcomes.NOT_LOOKED()
    when = f"{run.started_at:%Y-%m-%d}"
    if run.advice:
        return [_missing(each, database.statement_ms, when) for each in run.advice]
    dark = [
        each
        for each in run.without
        if each.reason is Without.UNPROVEN
        and (each.live_ms is None or each.live_ms >= database.statement_ms)
    ]
    if dark or not run.examined:
        first = dark[0] if dark else None
        return Outcomes.UNPROVEN(
            count=len(dark),
            when=when,
            statement=first.statement[:80] if first else "none",
            why=first.why if first else "no statement was looked at",
        )
    unproven = [e.statement[:80] for e in run.without if e.reason is Without.UNPROVEN]
    return Outcomes.NONE_MISSING(count=run.examined, when=when, not_tried=unproven[:10])


def _missing(advice: IndexAdvice, limit_ms: int, when: str) -> Verdict:
    first = advice.proofs[0]
    slow = any((each.live_ms or each.before_ms) > limit_ms for each in advice.proofs)
    outcome = Outcomes.MISSING_SLOW if slow else Outcomes.MISSING
    return outcome(
        sql="; ".join(advice.sql),
        before_ms=round(first.before_ms, 1),
        after_ms=round(first.after_ms, 2),
        rows=advice.rows,
        of=advice.of,
        when=when,
        statement=first.statement[:400],
        before=first.before_plan,
        after=first.after_plan,
        blocks_before=first.before_blocks,
        blocks_after=first.after_blocks,
        calls=first.calls,
        live_ms=first.live_ms,
        index_bytes=advice.full_bytes,
        write_us_before=advice.write_us,
        write_us_after=advice.write_us_after,
        at_full_size=advice.at_full_size,
    ).at(advice.table)
