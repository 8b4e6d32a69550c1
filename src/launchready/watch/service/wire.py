"""What `launchready release` and the running monitor say to each other, checked on arrival."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from launchready.watch.decide.timeline import MAX_TAG, Deploy, Step, check_tag
from launchready.watch.model import HOUR
from launchready.watch.store.latencies import BINS, Latencies
from launchready.watch.store.traffic import Cell, Cells, Reach

MAX_NEWS = 16 * 1024
MAX_TRAFFIC = 8 * 1024 * 1024
MAX_CELLS = 5000
"""Octets of a body, and cells in one, that are taken."""

_LATEST = 2**43
"""A moment in the year 2248: beyond it, a moment in ms is none."""

Moment = Annotated[int, Field(ge=0, le=_LATEST)]
Count = Annotated[int, Field(ge=0, le=2**40)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class News(_Message):
    """Something happened to a release.

    Attributes:
        tag, step, to: as in `Deploy`.
        at: ms; now where it is not given.
        key: the same for the same news.
    """

    tag: str
    step: str
    to: str = ""
    at: Moment | None = None
    key: str = Field(min_length=1, max_length=100)

    @field_validator("tag")
    @classmethod
    def _tag(cls, tag: str) -> str:
        return check_tag(tag)

    @field_validator("to")
    @classmethod
    def _to(cls, tag: str) -> str:
        return check_tag(tag) if tag else ""

    @field_validator("step")
    @classmethod
    def _step(cls, step: str) -> str:
        return Step(step).value

    def deploy(self, now: int) -> Deploy:
        """Give what is kept."""
        return Deploy(
            self.tag, Step(self.step), now if self.at is None else self.at, "ci", self.to
        )


class WireReach(_Message):
    """How far a log was read; see `Reach`."""

    name: str = Field(pattern="^[0-9a-f]{64}$")
    octets: int = Field(ge=0, le=2**62)
    digest: str = Field(pattern="^([0-9a-f]{64})?$")

    def reach(self) -> Reach:
        """Give it as the store has it."""
        return Reach(self.name, self.octets, self.digest)


class WireCell(_Message):
    """Requests of one route, hour and release; see `Cell`.

    Attributes:
        latencies: pairs of a bin's number and how many are in it.
    """

    route: str = Field(min_length=1, max_length=200)
    release: str = Field(max_length=MAX_TAG)
    at: Moment
    requests: Count
    errors: Count
    latencies: list[tuple[Annotated[int, Field(ge=0, lt=BINS)], Count]] = Field(max_length=BINS)

    @field_validator("release")
    @classmethod
    def _tag(cls, tag: str) -> str:
        return check_tag(tag) if tag else ""

    @field_validator("at")
    @classmethod
    def _hour(cls, at: int) -> int:
        if at % HOUR:
            raise ValueError("is not the beginning of an hour")
        return at


class Part(_Message):
    """A part of a log."""

    before: WireReach
    after: WireReach
    cells: list[WireCell] = Field(max_length=MAX_CELLS)

    def content(self) -> Cells:
        """Give what it says."""
        return {
            (each.route, each.release, each.at): Cell(
                each.requests, each.errors, Latencies(Counter(dict(each.latencies)))
            )
            for each in self.cells
        }


def write_part(cells: Cells, before: Reach, after: Reach) -> dict[str, Any]:
    """Write a part of a log as `Part` reads it."""
    return {
        "before": _reach(before),
        "after": _reach(after),
        "cells": [
            {
                "route": route,
                "release": release,
                "at": at,
                "requests": cell.requests,
                "errors": cell.errors,
                "latencies": sorted(cell.latencies.bins.items()),
            }
            for (route, release, at), cell in cells.items()
        ],
    }


def _reach(reach: Reach) -> dict[str, Any]:
    return {"name": reach.name, "octets": reach.octets, "digest": reach.digest}
