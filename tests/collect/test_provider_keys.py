"""Which variables hold keys to others' services, and how far these reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.collect.provider_keys import provider_keys
from launchready.collect.rotation import rotation_ledger
from launchready.collect.services import Environment, Folder
from launchready.facts.base import CannotSee
from launchready.facts.rotation import KeyRecord, KeyState, Rotation, RotationLedger
from launchready.secrets.ledger import write_keys, write_ledger
from launchready.secrets.power import EVERYTHING, LIMITED, provider_named
from launchready.secrets.recognise import recognise
from tests.checks.given import manifest
from tests.secrets.samples import every_rule
from tests.secrets.scanning import token

SECRET = {"secret": True}


async def test_keys_are_known_by_value_or_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the provider said counts for the value that it was asked about, and no other."""
    monkeypatch.setenv("LAUNCHREADY_KEY", "a key of the tests")
    declared = manifest(
        env={
            "PAY_KEY": SECRET, "POSTMARK_TOKEN": SECRET, "SESSION_KEY": SECRET,
            "GH_ONE": SECRET, "GH_TWO": SECRET, "STRIPE_PUBLIC": {},
        }
    )  # fmt: skip
    one, two = (token("github-personal-access-token", seed) for seed in (1, 2))
    values = Environment({"PAY_KEY": token("stripe-secret-key"), "GH_ONE": one, "GH_TWO": two})
    known = recognise("GH_ONE", one)
    assert known is not None
    write_keys(
        tmp_path,
        [
            KeyRecord(name, known.hash, known.name, KeyState.ALIVE, "2026-11-02", ("repo",))
            for name in ("GH_ONE", "GH_TWO")
        ],
    )
    seen = await provider_keys(declared.product, declared, Folder(tmp_path), values)
    assert [(k.variable, k.provider, k.power, k.record is not None) for k in seen.keys] == [
        ("PAY_KEY", "Stripe", "all", False),
        ("POSTMARK_TOKEN", "Postmark", "", False),
        ("GH_ONE", "GitHub", "", True),
        ("GH_TWO", "GitHub", "", False),
    ]
    assert one not in repr(seen)


def test_kinds_of_power_are_kinds_that_exist() -> None:
    """Each is a rule's, and no kind is both limited and not."""
    ids = {rule.id for rule in every_rule()}
    assert ids >= EVERYTHING | LIMITED
    assert not EVERYTHING & LIMITED


@pytest.mark.parametrize(
    ("variable", "provider"),
    [
        ("STRIPE_SECRET_KEY", "Stripe"),
        ("SENDGRID_API_KEY", "Twilio SendGrid"),
        ("DATABASE_URL", ""),
        ("SESSION_KEY", ""),
        ("SMTP_PASSWORD", ""),
        ("DJANGO_SECRET_KEY", ""),
        ("JWT_PRIVATE_KEY", ""),
    ],
)
def test_a_variable_is_often_named_after_its_provider(variable: str, provider: str) -> None:
    """Words that name no company tell nothing."""
    assert provider_named(variable) == provider


async def test_the_ledger_is_read_from_beside_the_manifest(tmp_path: Path) -> None:
    """A bare domain has none."""
    product = manifest().product
    write_ledger(tmp_path, RotationLedger((Rotation("0" * 16, "a key"),)))
    assert len((await rotation_ledger(product, Folder(tmp_path))).entries) == 1
    with pytest.raises(CannotSee):
        await rotation_ledger(product, Folder(None))
