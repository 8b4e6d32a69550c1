"""The ledger opens by what was found and closes by proof alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from launchready.facts.rotation import KeyRecord, KeyState, Rotation, RotationLedger
from launchready.facts.secrets import Danger, FoundSecret, Tier
from launchready.secrets.ledger import (
    LEDGER_FILE,
    PROVIDER,
    NotProven,
    Proof,
    opened,
    proven,
    read_keys,
    read_ledger,
    with_values,
    write_keys,
    write_ledger,
)

DAY = date(2026, 11, 2)
OLD, NEW = "0123456789abcdef", "fedcba9876543210"
FOUND = FoundSecret(
    rule="stripe-secret-key",
    provider="Stripe",
    kind="live secret key",
    danger=Danger.SECRET,
    tier=Tier.FORMAT,
    path="src/pay.py",
    line=3,
    column=8,
    masked="sk_live_… (32 characters)",
    hash=OLD,
    first_commit="a" * 40,
)


def ledger() -> RotationLedger:
    """Make a ledger with one open entry."""
    return opened(RotationLedger(), [FOUND], DAY, owner="ana")


def test_a_found_secret_opens_an_entry_once() -> None:
    """The same secret at another place is the same entry with one place more."""
    twice = opened(ledger(), [FOUND, replace(FOUND, path="b.py", first_commit="")], DAY)
    (entry,) = twice.entries
    assert (entry.hash, entry.opened, entry.owner) == (OLD, "2026-11-02", "ana")
    assert entry.places == ("src/pay.py:3 since aaaaaaaaaaaa", "b.py:3")
    assert entry.open


@pytest.mark.parametrize(
    "change",
    [{"danger": Danger.PUBLISHABLE}, {"danger": Danger.TEST}, {"tier": Tier.CONTEXT}],
)
def test_what_is_no_certain_secret_opens_nothing(change: dict[str, object]) -> None:
    """Publishable keys, sandbox keys and guesses are not rotated."""
    found = replace(FOUND, **change)
    assert opened(RotationLedger(), [found], DAY).entries == ()


def test_both_proofs_close_it() -> None:
    """A new value alone leaves it open; with the provider's refusal it is done."""
    replaced = proven(ledger(), OLD, Proof(DAY, variable="STRIPE_KEY", value_hash=NEW))
    assert replaced.entries[0].missing == ("nobody has shown that the old value is refused",)
    done = proven(replaced, OLD[:6], Proof(DAY, dead_by=PROVIDER))
    assert not done.entries[0].open
    assert list(done.done) == [OLD]


def test_a_persons_word_has_a_name_and_a_date() -> None:
    """Where the provider cannot be asked, somebody answers for it."""
    done = proven(ledger(), OLD, Proof(DAY, unused_by="Ana Torres", dead_by="Ana Torres"))
    (entry,) = done.entries
    assert (entry.dead_by, entry.dead_on, entry.open) == ("Ana Torres", "2026-11-02", False)


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (Proof(DAY, variable="STRIPE_KEY", value_hash=OLD), "still has the leaked value"),
        (Proof(DAY, variable="STRIPE_KEY"), "is not set"),
        (Proof(DAY), "nothing was shown"),
        (Proof(DAY, variable="A", value_hash=NEW, unused_by="Ana"), "one or the other"),
    ],
)
def test_what_proves_nothing_closes_nothing(proof: Proof, why: str) -> None:
    """The leaked value itself, an empty variable and a bare wish are refused."""
    with pytest.raises(NotProven, match=why):
        proven(ledger(), OLD, proof)


def test_an_entry_is_named_by_enough_of_its_hash() -> None:
    """No entry, or several, is a mistake and not a guess."""
    two = replace(ledger(), entries=(*ledger().entries, Rotation(OLD[:8] + "0" * 8, "x")))
    with pytest.raises(NotProven, match="2 entries"):
        proven(two, OLD[:4], Proof(DAY, dead_by="Ana"))
    with pytest.raises(NotProven, match="no entry"):
        proven(two, "ffff", Proof(DAY, dead_by="Ana"))
    with pytest.raises(NotProven, match="no entry"):
        proven(RotationLedger(), "", Proof(DAY, dead_by="Ana"))


def test_a_leaked_value_that_comes_back_opens_it_again() -> None:
    """A deployment from an old copy of the settings undoes the rotation."""
    done = proven(
        ledger(), OLD, Proof(DAY, variable="STRIPE_KEY", value_hash=NEW, dead_by="Ana")
    )
    assert not with_values(done, {"STRIPE_KEY": NEW}).entries[0].open
    assert with_values(done, {"STRIPE_KEY": OLD}).entries[0].open


def test_it_is_kept_beside_the_manifest(tmp_path: Path) -> None:
    """What is written is read again; a second writing replaces the first."""
    path = write_ledger(tmp_path, ledger())
    assert path == tmp_path / ".launchready" / LEDGER_FILE
    write_ledger(tmp_path, ledger())
    assert read_ledger(tmp_path) == ledger()
    assert [each.name for each in path.parent.iterdir()] == [LEDGER_FILE]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'[{"hash": 1}]', b'[{"hash": "\xff"}]', b"\xff\xfe", b"[" * 99999]
)
def test_a_damaged_ledger_is_not_an_empty_one(tmp_path: Path, content: bytes) -> None:
    """Who breaks the file does not close its entries."""
    (tmp_path / ".launchready").mkdir()
    (tmp_path / ".launchready" / LEDGER_FILE).write_bytes(content)
    assert read_ledger(tmp_path).damaged


def test_what_providers_said_is_kept_by_variable(tmp_path: Path) -> None:
    """The newest answer takes the place of the one before."""
    assert read_keys(tmp_path) == ()
    first = KeyRecord(
        "A_KEY", OLD, "GitHub token", KeyState.ALIVE, "2026-11-02", ("repo",), ("repo",)
    )
    other = KeyRecord("B_KEY", OLD, "Slack token", KeyState.DEAD, "2026-11-02")
    write_keys(tmp_path, [first, other])
    write_keys(tmp_path, [replace(first, hash=NEW, broad=())])
    assert [(each.variable, each.hash) for each in read_keys(tmp_path)] == [
        ("A_KEY", NEW),
        ("B_KEY", OLD),
    ]
