"""A key record holds a key."""

from launchready.checks.email import dkim_key_valid as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, key, keys, selector, sender

Out = check.Outcomes


def given(*selectors: object) -> dict[str, object]:
    """Show the judge a sender's selectors."""
    return {"sender": sender(), "keys": keys(*selectors)}  # type: ignore[arg-type]


CASES = (
    Case(Out.VALID, "a good key", given(selector())),
    Case(Out.INVALID, "cut off", given(selector(key=key(fault="cut off")))),
    Case(Out.REVOKED, "revoked", given(selector(key=key(revoked=True)))),
    Case(Out.TESTING, "a test", given(selector(key=key(testing=True)))),
    Case(
        Out.REVOKED,
        "the worst of two",
        given(selector(key=key(testing=True)), selector("b", key=key(revoked=True))),
    ),
    Case(Out.NO_KEY, "no key", given(selector(key=None))),
    Case(Out.NOT_SEEN, "no answer", given(selector(), selector("b", key=None, unseen=LATE))),
)

test_outcomes = judges(check, CASES)
