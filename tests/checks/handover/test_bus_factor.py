"""What hangs on one person of the company is told, whoever else helps."""

from launchready.checks.handover import bus_factor as check
from tests.checks.cases import Case, judges
from tests.checks.handover.accounts import ANA, BEN, EVE, access, owner, timed

Out = check.Outcomes


def phone(person: str, kind: str = "sms") -> dict[str, object]:
    """Page somebody."""
    return {"name": person, "kind": kind, "person": person, "severity": ["page"]}


BOTH = [phone("ana"), phone("ben")]

CASES = (
    Case(Out.SHARED, "two of the company", timed(owner(), channels=BOTH)),
    Case(Out.SHARED, "nobody paged at all", timed(owner())),
    Case(
        Out.SHARED, "an on-call service", timed(owner(), channels=[phone("duty", "pagerduty")])
    ),
    Case(
        Out.ONE_PERSON,
        "the second is the agency's",
        timed(owner(second=EVE), access=[access()]),
    ),
    Case(
        Out.ONE_PERSON,
        "the second has a mailbox of the agency's",
        timed(
            owner(second="x@agency.example"),
            owner("hosting", account=EVE, holder="agency", second=BEN),
        ),
    ),
    Case(Out.ONE_PERSON, "no second", timed(owner(second=""))),
    Case(Out.ONE_PERSON, "one telephone", timed(owner(), channels=[phone("ana")])),
    Case(
        Out.ONE_PERSON,
        "two hosts, of which each has another second",
        timed(owner("hosting"), owner("hosting", provider="fly", account=ANA, second="cy")),
    ),
    Case(
        Out.NOBODY,
        "one account is the agency's alone",
        timed(owner(), owner("hosting", account=EVE, holder="agency", second="")),
    ),
    Case(Out.NOT_SAID, "accounts without logins", timed(owner(account="", second=""))),
    Case(Out.NO_OWNERS, "nothing", timed()),
)

test_outcomes = judges(check, CASES)


def test_the_person_with_most_is_named() -> None:
    """Whom to relieve first is who the most hangs on."""
    said = check.judge(
        **timed(
            owner(second=""),
            owner("hosting", second=""),
            owner("email", account=BEN, second=""),
        )
    )
    assert f"hangs on {ANA} alone" in said.summary
    assert "logging in to dns, logging in to hosting" in said.summary
