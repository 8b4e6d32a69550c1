"""Declared hosts other than those of routes are judged by whether they exist."""

from launchready.checks.domain import declared_host_missing as check
from launchready.facts.dns import DnsAnswer, DnsRecord, HostAddresses
from tests.checks.cases import Case, judges
from tests.checks.given import addresses, host, manifest

NAME = "status.acme.example"
ALIAS = DnsRecord(NAME, "CNAME", 300, "gone.hosting.example")
ROUTES = [{"name": "status", "url": f"https://{NAME}/"}]


def given(
    rcode: str = "", *records: DnsRecord, name: str = NAME, **tables: object
) -> dict[str, object]:
    """Show the judge a host with an address, or with an rcode and no address."""
    empty = HostAddresses(
        DnsAnswer(name, "A", rcode, records), DnsAnswer(name, "AAAA", rcode, records)
    )
    found = empty if rcode else addresses(name)
    return {"host": host(name), "found": found, "manifest": manifest(**tables)}


CASES = (
    Case(check.Outcomes.EXISTS, "it has an address", given()),
    Case(check.Outcomes.MISSING, "NXDOMAIN", given("NXDOMAIN")),
    Case(check.Outcomes.MISSING, "a name without addresses", given("NOERROR")),
    Case(
        check.Outcomes.ALIAS_LEADS_NOWHERE,
        "an alias of a missing name",
        given("NXDOMAIN", ALIAS),
    ),
    Case(check.Outcomes.NO_ANSWER, "SERVFAIL", given("SERVFAIL")),
    Case(
        check.Outcomes.JUDGED_ELSEWHERE,
        "a route's host is another check's",
        given("NXDOMAIN", routes=ROUTES),
    ),
    Case(
        check.Outcomes.JUDGED_ELSEWHERE,
        "the apex is another check's",
        given("NXDOMAIN", name="acme.example"),
    ),
    Case(
        check.Outcomes.JUDGED_ELSEWHERE,
        "a host that is only mentioned",
        {**given("NXDOMAIN"), "host": host(NAME, declared=False)},
    ),
)

test_outcomes = judges(check, CASES)
