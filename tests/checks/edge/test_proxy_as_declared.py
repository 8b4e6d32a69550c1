"""What stands in front of a host is what its owner meant, as far as it can be seen."""

from launchready.checks.edge import proxy_as_declared as check
from launchready.facts.dns import HostAddresses
from launchready.facts.http import EntryPoints
from tests.checks.cases import Case, judges
from tests.checks.given import answer, exchange, host, trace

NAME = "app.acme.example"


def given(
    proxy: str | None, *v4: str, alias: str = "", headers: dict[str, str] | None = None
) -> dict[str, object]:
    """Show the judge a host's addresses and its first answer."""
    chain = answer(NAME, "CNAME", *([alias] if alias else [])).records
    direct = answer(NAME, "A", *v4)
    ipv4 = answer(NAME, "A") if not v4 else direct
    merged = type(ipv4)(NAME, "A", "NOERROR", chain + ipv4.records)
    first = exchange(f"https://{NAME}/", headers=headers or {})
    return {
        "host": host(NAME, proxy=proxy),
        "found": HostAddresses(merged, answer(NAME, "AAAA")),
        "entries": EntryPoints((trace(first),)),
    }


Out = check.Outcomes
CF, PLAIN = "104.21.3.4", "198.51.100.7"

CASES = (
    Case(Out.AS_DECLARED, "by its addresses", given("cloudflare", CF)),
    Case(Out.AS_DECLARED, "by its header", given("cloudflare", PLAIN, headers={"CF-Ray": "8"})),
    Case(Out.AS_DECLARED, "another proxy", given("other", PLAIN, alias="d1.cloudfront.net")),
    Case(Out.NONE_AS_DECLARED, "none meant, none seen", given("none", PLAIN)),
    Case(Out.PLATFORM, "a platform's edge", given(None, "76.76.21.21")),
    Case(Out.PLATFORM, "a platform where no proxy is meant", given("none", "76.76.21.21")),
    Case(Out.NOT_APPLICABLE, "nothing declared, nothing seen", given(None, PLAIN)),
    Case(Out.AROUND, "Cloudflare's cloud is grey", given("cloudflare", PLAIN)),
    Case(Out.PARTLY_AROUND, "one address of two", given("cloudflare", CF, PLAIN)),
    Case(Out.ANOTHER, "Fastly for Cloudflare", given("cloudflare", "151.101.1.1")),
    Case(Out.ANOTHER, "Cloudflare for another", given("other", CF)),
    Case(Out.UNMEANT, "proxied though none is meant", given("none", CF)),
    Case(Out.UNDECLARED, "proxied and not declared", given(None, CF)),
    Case(Out.UNRECOGNISED, "some proxy that is not known", given("other", PLAIN)),
    Case(Out.NO_ADDRESS, "no address", given("cloudflare")),
)

test_outcomes = judges(check, CASES)
