"""Obsolete versions are told from a lack of current ones."""

from launchready.checks.domain import tls_versions as check
from launchready.facts.tls import TlsVersions
from tests.checks.cases import Case, judges
from tests.checks.given import host

OLD = ("TLSv1", "TLSv1.1")
NEW = ("TLSv1.2", "TLSv1.3")


def given(
    accepted: tuple[str, ...], refused: tuple[str, ...], unseen: tuple[str, ...] = ()
) -> dict[str, object]:
    """Show the judge what a host accepted and refused."""
    return {"host": host(), "versions": TlsVersions(accepted, refused, unseen)}


Out = check.Outcomes

CASES = (
    Case(Out.CURRENT_ONLY, "1.2 and 1.3", given(NEW, OLD)),
    Case(Out.CURRENT_ONLY, "1.3 alone", given(("TLSv1.3",), (*OLD, "TLSv1.2"))),
    Case(Out.ALSO_OBSOLETE, "1.1 besides", given(("TLSv1.1", *NEW), ("TLSv1",))),
    Case(
        Out.ALSO_OBSOLETE,
        "1.0 seen, and whether 1.3 works is not known",
        given(("TLSv1",), ("TLSv1.2",), ("TLSv1.3: no answer",)),
    ),
    Case(Out.OBSOLETE_ONLY, "1.0 and nothing else", given(("TLSv1",), ("TLSv1.1", *NEW))),
    Case(Out.NOT_OFFERED, "1.0 could not be tried", given(NEW, (), ("TLSv1: not built in",))),
    Case(Out.NONE_ACCEPTED, "nothing accepted", given((), (*OLD, *NEW))),
)

test_outcomes = judges(check, CASES)
