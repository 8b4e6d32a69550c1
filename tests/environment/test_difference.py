"""Two environments are compared without any value leaving the comparison."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from launchready.environment.contract import Contract, Variable
from launchready.environment.difference import State, difference

CONTRACT = Contract({"A_KEY": Variable("A_KEY", secret=True), "LOG": Variable("LOG")})
SIDE = st.dictionaries(
    st.sampled_from(["A_KEY", "LOG", "B_TOKEN", "C"]),
    st.one_of(st.none(), st.text(max_size=3)),
)


def hashed(value: str) -> str:
    """Hash in a way that a reader can follow."""
    return f"#{len(value)}{value[:1]}"


@given(SIDE, SIDE)
def test_every_variable_is_told_once(
    first: dict[str, str | None], second: dict[str, str | None]
) -> None:
    """Whatever two environments hold, each name has one row, and sides may be swapped."""
    rows = difference(CONTRACT, first, second, hashed)
    assert {row.name for row in rows} == {*first, *second}
    assert len(rows) == len({row.name for row in rows})
    mirrored = {row.name: row for row in difference(CONTRACT, second, first, hashed)}
    for row in rows:
        other = mirrored[row.name]
        assert (row.first, row.second) == (other.second, other.first)
        assert row.wrong == other.wrong


def test_what_counts_as_shared() -> None:
    """A secret with one value in both is wrong, by the contract or by its name."""
    first = {"A_KEY": "x", "LOG": "info", "B_TOKEN": "y", "C": "z", "EMPTY_KEY": ""}
    rows = {row.name: row for row in difference(CONTRACT, first, dict(first), hashed)}
    assert [name for name, row in rows.items() if row.wrong] == ["A_KEY", "B_TOKEN"]
    assert rows["LOG"].state is State.SAME
    assert rows["EMPTY_KEY"].state is State.DIFFERENT


def test_what_was_not_seen_is_not_compared() -> None:
    """A name without its value proves nothing of equality."""
    (row,) = difference(CONTRACT, {"A_KEY": None}, {"A_KEY": "x"}, hashed)
    assert (row.state, row.wrong) == (State.UNSEEN, False)
