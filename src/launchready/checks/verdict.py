"""How a check says what it found: impacts, statuses, outcomes and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from string import Formatter
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

Value: TypeAlias = str | int | float | bool | date | Sequence["Value"] | None
"""What may stand in a verdict's evidence: nothing secret, nothing that cannot be JSON."""


class Status(StrEnum):
    """The six answers, kept apart everywhere."""

    PASS = "pass"  # noqa: S105 -- a status, no password
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"
    ASK = "ask"
    UNKNOWN = "unknown"
    BROKEN = "broken"


class Impact(StrEnum):
    """What a failure costs at launch, the worst first.

    A blocker would lose leads, break a workflow or make support tickets within 24 hours
    of the launch; a failed minimum-bar check with this impact leaves its item not met.
    """

    BLOCKER = "blocker"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Give 0 for a blocker up to 3 for low."""
        return list(Impact).index(self)


class _Fields(dict[str, object]):
    """Leaves a placeholder that nothing fills as it is, where a text names more."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _phrase(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    return ", ".join(str(_phrase(item)) for item in value)


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill a text's placeholders; sequences are joined by commas, unknown names stay."""
    phrases = {key: _phrase(value) for key, value in values.items()}
    return Formatter().vformat(template, (), _Fields(phrases))


@dataclass(slots=True)
class Outcome:
    """One of the closed set of answers that a check can give.

    Called with values, it makes a verdict: every placeholder of the summary must be
    given; what is given beyond them is evidence.

    Attributes:
        status: which of the six.
        summary: what was seen, with placeholders.
        impact: what it costs; None unless the status is `fail`.
        fix: how to mend it, where that differs from the check's "How to fix".
        id: name in the report ("expires-soon"), taken from the attribute's name.
    """

    status: Status
    summary: str
    impact: Impact | None = None
    fix: str = ""
    id: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.id = name.lower().replace("_", "-")

    @property
    def placeholders(self) -> frozenset[str]:
        """Give the names that a verdict must fill."""
        names = (name for _, name, _, _ in Formatter().parse(self.summary) if name)
        return frozenset(name.split(".")[0].split("[")[0] for name in names)

    def __call__(self, **values: Value) -> Verdict:
        """Make a verdict of this outcome.

        Raises:
            TypeError: a placeholder of the summary has no value.
        """
        missing = self.placeholders - values.keys()
        if missing:
            raise TypeError(f"outcome {self.id} needs {', '.join(sorted(missing))}")
        return Verdict(self, tuple(values.items()))


class Verdict(Struct, frozen=True):
    """An outcome with what was seen.

    Attributes:
        outcome: which answer.
        values: names and values that fill the summary and are the evidence.
        place: what the verdict is about, where that is narrower than the subject
            ("src/settings.py:14", a host name); empty for the subject itself.
    """

    outcome: Outcome
    values: tuple[tuple[str, Value], ...] = ()
    place: str = ""

    def at(self, place: str) -> Verdict:
        """Say that this is about a narrower place than the subject."""
        return replace(self, place=place)

    @property
    def evidence(self) -> dict[str, Value]:
        """Give what was seen, by name."""
        return dict(self.values)

    @property
    def summary(self) -> str:
        """Say what was seen in a sentence."""
        return fill(self.outcome.summary, self.evidence)


Verdicts: TypeAlias = Verdict | Sequence[Verdict]
"""What a judge returns: one verdict, or one for each place; an empty sequence is a bug."""


def passes(summary: str) -> Outcome:
    """Declare an outcome that is as it should be, and was seen to be."""
    return Outcome(Status.PASS, summary)


def fails(impact: Impact, summary: str, *, fix: str = "") -> Outcome:
    """Declare an outcome that is not as it should be."""
    return Outcome(Status.FAIL, summary, impact, fix)


def not_applicable(summary: str) -> Outcome:
    """Declare that the product has no such thing."""
    return Outcome(Status.NOT_APPLICABLE, summary)


def asks(question: str, *, fix: str = "") -> Outcome:
    """Declare that only a person can say, and that the manifest does not yet."""
    return Outcome(Status.ASK, question, fix=fix)


def cannot_tell(summary: str) -> Outcome:
    """Declare that what was seen does not suffice to judge."""
    return Outcome(Status.UNKNOWN, summary)
