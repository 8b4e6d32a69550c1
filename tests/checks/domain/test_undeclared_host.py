"""Names that the product gives away are judged by whether the manifest has them."""

from launchready.checks.domain import undeclared_host as check
from launchready.facts.dns import SeenName, SeenNames
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

OLD = "old.acme.example"
SOURCES = ("certificate of acme.example",)
live = SeenName(OLD, SOURCES, ("198.51.100.9",))
gone = SeenName(OLD, SOURCES, rcode="NXDOMAIN")
dangling = SeenName(OLD, SOURCES, alias="x.hosting.example", rcode="NXDOMAIN")
unsure = SeenName(OLD, SOURCES, rcode="SERVFAIL")
DECLARED = {"acme.example": {"role": "marketing"}}
IMPLIED = {"acme.example": {"role": "marketing", "declared": False}}


def given(*names: SeenName, hosts: object = DECLARED, **fields: object) -> dict[str, object]:
    """Show the judge names that were seen."""
    product = manifest(hosts=hosts)
    seen = SeenNames(names, **fields)  # type: ignore[arg-type]
    return {"product": product.product, "names": seen, "manifest": product}


CASES = (
    Case(check.Outcomes.ALL_DECLARED, "nothing further", given()),
    Case(check.Outcomes.ALL_DECLARED, "a name without address", given(gone)),
    Case(check.Outcomes.UNDECLARED, "it resolves", given(live), place=OLD),
    Case(check.Outcomes.UNDECLARED_DANGLING, "an alias of nothing", given(dangling), place=OLD),
    Case(check.Outcomes.NOTHING_DECLARED, "no hosts in the manifest", given(live, hosts={})),
    Case(check.Outcomes.NOTHING_DECLARED, "only implied", given(live, hosts=IMPLIED)),
    Case(check.Outcomes.NOT_ALL_SEEN, "the page was unseen", given(unseen=("page: late",))),
    Case(check.Outcomes.NOT_ALL_SEEN, "a name without an answer", given(unsure)),
    Case(check.Outcomes.NOT_ALL_SEEN, "too many names", given(dropped=3)),
)

test_outcomes = judges(check, CASES)
