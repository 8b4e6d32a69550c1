"""What a report says, as read: no opinion, and nothing that was not in it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class BadReport(ValueError):
    """A file is no report that can be read; the message says why in our words."""


class Signature(Struct, frozen=True):
    """What a receiver made of one DKIM signature.

    Attributes:
        domain: d= of the signature.
        selector: s= of the signature; "" where the report leaves it out.
        result: pass, fail, none, neutral, policy, temperror or permerror.
    """

    domain: str
    selector: str
    result: str


class Row(Struct, frozen=True):
    """Messages of one kind from one address.

    Attributes:
        source_ip: of the connecting server.
        count: messages.
        disposition: what was done with them: none, pass, quarantine or reject.
        dkim: whether an aligned signature passed.
        spf: whether SPF passed, aligned.
        reasons: why the policy was not applied ("forwarded", "mailing_list", ...).
        header_from: domain in From.
        envelope_from: domain of the envelope sender; "" where it is not told.
        spf_domain: domain that SPF was asked of.
        spf_result: of SPF itself, aligned or not.
        signatures: as far as the report lists them.
    """

    source_ip: str
    count: int
    disposition: str
    dkim: bool
    spf: bool
    reasons: tuple[str, ...] = ()
    header_from: str = ""
    envelope_from: str = ""
    spf_domain: str = ""
    spf_result: str = ""
    signatures: tuple[Signature, ...] = ()

    @property
    def passes(self) -> bool:
        """Say whether DMARC passed (RFC 9989: either suffices)."""
        return self.dkim or self.spf


class AggregateReport(Struct, frozen=True):
    """One DMARC aggregate report (RFC 9990; RFC 7489 appendix C).

    Attributes:
        reporter: organization that received the mail.
        report_id: the reporter's own.
        begin: of the time that is covered, UTC.
        end: of it.
        domain: whose policy it is about.
        policy: p= that the receiver found.
        subdomain_policy: sp= of it, "" where it is not told.
        testing: t=y, or a pct= under 100, stood beside it.
        rows: in the report's order.
        partial: why rows were left out, "" for none.
    """

    reporter: str
    report_id: str
    begin: datetime
    end: datetime
    domain: str
    policy: str
    subdomain_policy: str = ""
    testing: bool = False
    rows: tuple[Row, ...] = ()
    partial: str = ""


class TlsFailure(Struct, frozen=True):
    """Sessions that failed for one reason (RFC 8460 section 4.3).

    Attributes:
        kind: result type, such as "certificate-expired".
        count: sessions.
        mx: receiving host, "" where it is not told.
        reason: the reporter's failure-reason-code, cut short.
    """

    kind: str
    count: int
    mx: str = ""
    reason: str = ""


class TlsPolicy(Struct, frozen=True):
    """How the sessions to one domain went under one policy.

    Attributes:
        domain: of the recipients.
        kind: sts, tlsa or no-policy-found.
        successes: sessions that went well.
        failures: by reason.
    """

    domain: str
    kind: str
    successes: int
    failures: tuple[TlsFailure, ...] = ()

    @property
    def failed(self) -> int:
        """Count the sessions that failed."""
        return sum(each.count for each in self.failures)


class TlsReport(Struct, frozen=True):
    """One SMTP TLS report (RFC 8460).

    Attributes:
        reporter: organization that sent the mail.
        report_id: the reporter's own.
        begin: of the time that is covered, UTC.
        end: of it.
        policies: one for each policy domain.
    """

    reporter: str
    report_id: str
    begin: datetime
    end: datetime
    policies: tuple[TlsPolicy, ...] = ()
