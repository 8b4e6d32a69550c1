"""What drills proved, and when: an audit cannot send a mail or restore a backup itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from launchready.facts.base import Fact


class DrillResult(StrEnum):
    """How a drill ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It ran, but what came of it could not be seen."""


@dataclass(frozen=True, slots=True)
class DrillFinding:
    """One thing that a drill found wrong.

    Attributes:
        place: where ("logs/app.log:12", a route's URL, a mailbox).
        text: what, in a sentence; never a secret value.
    """

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that a drill measured: ("restored", 3.2, "min")."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Trial:
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


@dataclass(frozen=True, slots=True)
class DrillRecord:
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


@dataclass(frozen=True, slots=True)
class DrillHistory(Fact):
    """The drills of this product that are on record beside the manifest.

    Attributes:
        records: the newest first.
        unreadable: names of files that are no records.
    """

    records: tuple[DrillRecord, ...] = ()
    unreadable: tuple[str, ...] = ()

    def latest(self, drill: str) -> DrillRecord | None:
        """Give the newest run of a drill, however it ended."""
        return next((each for each in self.records if each.drill == drill), None)
