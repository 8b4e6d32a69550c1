"""What counts as proof of an account, and for how long."""

from typing import Any

import pytest

from launchready.checks.api import how_to_prove
from launchready.checks.handover import ownership_proven as check
from launchready.facts.drills import DrillHistory
from launchready.facts.ownership import proofs
from launchready.manifest.schema import Owner
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import owner, timed
from tests.checks.handover.proofs import FAILED, NOTHING, UNKNOWN, proven, record, trial

Out = check.Outcomes


def given(drills: DrillHistory, *owners: dict[str, Any]) -> dict[str, Any]:
    """Show the judge what is on record; by default of the zone alone."""
    return {**timed(*(owners or (owner(),))), "drills": drills}


WHOIS = owner("registrar", provider="gandi")
SAID = trial("registrar", "statement", "gandi")
BY_TOKEN = trial(method="token")
ANOTHERS = trial(method="token", result=FAILED)

CASES = (
    Case(Out.PROVEN, "a record in the zone", given(proven(trial()))),
    Case(Out.PROVEN, "90 days ago", given(proven(trial(), days_ago=90.9))),
    Case(Out.PROVEN, "a token", given(proven(BY_TOKEN))),
    Case(
        Out.PROVEN,
        "the provider spelt otherwise",
        given(proven(trial(provider="Cloudflare, Inc."))),
    ),
    Case(Out.PROVEN, "a statement, where nothing else can", given(proven(SAID), WHOIS)),
    Case(
        Out.PROVEN,
        "another's token first, the right one later",
        given(DrillHistory((record(BY_TOKEN), record(ANOTHERS, days_ago=5)))),
    ),
    Case(Out.ANOTHERS, "another's token", given(proven(ANOTHERS)), "dns"),
    Case(
        Out.ANOTHERS,
        "another's token since",
        given(DrillHistory((record(ANOTHERS), record(BY_TOKEN, days_ago=5)))),
        "dns",
    ),
    Case(Out.ONLY_SAID, "a statement alone", given(proven(trial(method="statement"))), "dns"),
    Case(Out.OLD, "91 days ago", given(proven(trial(), days_ago=91))),
    Case(Out.UNPROVEN, "nothing", given(NOTHING)),
    Case(Out.UNPROVEN, "an attempt that told nothing", given(proven(trial(result=UNKNOWN)))),
    Case(Out.UNPROVEN, "at the provider before", given(proven(trial(provider="gandi")))),
    Case(Out.UNPROVEN, "of another account", given(proven(trial("edge")))),
    Case(Out.UNPROVEN, "from tomorrow", given(proven(trial(), days_ago=-1))),
    Case(Out.UNPROVEN, "a method that nobody knows", given(proven(trial(method="oath")))),
    Case(
        Out.UNPROVEN,
        "an account without a provider",
        given(proven(trial(provider="")), owner(provider="")),
    ),
    Case(Out.NO_OWNERS, "no owners", {**timed(), "drills": NOTHING}),
)

test_outcomes = judges(check, CASES)


def made(asset: str, provider: str) -> Owner:
    """Make an entry."""
    return Owner.model_validate(owner(asset, provider=provider))


@pytest.mark.parametrize(
    ("asset", "provider", "command"),
    [
        ("dns", "gandi", "prove dns"),
        ("edge", "cloudflare", "prove dns"),
        ("edge", "fastly", "prove statement"),
        ("hosting", "vercel", "prove token --env VERCEL_TOKEN vercel"),
        ("hosting", "our own rack", "prove file"),
        ("email", "Postmark", "prove token --env POSTMARK_TOKEN postmark"),
        ("registrar", "gandi", 'prove statement --by "YOUR NAME" registrar'),
    ],
)  # fmt: skip
def test_the_strongest_way_is_told(asset: str, provider: str, command: str) -> None:
    """A person's word is asked for only where no machine can tell."""
    owners = [made("dns", "Cloudflare"), made(asset, provider)]
    assert command in how_to_prove(made(asset, provider), owners)


def test_who_said_it_is_kept() -> None:
    """A statement bears the name of who made it, not of who typed it."""
    assert proofs(proven(SAID))[0].by == "Ana"
