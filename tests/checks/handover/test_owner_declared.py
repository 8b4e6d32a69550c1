"""Every account has an entry without gaps, looked at within a quarter."""

from typing import Any

import pytest

from launchready.checks.accounts import needed_accounts
from launchready.checks.handover import owner_declared as check
from launchready.facts.base import Unseen
from launchready.facts.repository import Found, RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.given import manifest
from tests.checks.handover.accounts import owner, timed

Out = check.Outcomes
BASE = ("registrar", "dns", "hosting")


def given(*owners: dict[str, Any], **tables: Any) -> dict[str, Any]:
    """Show the judge owners, without a repository."""
    return {**timed(*owners, **tables), "repository": Unseen("no folder")}


def base(**fields: Any) -> list[dict[str, Any]]:
    """Own what every product needs."""
    return [owner(asset, **fields) for asset in BASE]


CASES = (
    Case(Out.DECLARED, "what every product needs", given(*base())),
    Case(Out.DECLARED, "90 days ago", given(*base(confirmed="2026-08-04"))),
    Case(Out.MISSING, "nobody at all", given()),
    Case(Out.MISSING, "no hosting", given(owner("registrar"), owner("dns"))),
    Case(Out.MISSING, "mail", given(*base(), senders=[{"domain": "acme.example"}])),
    Case(Out.HALF, "no account", given(*base(account=""))),
    Case(Out.HALF, "no provider", given(*base(provider=""))),
    Case(Out.HALF, "no holder", given(*base(holder=None))),
    Case(Out.HALF, "never confirmed", given(*base(confirmed=None))),
    Case(Out.HALF, "confirmed tomorrow", given(*base(confirmed="2026-11-03"))),
    Case(Out.STALE, "91 days ago", given(*base(confirmed="2026-08-03"))),
)

test_outcomes = judges(check, CASES)


def test_several_accounts_of_one_kind_are_told_apart() -> None:
    """A gap at the second of two hosts names that host."""
    hosts = [owner("hosting", provider="hetzner"), owner("hosting", provider="fly", account="")]
    said = check.judge(**given(owner("registrar"), owner("dns"), *hosts))
    assert "hosting (fly): no account" in said.summary
    assert "hetzner" not in said.summary


@pytest.mark.parametrize("service", ["Stripe", "Paddle"])
def test_payments_need_an_account_where_code_takes_them(service: str) -> None:
    """What the code depends on is somebody's account, too."""
    facts = RepositoryFacts(1, services=(Found(service, "package.json"),))
    assert "payments" in needed_accounts(manifest(), facts)
