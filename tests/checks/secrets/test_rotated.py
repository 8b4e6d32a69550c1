"""A rotation counts when both proofs are there."""

from launchready.checks.secrets import rotated as check
from launchready.facts.rotation import Rotation, RotationLedger
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

Out = check.Outcomes
HASH = "0123456789abcdef"
PLACE = f"rotation {HASH}"


def given(*proofs: str, damaged: str = "", **fields: object) -> dict[str, object]:
    """Show the judge a ledger with one entry and some proofs; none without any."""
    proven = {each: "2026-11-02" for each in proofs if each}
    entry = Rotation(HASH, "Stripe live secret key", opened="2026-11-01", **proven, **fields)  # type: ignore[arg-type]
    return {
        "product": manifest().product,
        "ledger": RotationLedger((entry,) if proofs else (), damaged),
    }


CASES = (
    Case(Out.ALL_PROVEN, "both proofs", given("replaced_on", "dead_on")),
    Case(Out.ALL_PROVEN, "nothing uses it", given("dead_on", unused_by="Ana")),
    Case(Out.OPEN, "nothing was shown", given(""), PLACE),
    Case(Out.OPEN, "the old one may live", given("replaced_on"), PLACE),
    Case(Out.OPEN, "no new value", given("dead_on"), PLACE),
    Case(Out.OPEN, "the old value is back", given("replaced_on", "dead_on", back=True), PLACE),
    Case(Out.DAMAGED, "not readable", given(damaged="it holds 2 mistakes")),
    Case(Out.NONE_ON_RECORD, "no entry", given()),
)

test_outcomes = judges(check, CASES)
