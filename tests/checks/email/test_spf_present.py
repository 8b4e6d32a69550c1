"""The SPF record is there, or it is said what to publish."""

from launchready.checks.email import spf_present as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, no_spf, node, sender, trees

Out = check.Outcomes

SENDS, IDLE = declared(sender()), declared()


def given(*domains: object, manifest: object = SENDS) -> dict[str, object]:
    """Show the judge some trees."""
    return {"product": SENDS.product, "trees": trees(*domains), "manifest": manifest}  # type: ignore[arg-type]


CASES = (
    Case(Out.PRESENT, "a record", given(), D),
    Case(Out.PRESENT, "two records are another check's", given(node(records=("a", "b"))), D),
    Case(Out.MISSING, "none, and it sends", given(no_spf()), D),
    Case(Out.UNUSED, "none, and nobody is declared", given(no_spf(), manifest=IDLE), D),
    Case(Out.MISTYPED, "nearly one", given(no_spf(near_misses=("v=spf1;",))), D),
    Case(Out.NOT_SEEN, "no answer", given(no_spf(unseen=LATE)), D),
    Case(
        Out.NO_DOMAIN,
        "only foreign domains",
        {**given(), "trees": type(trees())(())},
    ),
)

test_outcomes = judges(check, CASES)


def test_the_record_to_publish_names_the_declared_service() -> None:
    """What is printed can be published as it is, and lets the provider send."""
    (verdict,) = check.judge(**given(no_spf()))  # type: ignore[arg-type]
    line = 'acme.example. 3600 IN TXT "v=spf1 include:spf.mtasv.net ~all"'
    assert line in str(verdict.evidence["publish"])
