"""Who holds what, and what people decided and answered."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from launchready.manifest.tables.values import Table


class Owner(Table):
    """Who holds an account that the product stands on."""

    asset: Literal[
        "registrar", "dns", "edge", "hosting", "email", "monitoring", "repository",
        "database", "payments", "error-tracking",
    ]  # fmt: skip
    provider: str = ""
    account: str = ""
    holder: Literal["founder", "agency", "person"] | None = None
    second: str = ""


class Decision(Table):
    """What the founder decided about a finding."""

    check: str
    """Id of the check; * stands for a part (`edge/*`)."""
    target: str = "*"
    """Target of the finding; * stands for a part."""
    decision: Literal["fix-now", "defer"]
    owner: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    until: date | None = None
    """Last day on which a deferral holds."""

    @model_validator(mode="after")
    def _deferral_ends(self) -> Decision:
        if self.decision == "defer" and self.until is None:
            raise ValueError('a deferral needs "until", the day on which it ends')
        return self


class Answer(Table):
    """What a person says to a question that nothing else in the file answers."""

    check: str
    """Id of the check that asks."""
    target: str = "*"
    """Target of the question; * stands for a part."""
    answer: str = Field(min_length=1)
    """In words, what is the case."""
    by: str = Field(min_length=1)
    """Who says so."""
    on: date
    """When; an answer is asked for again after a year."""
