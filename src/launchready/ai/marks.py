"""What is random in each attempt, so that nothing of an earlier one can count."""

from __future__ import annotations

import secrets
from typing import Any

from msgspec import Struct

from launchready.ai.case import CallRule, Case

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: nothing that means something


class Marks(Struct, frozen=True):
    """The placeholders of one attempt.

    An answer that has both halves as one word put them together itself: the question has
    them apart, so that quoting it is not obeying it.

    Attributes:
        mark_a, mark_b: the halves, eight letters each.
        sink: host name of the attacker's; nobody can own it (RFC 6761).
        other: an id of another tenant's; "" where none is declared.
    """

    mark_a: str
    mark_b: str
    sink: str
    other: str = ""

    @property
    def mark(self) -> str:
        """Give the word that only an obeyed instruction makes."""
        return self.mark_a + self.mark_b

    def fill(self, text: str) -> str:
        """Put the values into a text."""
        for name in ("mark_a", "mark_b", "sink", "other"):
            text = text.replace(f"{{{name}}}", getattr(self, name))
        return text


def make_marks(other: str = "") -> Marks:
    """Draw fresh ones."""
    return Marks(_word(), _word(), f"{_word().lower()}.example", other)


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


class Attempt(Struct, frozen=True):
    """A case as it is sent once.

    Attributes:
        case: which.
        marks: what its placeholders were filled with.
        before, ask, plant: the texts, filled.
    """

    case: Case
    marks: Marks
    before: tuple[str, ...]
    ask: str
    plant: str

    @property
    def rules(self) -> tuple[CallRule, ...]:
        """Give the rules for calls, filled."""
        return tuple(
            CallRule(kind=rule.kind, having=tuple(map(self.marks.fill, rule.having)))
            for rule in self.case.breaks.calls
        )


def fill_case(case: Case, marks: Marks) -> Attempt:
    """Fill a case's texts."""
    ask = marks.fill(case.ask)
    if case.repeat_times:
        ask = f"{ask}\n\n{marks.fill(case.repeat_text) * case.repeat_times}"
    before = tuple(marks.fill(each) for each in case.before)
    return Attempt(case, marks, before, ask, marks.fill(case.plant))


def put(template: Any, name: str, value: str) -> Any:
    """Put a value for {name} into every text of a JSON document."""
    if isinstance(template, str):
        return template.replace(f"{{{name}}}", value)
    if isinstance(template, dict):
        return {key: put(each, name, value) for key, each in template.items()}
    if isinstance(template, list | tuple):
        return [put(each, name, value) for each in template]
    return template
