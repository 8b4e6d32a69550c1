"""A BIMI record, where there is one, can show its logo.

Nobody needs one at launch; what is published should work.

Why it matters: a record without an enforced DMARC policy, or with a logo that is not served
over https, shows nothing, and looks to the team as if it were done.

How to fix: bring DMARC to quarantine or reject for {domain} first; then publish an https URL
of an SVG Tiny PS logo in l=, or delete the record at default._bimi.{domain}.

References: draft-brand-indicators-for-message-identification sections 4 and 5
"""

from launchready.checks.api import (
    DmarcLookups,
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
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    SHOWN = passes("shows {logo}")
    DECLINED = passes("declines to show a logo (l= is empty)")
    VOID = fails(Impact.LOW, "its record is void: {records}")
    NO_POLICY = fails(Impact.LOW, "its DMARC policy is {policy}, and BIMI needs quarantine")
    NONE = not_applicable("publishes no BIMI record, which a launch does not need")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(product: Product, policies: TransportPolicies, dmarc: DmarcLookups) -> list[Verdict]:
    """Judge the apex and each sending domain."""

    def one(policy: TransportPolicy) -> Verdict:
        unseen = [text for text in policy.unseen if text.startswith("default._bimi")]
        if not policy.bimi:
            return Outcomes.NOT_SEEN(unseen=unseen) if unseen else Outcomes.NONE()
        about = {"domain": policy.domain}
        if len(policy.bimi) > 1:
            return Outcomes.VOID(records=policy.bimi, **about)
        if not policy.bimi_logo and not policy.bimi_evidence:
            return Outcomes.DECLINED()
        if not policy.bimi_logo.startswith("https://"):
            return Outcomes.VOID(records=policy.bimi, **about)
        found = dmarc.of(policy.domain)
        if found is None or found.unseen:
            return Outcomes.NOT_SEEN(unseen=f"the DMARC policy of {policy.domain}")
        if found.policy not in {"quarantine", "reject"}:
            return Outcomes.NO_POLICY(policy=found.policy or "missing", **about)
        return Outcomes.SHOWN(logo=policy.bimi_logo)

    return each_domain(policies.domains, one, Outcomes.NONE)
