"""The DMARC policy suits the time: watching at launch, refusing forgeries later.

In launch week p=none with reports is right: a strict policy on the first day loses the mail
of a sender that nobody remembered. Later it is a policy that stops nobody.

Why it matters: as long as the policy is "none", mail that a forger sends in the product's
name is delivered: invoices with another account number reach the customers.

How to fix: read the reports (launchready email reports), mend what they show, and then
publish the next step:{publish}

References: RFC 9989 sections 4.7 and 7.1
"""

from datetime import timedelta

from launchready.checks.api import (
    Clock,
    DmarcLookup,
    DmarcLookups,
    Impact,
    Manifest,
    Product,
    Verdict,
    cannot_tell,
    each_domain,
    fails,
    not_applicable,
    passes,
    publish,
)

EFFORT_HOURS = 2.0

LAUNCH_WEEK = timedelta(days=7)
"""For so long nothing is asked for beyond reports (ROADMAP: not to be overbuilt)."""


class Outcomes:
    """What the check can find."""

    ENFORCED = passes("asks receivers to {policy} mail that fails")
    WATCHES = passes("p=none with reports, which is right until the week after the launch")
    BLIND = not_applicable("p=none without reports: email/dmarc-reports judges that")
    STILL_NONE = fails(Impact.MEDIUM, "still p=none, {days} days after the launch")
    NO_RECORD = not_applicable("has no DMARC record; email/dmarc-present says more")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(
    product: Product, dmarc: DmarcLookups, manifest: Manifest, clock: Clock
) -> list[Verdict]:
    """Judge each sending domain."""
    launched = product.launched
    since = (clock.now.date() - launched) if launched else timedelta(0)

    def one(found: DmarcLookup) -> Verdict:
        record = found.record
        if record is None:
            return (
                Outcomes.NOT_SEEN(unseen=found.unseen) if found.unseen else Outcomes.NO_RECORD()
            )
        if found.policy != "none" and not record.testing:
            return Outcomes.ENFORCED(policy=found.policy)
        if not record.rua:
            return Outcomes.BLIND()
        if since > LAUNCH_WEEK:
            value = f"v=DMARC1; p=quarantine; rua={','.join(record.rua)}"
            return Outcomes.STILL_NONE(
                days=since.days, publish=publish(f"_dmarc.{record.domain}", value)
            )
        return Outcomes.WATCHES(record=record.text)

    return each_domain(dmarc.domains, one, Outcomes.NO_RECORD)
