"""The hosts that visitors are sent to are judged by their addresses."""

from launchready.checks.domain import resolves as check
from launchready.facts.dns import DnsAnswer, DnsRecord, HostAddresses
from tests.checks.cases import Case, judges
from tests.checks.given import addresses, answer, host, manifest

APEX = "acme.example"
ROUTES = [{"name": "app", "url": "https://app.acme.example/"}]
REDIRECTS = [{"from": "https://old.acme.example/", "to": "https://acme.example/"}]
ALIAS = DnsRecord(APEX, "CNAME", 300, "gone.hosting.example")


def given(
    found: HostAddresses | None = None, name: str = APEX, **tables: object
) -> dict[str, object]:
    """Show the judge what DNS says of a host."""
    return {
        "host": host(name),
        "found": found or addresses(name),
        "manifest": manifest(**tables),
    }


def nothing(rcode: str, *records: DnsRecord, v6: str = "") -> HostAddresses:
    """Make a name without addresses."""
    return HostAddresses(
        DnsAnswer(APEX, "A", rcode, records), DnsAnswer(APEX, "AAAA", v6 or rcode, records)
    )


only_v6 = HostAddresses(answer(APEX, "A"), answer(APEX, "AAAA", "2001:db8::7"))
private = addresses(APEX, v4="10.1.2.3")
odd = addresses(APEX, v4="not an address")

CASES = (
    Case(check.Outcomes.RESOLVES, "the apex has an address", given()),
    Case(check.Outcomes.RESOLVES, "IPv6 alone is an address", given(only_v6)),
    Case(
        check.Outcomes.RESOLVES,
        "a private address from a declared resolver",
        given(private, network={"resolver": "127.0.0.1:5353"}),
    ),
    Case(check.Outcomes.RESOLVES, "an address that cannot be read", given(odd)),
    Case(check.Outcomes.NOT_PUBLIC, "a private address on the internet", given(private)),
    Case(check.Outcomes.NOT_PUBLIC, "loopback", given(addresses(APEX, v4="127.0.0.1"))),
    Case(check.Outcomes.NO_SUCH_NAME, "NXDOMAIN", given(nothing("NXDOMAIN"))),
    Case(
        check.Outcomes.NO_SUCH_NAME,
        "a route's host that does not exist",
        given(nothing("NXDOMAIN"), "app.acme.example", routes=ROUTES),
    ),
    Case(
        check.Outcomes.NO_SUCH_NAME,
        "a redirect's host that does not exist",
        given(nothing("NXDOMAIN"), "old.acme.example", redirects=REDIRECTS),
    ),
    Case(check.Outcomes.NO_ADDRESS, "no A and no AAAA", given(nothing("NOERROR"))),
    Case(
        check.Outcomes.ALIAS_LEADS_NOWHERE,
        "an alias of a missing name",
        given(nothing("NXDOMAIN", ALIAS)),
    ),
    Case(check.Outcomes.NO_ANSWER, "SERVFAIL", given(nothing("SERVFAIL"))),
    Case(
        check.Outcomes.NO_ANSWER,
        "SERVFAIL for one family is no proof of absence",
        given(nothing("NOERROR", v6="SERVFAIL")),
    ),
    Case(
        check.Outcomes.OTHER_HOST,
        "a declared host that no route uses",
        given(nothing("NXDOMAIN"), "status.acme.example"),
    ),
)

test_outcomes = judges(check, CASES)
