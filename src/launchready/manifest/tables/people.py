"""Who holds what, and what people decided and answered."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from launchready.manifest.tables.values import Table

Asset = Literal[
    "registrar", "dns", "edge", "hosting", "email", "monitoring", "repository",
    "database", "payments", "error-tracking",
]  # fmt: skip
"""What a product stands on, each behind an account with somebody else."""

Holder = Literal["founder", "agency", "person"]
"""Whose an account is: the founder's company, an agency's, or one person's own."""


class Owner(Table):
    """Who holds an account that the product stands on."""

    asset: Asset
    provider: str = ""
    account: str = ""
    """Mail address or name that it is logged in to with."""
    holder: Holder | None = None
    second: str = ""
    """Who else can log in."""
    confirmed: date | None = None
    """Last day on which both logged in and saw that it is so."""
    mfa: Literal["key", "app", "sms", "none"] | None = None
    """Second factor that every login needs; a passkey counts as a key."""
    billing: Holder | Literal["none"] | None = None
    """Whose card pays; "none" where nothing is paid."""
    ends: date | None = None
    """Last day of an agency's access."""
    stops: str = ""
    """What stops without the account, where that is more than its kind says."""


class Access(Table):
    """Somebody who can log in beside those that [[owners]] names."""

    person: str = Field(min_length=1)
    """Mail address or name."""
    of: Literal["company", "agency", "contractor"] = "company"
    """On whose behalf."""
    assets: tuple[Asset, ...] = ()
    """What they can log in to; empty for all."""
    rights: Literal["owner", "admin", "write", "read"] = "admin"
    ends: date | None = None
    """Last day of it; an agency or contractor needs one."""


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
