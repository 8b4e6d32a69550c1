"""The record lets the declared service send."""

from launchready.checks.email import spf_covers_sender as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, PATH, include, no_spf, node, sender, trees

Out = check.Outcomes

BARE = node(include("other.example"), record="v=spf1 include:other.example -all")
OWN_PATH = node(domain=PATH)

CASES = (
    Case(Out.COVERED, "in the domain's record", {"sender": sender(), "trees": trees()}),
    Case(
        Out.COVERED,
        "in the return path's record",
        {"sender": sender(), "trees": trees(BARE, paths=(OWN_PATH,))},
    ),
    Case(Out.NOT_COVERED, "in neither", {"sender": sender(), "trees": trees(BARE)}),
    Case(
        Out.NOT_COVERED,
        "the provider's, where nothing is declared",
        {"sender": sender(provider="google", spf_includes=[]), "trees": trees(BARE)},
    ),
    Case(
        Out.OWN_ENVELOPE,
        "a provider with its own envelope",
        {"sender": sender(provider="brevo", spf_includes=[]), "trees": trees(BARE)},
    ),
    Case(Out.NO_RECORD, "no record", {"sender": sender(), "trees": trees(no_spf())}),
    Case(
        Out.WHICH,
        "nothing is declared",
        {"sender": sender(provider="", spf_includes=[]), "trees": trees()},
    ),
    Case(Out.NOT_SEEN, "no answer", {"sender": sender(), "trees": trees(no_spf(unseen=LATE))}),
)

test_outcomes = judges(check, CASES)


def test_the_include_is_put_before_the_end() -> None:
    """The record to publish is what is there, and the service."""
    verdict = check.judge(sender(), trees(BARE))
    wanted = "v=spf1 include:other.example include:spf.mtasv.net -all"
    assert wanted in str(verdict.evidence["publish"])
