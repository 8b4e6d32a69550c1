"""Declared selectors have keys."""

from launchready.checks.email import dkim_selector as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, keys, selector, sender

Out = check.Outcomes

NONE = selector(key=None)


def given(*selectors: object, is_declared: bool = True) -> dict[str, object]:
    """Show the judge a sender's selectors."""
    return {"sender": sender(), "keys": keys(*selectors, is_declared=is_declared)}  # type: ignore[arg-type]


CASES = (
    Case(Out.FOUND, "a key", given(selector())),
    Case(
        Out.FOUND,
        "one of the provider's usual selectors",
        given(selector(), selector("k2", key=None), is_declared=False),
    ),
    Case(Out.MISSING, "no key", given(NONE)),
    Case(Out.SOME_MISSING, "no key for one of two", given(selector(), selector("b", key=None))),
    Case(Out.WHICH, "no selector is known", given()),
    Case(Out.WHICH, "none of the usual selectors", given(NONE, is_declared=False)),
    Case(Out.DOUBLED, "a doubled name", given(selector(key=None, doubled="x"))),
    Case(Out.NOT_SEEN, "no answer", given(selector(key=None, unseen=LATE))),
)

test_outcomes = judges(check, CASES)


def test_a_providers_alias_is_printed() -> None:
    """Where the provider documents what stands at a selector, it can be copied."""
    gone = selector("fm1", key=None)
    verdict = check.judge(sender(provider="fastmail", dkim_selectors=["fm1"]), keys(gone))
    line = "fm1._domainkey.acme.example. 3600 IN CNAME fm1.acme.example.dkim.fmhosted.com."
    assert line in str(verdict.evidence["publish"])
