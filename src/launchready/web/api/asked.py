"""What may be asked for: fields of the path, of the query, or of a body of JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=300)]
Identity = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Asked(BaseModel):
    """Fields of a request; an unknown one is an error, and not passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Nothing(Asked):
    """Nothing may be asked for."""


class Part(Asked):
    """A part of a list."""

    cursor: str = Field(default="", max_length=100)
    """`next` of the part before."""
    limit: int = Field(default=50, ge=1, le=500)
    """Items of a part."""


class OfMonitor(Asked):
    """About one monitor."""

    monitor: Name
    """Its name."""


class Looks(Part, OfMonitor):
    """Looks of a monitor."""


class Uptime(OfMonitor):
    """A stretch of time of a monitor."""

    start: AwareDatetime = Field(alias="from")
    """From when, with its offset from UTC."""
    end: AwareDatetime | None = Field(default=None, alias="to")
    """Until when; default: now."""
    by: Literal["all", "release", "time"] = "all"
    """All together, by release, or hour by hour (day by day where it is long)."""


class Incidents(Part):
    """Incidents."""

    state: Literal["all", "open"] = "all"
    """All, or those that are open."""


class OneIncident(Asked):
    """One incident."""

    incident: Identity
    """Its id."""


class Note(OneIncident):
    """Words for an incident's timeline."""

    text: str = Field(min_length=1, max_length=4000)
    """What is to be said."""


class OneRelease(Asked):
    """A release, and what it is held against."""

    tag: Name
    """Of the release."""
    against: str = Field(default="", max_length=300)
    """Tag of another; default: the one before it."""


class Audits(Part):
    """Kept audits."""

    product: str = Field(default="", max_length=200)
    """Of this product alone."""


class OneAudit(Asked):
    """One audit."""

    audit: Identity
    """Its id."""


def milliseconds(moment: datetime) -> int:
    """Give a moment in milliseconds since 1970."""
    return round(moment.timestamp() * 1000)
