"""What drills proved, and when: an audit cannot send a mail or restore a backup itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact


class DrillResult(StrEnum):
    """How a drill ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It ran, but what came of it could not be seen."""


class DrillFinding(Struct, frozen=True):
    """One thing that a drill found wrong.

    Attributes:
        place: where ("logs/app.log:12", a route's URL, a mailbox).
        text: what, in a sentence; never a secret value.
    """

    place: str
    text: str


class Figure(Struct, frozen=True):
    """One thing that a drill measured: ("restored", 3.2, "min")."""

    name: str
    value: float
    unit: str


class Trial(Struct, frozen=True):
    """One aspect of one thing that was tried, in one place.

    Attributes:
        subject: what was tried ("signup", a mail of the manifest).
        place: where ("gmail", a mailbox of the manifest).
        aspect: which side of it ("links").
        result: how that went.
        text: what was seen, in a sentence; never a secret value.
        evidence: lines that a sceptic can check, such as header fields.
    """

    subject: str
    place: str
    aspect: str
    result: DrillResult
    text: str
    evidence: tuple[str, ...] = ()


class DrillRecord(Struct, frozen=True):
    """One run of a drill.

    Attributes:
        drill: its name on the command line ("log-canary").
        product: the product's apex domain.
        environment: what it acted on: "staging" or "production".
        started_at: aware UTC, whole seconds; duration_s: seconds.
        result: how it ended.
        summary: what came of it, in a sentence.
        findings: what was wrong; figures: what was measured.
        trials: what was tried, where a drill tries many things in many places.
        launchready: version that ran it.
        by: who ran it; "" in records that bear no name.
        key: fingerprint of the key that signed it; "" where nobody did.
    """

    drill: str
    product: str
    environment: str
    started_at: datetime
    duration_s: float
    result: DrillResult
    summary: str
    findings: tuple[DrillFinding, ...] = ()
    figures: tuple[Figure, ...] = ()
    launchready: str = ""
    trials: tuple[Trial, ...] = ()
    by: str = ""
    key: str = ""

    @property
    def file(self) -> str:
        """Give the name of its file in the store ("restore/20261102T120000Z.json")."""
        return f"{self.drill}/{self.started_at:%Y%m%dT%H%M%SZ}.json"


class DrillHistory(Fact, frozen=True):
    """The drills of this product that are on record beside the manifest.

    Attributes:
        records: the newest first; a record with a `key` was signed, and the signature holds.
        unreadable: names of files that are no records.
        tampered: names of files whose signature does not hold; none of them is in `records`.
    """

    records: tuple[DrillRecord, ...] = ()
    unreadable: tuple[str, ...] = ()
    tampered: tuple[str, ...] = ()

    def latest(self, drill: str) -> DrillRecord | None:
        """Give the newest run of a drill, however it ended."""
        return next((each for each in self.records if each.drill == drill), None)

    def tampered_with(self, drill: str) -> tuple[str, ...]:
        """Give the names of a drill's files whose signature does not hold."""
        return tuple(name for name in self.tampered if name.startswith(f"{drill}/"))
