"""Which leaked secrets were rotated, and what the product's keys may do. No values.

Dates are written "2026-11-02".
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from launchready.facts.base import Fact


class Rotation(Struct, frozen=True):
    """One leaked secret, from its discovery to the proof that it opens nothing any more.

    Attributes:
        hash: keyed hash of the leaked value, 16 hex digits.
        name: what it is ("Stripe live secret key").
        rule: id of the format that it has.
        places: where it was found.
        opened: when it was first found.
        owner: who rotates it.
        variable: the variable of the environment contract that holds its successor.
        replaced_on: when that variable was seen to have another value.
        dead_on: when the leaked value was known to be refused.
        dead_by: who says so: "the provider" where it was asked, or a person's name.
        unused_by: who says that nothing uses this secret, so that it has no successor.
        back: the variable has the leaked value again.
    """

    hash: str
    name: str
    rule: str = ""
    places: tuple[str, ...] = ()
    opened: str = ""
    owner: str = ""
    variable: str = ""
    replaced_on: str = ""
    dead_on: str = ""
    dead_by: str = ""
    unused_by: str = ""
    back: bool = False

    @property
    def open(self) -> bool:
        """Say whether proof is missing."""
        return bool(self.missing)

    @property
    def missing(self) -> tuple[str, ...]:
        """Say what has not been shown yet."""
        left = []
        if self.back:
            left.append(f"{self.variable} has the leaked value again")
        elif not (self.replaced_on or self.unused_by):
            left.append("no new value was seen in its place")
        if not self.dead_on:
            left.append("nobody has shown that the old value is refused")
        return tuple(left)


class RotationLedger(Fact, frozen=True):
    """The ledger of leaked secrets, kept beside the manifest.

    Attributes:
        entries: in the order in which they were opened.
        damaged: why the ledger could not be read, or "".
    """

    entries: tuple[Rotation, ...] = ()
    damaged: str = ""

    @property
    def done(self) -> dict[str, Rotation]:
        """Give the rotations that are proven, by hash."""
        return {each.hash: each for each in self.entries if not each.open}


class KeyState(StrEnum):
    """What a provider says of a key."""

    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWN = "unknown"


class KeyRecord(Struct, frozen=True):
    """What the provider said of the key in one variable, the last time it was asked.

    Attributes:
        variable: of the environment contract; hash: keyed hash of its value then.
        name: what it is ("GitHub personal access token").
        state: alive or not; on: when it was asked.
        scopes: what the provider says that the key may do.
        broad: those of `scopes` that reach further than a product needs.
    """

    variable: str
    hash: str
    name: str
    state: KeyState
    on: str
    scopes: tuple[str, ...] = ()
    broad: tuple[str, ...] = ()


class ProviderKey(Struct, frozen=True):
    """A variable of the contract that holds a key to somebody else's service.

    Attributes:
        variable: its name; provider: whose service.
        kind: what the value is, where it is in this environment and has a known form.
        power: "all" for a kind that can do everything in its account, "some" for one that
            is limited by its kind, "" where that depends on how it was made.
        record: what the provider said of this very value, if it was asked.
    """

    variable: str
    provider: str
    kind: str = ""
    power: str = ""
    record: KeyRecord | None = None


class ProviderKeys(Fact, frozen=True):
    """The keys to other services that the environment contract declares."""

    keys: tuple[ProviderKey, ...] = ()
