"""Mail servers speak TLS."""

from launchready.checks.email import mx_starttls as check
from launchready.facts.mail_servers import MailServers, SmtpVisit
from tests.checks.cases import Case, judges
from tests.checks.email.given import LATE, D, declared

Out = check.Outcomes

PRODUCT = declared().product
HOST = f"mx.{D}"


def given(**fields: object) -> dict[str, object]:
    """Show the judge one server."""
    visit = SmtpVisit(HOST, "203.0.113.25", "ESMTP", **fields)  # type: ignore[arg-type]
    return {"product": PRODUCT, "servers": MailServers((visit,))}


CASES = (
    Case(Out.SECURE, "TLS", given(starttls=True, protocol="TLSv1.3"), HOST),
    Case(Out.REFUSED, "refused", given(error="connection refused"), HOST),
    Case(Out.NO_STARTTLS, "in the clear", given(), HOST),
    Case(Out.UNTRUSTED, "self-signed", given(starttls=True, tls_error="self-signed"), HOST),
    Case(Out.NO_SERVER, "no server", {"product": PRODUCT, "servers": MailServers(())}),
    Case(Out.NOT_SEEN, "port 25 is blocked here", given(unseen=LATE), HOST),
)

test_outcomes = judges(check, CASES)
