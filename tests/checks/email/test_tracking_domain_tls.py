"""Counted links lead through a host with a certificate."""

from launchready.checks.email import tracking_domain_tls as check
from launchready.facts.mail_servers import TrackingHost
from tests.checks.cases import Case, judges
from tests.checks.email.given import D, sender

Out = check.Outcomes

HOST = f"click.{D}"


def given(**fields: object) -> dict[str, object]:
    """Show the judge a host."""
    found = TrackingHost(HOST, ("203.0.113.27",), **fields)  # type: ignore[arg-type]
    return {"sender": sender(tracking_domain=HOST), "tracking": found}


CASES = (
    Case(Out.TRUSTED, "a good certificate", given(connected=True, trusted=True)),
    Case(Out.UNTRUSTED, "a bad one", given(connected=True, error="self-signed")),
    Case(Out.DOWN, "nothing listens", given(error="connection refused")),
)

test_outcomes = judges(check, CASES)


def test_it_has_nothing_to_say_without_a_tracking_domain() -> None:
    """Only a declared host is judged."""
    assert not check.applies(sender())
    assert check.applies(sender(tracking_domain=HOST))
