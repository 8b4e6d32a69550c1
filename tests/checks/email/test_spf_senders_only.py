"""A service that no declared sender needs is named."""

from launchready.checks.email import spf_senders_only as check
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared, include, no_spf, node, sender, trees

Out = check.Outcomes

SENDS = declared(sender())
WRAPPED = include("all.example", node=node(domain="all.example"))


def given(*domains: object, manifest: object = SENDS) -> dict[str, object]:
    """Show the judge some trees."""
    return {"product": SENDS.product, "trees": trees(*domains), "manifest": manifest}  # type: ignore[arg-type]


MORE = node(
    include("spf.mtasv.net"),
    include("old.example"),
    record="v=spf1 include:spf.mtasv.net include:old.example ~all",
)
CASES = (
    Case(Out.NEEDED, "the provider's", given(), D),
    Case(Out.NEEDED, "the provider's within another", given(node(WRAPPED)), D),
    Case(Out.MORE, "another one", given(MORE), D),
    Case(Out.WHO_SENDS, "nobody is declared", given(manifest=declared()), D),
    Case(Out.NO_RECORD, "no record", given(no_spf()), D),
    Case(Out.NOT_SEEN, "no answer", given(no_spf(unseen=LATE)), D),
)

test_outcomes = judges(check, CASES)


def test_the_record_to_publish_leaves_the_service_out() -> None:
    """What is printed is the record as it is, without the one include."""
    (verdict,) = check.judge(**given(MORE))  # type: ignore[arg-type]
    assert '"v=spf1 include:spf.mtasv.net ~all"' in str(verdict.evidence["publish"])
