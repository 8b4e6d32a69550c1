"""The longest-lived record of a host decides."""

from launchready.checks.domain import ttl_launch_ready as check
from launchready.facts.dns import DnsRecord, RecordLifetimes
from tests.checks.cases import Case, judges
from tests.checks.given import host


def given(*ttls: int, authoritative: bool = True) -> dict[str, object]:
    """Show the judge address records with these TTLs."""
    records = tuple(
        DnsRecord("app.acme.example", "A", ttl, f"198.51.100.{number}")
        for number, ttl in enumerate(ttls)
    )
    return {
        "host": host(),
        "lifetimes": RecordLifetimes(records, authoritative, "192.0.2.53:53"),
    }


CASES = (
    Case(check.Outcomes.SHORT, "exactly an hour", given(300, 3600)),
    Case(check.Outcomes.LONG, "a second over an hour", given(3601, 300)),
    Case(check.Outcomes.LONG, "long even in a cache", given(7200, authoritative=False)),
    Case(check.Outcomes.LONG, "a second under a day", given(86_399)),
    Case(check.Outcomes.DAY_OR_MORE, "a day", given(300, 86_400)),
    Case(check.Outcomes.ONLY_CACHED, "a cache says 60 s", given(60, authoritative=False)),
    Case(check.Outcomes.NO_RECORDS, "none of its own", given()),
)

test_outcomes = judges(check, CASES)
