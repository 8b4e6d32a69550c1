"""A missing index that was proven fails, while the proof is recent; what was not tried asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from launchready.checks.performance import missing_index as check
from launchready.checks.verdict import Verdict
from launchready.facts.indexes import (
    IndexAdvice,
    IndexHistory,
    IndexProof,
    IndexRun,
    NotAdvised,
    Without,
)
from launchready.manifest.schema import Database
from tests.checks.cases import Case, judges
from tests.checks.given import CLOCK, NOW

Out = check.Outcomes
PROOF = IndexProof(
    statement="SELECT * FROM orders WHERE user_id = $1",
    before_ms=30.0,
    after_ms=0.02,
    before_blocks=900,
    after_blocks=4,
    before_plan="reads all of orders",
    after_plan="finds rows of orders by orders_user_id_idx",
    sets=4,
)
ADVICE = IndexAdvice(
    table="public.orders",
    sql=('CREATE INDEX CONCURRENTLY "orders_user_id_idx" ON "public"."orders" (user_id)',),
    bytes=1_000_000,
    full_bytes=5_000_000,
    write_us=5.0,
    write_us_after=7.0,
    wal=280,
    wal_after=350,
    rows=200_000,
    of=1_000_000,
    proofs=(PROOF,),
)
SLOW = replace(ADVICE, proofs=(replace(PROOF, calls=900, live_ms=250.0),))
DARK = NotAdvised("SELECT vip($1)", Without.UNPROVEN, "a function is not there")
FINE = NotAdvised("SELECT 1 FROM orders", Without.QUICK, "takes 0.02 ms as it is", 900, 0.02)


def given(*advice: IndexAdvice, days: int = 1, url_env: str = "DATABASE_URL",
          without: tuple[NotAdvised, ...] = (FINE,)) -> dict[str, Any]:  # fmt: skip
    """Show a run of some days ago."""
    run = IndexRun(
        product="acme.example",
        environment="staging",
        database=url_env,
        started_at=NOW - timedelta(days=days),
        duration_s=9.0,
        server=17,
        proven_on=17,
        scale="",
        advice=advice,
        without=without,
    )
    database = Database.model_validate({"url_env": "DATABASE_URL"})
    return {"database": database, "history": IndexHistory((run,)), "clock": CLOCK}


CASES = (
    Case(Out.NONE_MISSING, "all have what they need", given()),
    Case(Out.MISSING, "one is missing", given(ADVICE), "public.orders"),
    Case(Out.MISSING_SLOW, "and it is felt", given(SLOW), "public.orders"),
    Case(Out.MISSING, "another could not be tried", given(ADVICE, without=(DARK,)),
         "public.orders"),
    Case(Out.UNPROVEN, "one could not be tried", given(without=(DARK, FINE))),
    Case(Out.UNPROVEN, "a slow one could not be tried",
         given(without=(replace(DARK, live_ms=400.0), FINE))),
    Case(Out.NONE_MISSING, "one that is quick in use could not be tried",
         given(without=(replace(DARK, live_ms=3.0), FINE))),
    Case(Out.UNPROVEN, "nothing was looked at", given(without=())),
    Case(Out.MISSING, "30 days ago", given(ADVICE, days=30), "public.orders"),
    Case(Out.NOT_LOOKED, "31 days ago", given(ADVICE, days=31)),
    Case(Out.NOT_LOOKED, "of another database", given(ADVICE, url_env="OTHER_URL")),
    Case(Out.NOT_LOOKED, "never", {**given(), "history": IndexHistory()}),
)  # fmt: skip

test_outcomes = judges(check, CASES)


def test_the_proof_is_in_the_evidence() -> None:
    """A sceptic finds the statement, both plans, the scale and what writing costs."""
    said = check.judge(**given(SLOW))
    assert not isinstance(said, Verdict)
    (verdict,) = said
    evidence = verdict.evidence
    assert evidence["statement"] == PROOF.statement
    assert (evidence["before"], evidence["after"]) == (PROOF.before_plan, PROOF.after_plan)
    assert (evidence["rows"], evidence["of"]) == (200_000, 1_000_000)
    assert (evidence["write_us_before"], evidence["write_us_after"]) == (5.0, 7.0)
