"""A mail that did not come, went to spam or came with faults is told apart."""

from launchready.checks.email import mails_arrive as check
from tests.checks.cases import Case, judges

from .drilled import FAILED, SIGNUP, UNKNOWN, given, trial

Out = check.Outcomes
GOOD = (trial("arrives"), trial("inbox"), trial("dkim"))
LOGIN = [{"name": "login", "url": "https://app.acme.example/login", "kind": "login"}]

CASES = (
    Case(Out.ARRIVES, "all is well", given(*GOOD), "signup"),
    Case(Out.ARRIVES, "links are another's", given(*GOOD, trial("links", FAILED)), "signup"),
    Case(Out.LOST, "it did not come", given(trial("arrives", FAILED)), "signup"),
    Case(
        Out.LOST,
        "it came at one provider of two",
        given(*GOOD, trial("arrives", FAILED, place="outlook")),
        "signup",
    ),
    Case(Out.IN_SPAM, "in spam", given(*GOOD, trial("inbox", FAILED)), "signup"),
    Case(Out.FAULTY, "unsigned", given(*GOOD, trial("dkim", FAILED)), "signup"),
    Case(Out.NOT_SEEN, "not triggered", given(trial("arrives", UNKNOWN)), "signup"),
    Case(Out.NEVER_TRIED, "no drill", given(), "signup"),
    Case(Out.NEVER_TRIED, "a mail new since", given(trial("arrives", subject="x")), "signup"),
    Case(Out.ARRIVES, "30 days ago", given(*GOOD, days=30), "signup"),
    Case(Out.TOO_LONG_AGO, "31 days ago", given(*GOOD, days=31), "signup"),
    Case(Out.WHICH_MAILS, "senders", given(mails=(), senders=[{"domain": "acme.example"}])),
    Case(Out.NO_MAILS, "nothing declared", given(mails=())),
)

test_outcomes = judges(check, CASES)


def test_each_mail_has_a_verdict() -> None:
    """Of two mails, the one that nobody tried is named."""
    shown = given(*GOOD, mails=(SIGNUP, {**SIGNUP, "name": "reset"}))
    found = {each.place: each.outcome.id for each in check.judge(**shown)}  # type: ignore[union-attr]
    assert found == {"signup": "arrives", "reset": "never-tried"}
