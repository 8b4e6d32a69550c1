"""Whoever enforces TLS on the way in hears of what it turns away.

Why it matters: with MTA-STS in force, mail that cannot be delivered over TLS does not
arrive at all; reports are the only sign of it that the receiving side ever gets.

How to fix: publish this record, with a mailbox that somebody reads:{publish}

References: RFC 8460 section 3
"""

from launchready.checks.api import (
    Impact,
    Product,
    TransportPolicies,
    TransportPolicy,
    Verdict,
    cannot_tell,
    each_domain,
    fails,
    not_applicable,
    passes,
    publish,
)

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    ASKED = passes("reports go to {targets}")
    MISSING = fails(Impact.LOW, "has an MTA-STS policy, and asks for no reports")
    VOID = fails(Impact.LOW, "its record is void: {records}")
    NOT_NEEDED = not_applicable("enforces no TLS on the way in")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, policies: TransportPolicies) -> list[Verdict]:
    """Judge the apex and each sending domain."""
    return each_domain(policies.domains, _judge, Outcomes.NOT_NEEDED)


def _judge(policy: TransportPolicy) -> Verdict:
    record = publish(
        f"_smtp._tls.{policy.domain}", f"v=TLSRPTv1; rua=mailto:tls-reports@{policy.domain}"
    )
    if policy.tls_rpt_targets:
        return Outcomes.ASKED(targets=policy.tls_rpt_targets)
    if policy.tls_rpt:
        return Outcomes.VOID(records=policy.tls_rpt, publish=record)
    unseen = [text for text in policy.unseen if text.startswith("_smtp._tls")]
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    if policy.sts_records:
        return Outcomes.MISSING(publish=record)
    return Outcomes.NOT_NEEDED()
