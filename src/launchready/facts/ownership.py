"""What was proven of who holds the product's accounts, and how.

A proof is kept like the evidence of a drill: a record named `ownership`, with a trial for each
account, of which `subject` is the asset, `place` the provider and `aspect` the method.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from launchready.facts.drills import DrillHistory, DrillRecord, DrillResult

OWNERSHIP = "ownership"
"""Name under which proofs are kept in the evidence store."""


class Method(StrEnum):
    """How somebody shows that an account is theirs."""

    DNS = "dns"
    """A record with a challenge, at every authoritative server."""
    FILE = "file"
    """A file with a challenge, on the product's own host."""
    TOKEN = "token"  # noqa: S105 -- a word
    """The provider says whose a read-only token is."""
    STATEMENT = "statement"
    """A person says so, with name and date."""

    @property
    def words(self) -> str:
        """Say how, in words that follow "proven by"."""
        return {
            Method.DNS: "a record in the zone",
            Method.FILE: "a file on the host",
            Method.TOKEN: "the provider's word on a token",
            Method.STATEMENT: "a signed statement",
        }[self]


class Proof(Struct, frozen=True):
    """One attempt to prove one account.

    Attributes:
        asset: what the account is for; provider: where it is, as declared then.
        method: how; result: what came of it.
        at: when, aware UTC.
        text: what was seen or said; addresses are masked.
        by: who says so, or ran it; "" where that is not on record.
    """

    asset: str
    provider: str
    method: Method
    result: DrillResult
    at: datetime
    text: str
    by: str = ""


def proofs(history: DrillHistory) -> tuple[Proof, ...]:
    """Give the proofs on record, the newest first; what is no proof is left out."""
    return tuple(
        proof
        for record in history.records
        if record.drill == OWNERSHIP
        for proof in _proofs_of(record)
    )


def _proofs_of(record: DrillRecord) -> list[Proof]:
    found = []
    for trial in record.trials:
        if trial.aspect not in {each.value for each in Method}:
            continue
        said_by = [
            line.removeprefix("by: ") for line in trial.evidence if line.startswith("by: ")
        ]
        found.append(
            Proof(
                trial.subject,
                trial.place,
                Method(trial.aspect),
                trial.result,
                record.started_at,
                trial.text,
                said_by[0] if said_by else record.by,
            )
        )
    return found
