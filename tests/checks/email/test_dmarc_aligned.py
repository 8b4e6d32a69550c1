"""Each sender passes by one of the two ways."""

from launchready.checks.email import dmarc_aligned as check
from launchready.facts.dmarc import DmarcLookup
from tests.checks.cases import Case, judges
from tests.checks.email.given import (
    LATE,
    PATH,
    D,
    dmarc,
    keys,
    no_spf,
    node,
    policies,
    selector,
    sender,
    trees,
)

Out = check.Outcomes

PROVIDER = DmarcLookup("mtasv.net", organizational="mtasv.net")
OTHERS = (PROVIDER, DmarcLookup(PATH, organizational=D))
OWN_PATH = node(domain=PATH)


def given(
    *selectors: object, domain: object = None, tree: object = None, **fields: object
) -> dict[str, object]:
    """Show the judge a sender."""
    first = domain or dmarc()
    return {
        "sender": sender(**fields),
        "keys": keys(*(selectors or (selector(),))),  # type: ignore[arg-type]
        "dmarc": policies(first, others=OTHERS),  # type: ignore[arg-type]
        "trees": trees(paths=(tree or OWN_PATH,)),  # type: ignore[arg-type]
    }


NO_KEY = selector(key=None)
FOREIGN = {"dkim_domain": "mtasv.net", "return_path": "mtasv.net"}
CASES = (
    Case(Out.ALIGNED, "by both", given()),
    Case(Out.ALIGNED, "by SPF alone", given(NO_KEY)),
    Case(Out.ALIGNED, "by DKIM alone", given(return_path="mtasv.net")),
    Case(Out.NEITHER, "the provider's domains", given(**FOREIGN)),
    Case(Out.NEITHER, "no key, and a return path without SPF", given(NO_KEY, tree=no_spf())),
    Case(Out.NO_POLICY, "no DMARC", given(domain=dmarc(""))),
    Case(Out.NOT_SEEN, "DMARC gave no answer", given(domain=dmarc("", unseen=LATE))),
    Case(
        Out.NOT_SEEN,
        "the key gave no answer",
        given(selector(key=None, unseen=LATE), return_path="mtasv.net"),
    ),
)

test_outcomes = judges(check, CASES)
