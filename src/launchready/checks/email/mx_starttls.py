"""Mail servers take mail over TLS.

Why it matters: customers' answers, with what they attach, otherwise cross the internet in
the clear; some senders refuse to deliver to such a server.

How to fix: turn STARTTLS on at {host}, with a certificate for that name from a public
authority; hosted mailboxes (Google Workspace, Microsoft 365, Fastmail) have it.

References: RFC 3207; RFC 8314; RFC 7672 section 1
"""

from launchready.checks.api import (
    Impact,
    MailServers,
    Product,
    SmtpVisit,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    SECURE = passes("speaks {protocol} with a certificate for its name")
    REFUSED = fails(
        Impact.HIGH,
        "takes no mail: {error}",
        fix="Start the mail server at {host}, or take it out of the MX records.",
    )
    NO_STARTTLS = fails(Impact.HIGH, "offers no STARTTLS")
    UNTRUSTED = fails(Impact.MEDIUM, "its certificate or its TLS is not believed: {error}")
    NO_SERVER = not_applicable("no server takes mail for the product's domains")
    NOT_SEEN = cannot_tell("could not be asked: {unseen}")


def judge(product: Product, servers: MailServers) -> list[Verdict]:
    """Judge each server that was greeted."""
    return [_judge(each).at(each.host) for each in servers.visits] or [Outcomes.NO_SERVER()]


def _judge(visit: SmtpVisit) -> Verdict:
    if visit.unseen:
        return Outcomes.NOT_SEEN(unseen=visit.unseen)
    if visit.error:
        return Outcomes.REFUSED(error=visit.error, host=visit.host)
    if not visit.starttls:
        return Outcomes.NO_STARTTLS(host=visit.host, banner=visit.banner)
    if visit.tls_error:
        return Outcomes.UNTRUSTED(error=visit.tls_error, host=visit.host)
    return Outcomes.SECURE(protocol=visit.protocol, banner=visit.banner)
