"""Two environments side by side: names and keyed hashes, never values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from launchready.environment.comparison import is_secret_name
from launchready.environment.contract import Contract


class State(StrEnum):
    """How a variable stands in two environments."""

    SAME = "same"
    DIFFERENT = "different"
    ONLY_FIRST = "only-first"
    ONLY_SECOND = "only-second"
    UNSEEN = "unseen"
    """It is in both, and one of the values was not seen."""


class Row(NamedTuple):
    """One variable.

    Attributes:
        name: of the variable; secret: by the contract, or else by its name.
        state: how it stands.
        first, second: keyed hash of each value, "" where there is none or none was seen.
        wrong: it is a secret, and both environments hold the same.
    """

    name: str
    secret: bool
    state: State
    first: str
    second: str

    @property
    def wrong(self) -> bool:
        """Say whether two environments share a secret."""
        return self.secret and self.state is State.SAME


def difference(
    contract: Contract,
    first: Mapping[str, str | None],
    second: Mapping[str, str | None],
    hashed: Callable[[str], str],
) -> tuple[Row, ...]:
    """Compare two environments, in the order of the contract, then by name.

    Args:
        contract: says which variables are secret.
        first: values by name, None for one that was not seen.
        second: likewise.
        hashed: gives the keyed hash of a value.
    """
    names = [*contract.variables, *sorted({*first, *second} - set(contract.variables))]
    return tuple(
        _row(contract, name, first, second, hashed)
        for name in names
        if name in first or name in second
    )


def _row(
    contract: Contract,
    name: str,
    first: Mapping[str, str | None],
    second: Mapping[str, str | None],
    hashed: Callable[[str], str],
) -> Row:
    declared = contract.variables.get(name)
    secret = declared.secret if declared else is_secret_name(name)
    hashes = [hashed(value) if (value := side.get(name)) else "" for side in (first, second)]
    if name not in second:
        state = State.ONLY_FIRST
    elif name not in first:
        state = State.ONLY_SECOND
    elif first[name] is None or second[name] is None:
        state = State.UNSEEN
    else:
        # Two empty values are no shared secret.
        same = hashes[0] == hashes[1] and (bool(hashes[0]) or not secret)
        state = State.SAME if same else State.DIFFERENT
    return Row(name, secret, state, *hashes)
