"""A secret's place is named, and is none that everybody reads."""

from typing import Any

import pytest

from launchready.checks.handover import secrets_located as check
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import untimed

Out = check.Outcomes


def given(lives: str = "1Password, vault Production", rotate: str = "ops") -> dict[str, Any]:
    """Show the judge a secret and a setting."""
    secret = {"secret": True, "lives": lives, "rotate": rotate}
    return untimed(env={"KEY": secret, "LEVEL": {}})


CASES = (
    Case(Out.LOCATED, "a password manager", given()),
    Case(Out.LOCATED, "the settings of CI", given("GitHub Actions secrets, and Fly.io")),
    Case(Out.LOCATED, "a secure note", given("Bitwarden, secure note")),
    Case(Out.IN_THE_OPEN, "a chat", given("pinned in Slack #ops")),
    Case(Out.IN_THE_OPEN, "a mailbox", given("an e-mail from the agency")),
    Case(Out.NOWHERE, "not said", given("")),
    Case(Out.NOBODY_ROTATES, "no keeper", given(rotate=" ")),
    Case(Out.NO_SECRETS, "settings alone", untimed(env={"LEVEL": {}})),
)

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize(
    "lives", ["Doppler", "AWS Secrets Manager", "Vault at kv/acme", "Infisical"]
)
def test_secret_managers_are_no_chats(lives: str) -> None:
    """A name of a place that is made for secrets holds no word of a place that is not."""
    assert check.judge(**given(lives)).outcome is Out.LOCATED
