"""A key under a doubled name is found."""

from launchready.checks.email import dkim_doubled_name as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, keys, selector, sender

Out = check.Outcomes

TWICE = f"pm._domainkey.{D}.{D}"


def given(*selectors: object) -> dict[str, object]:
    """Show the judge a sender's selectors."""
    return {"sender": sender(), "keys": keys(*selectors)}  # type: ignore[arg-type]


CASES = (
    Case(Out.SINGLE, "one name", given(selector())),
    Case(Out.DOUBLED, "nothing at the right name", given(selector(key=None, doubled=TWICE))),
    Case(Out.LEFTOVER, "one at each", given(selector(doubled=TWICE))),
    Case(Out.NO_SELECTOR, "no selector", given()),
    Case(Out.NOT_SEEN, "no answer", given(selector(key=None, unseen=LATE))),
)

test_outcomes = judges(check, CASES)
