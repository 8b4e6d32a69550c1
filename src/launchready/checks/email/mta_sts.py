"""An MTA-STS policy, where there is one, is complete and fits the mail servers.

Nobody needs one at launch; a wrong one is worse than none.

Why it matters: senders that read a policy in mode "enforce" deliver to the named servers
alone, with a valid certificate. A server that it leaves out gets no mail from Gmail.

How to fix: serve a policy that names every MX host, at the one address where it is looked
for, and give it a new id in the record; or delete the record to have no policy.

References: RFC 8461 sections 3.1, 3.2, 4.1 and 5
"""

from launchready.checks.api import (
    DomainExchangers,
    Impact,
    MailExchangers,
    Product,
    TransportPolicies,
    TransportPolicy,
    Verdict,
    allows,
    cannot_tell,
    each_domain,
    fails,
    not_applicable,
    passes,
    publish,
)

EFFORT_HOURS = 1.0


FIX = "{how}{publish}"


class Outcomes:
    """What the check can find."""

    FITS = passes('mode "{mode}" for {mx}')
    NONE = not_applicable("publishes no MTA-STS policy, which a launch does not need")
    RECORD_VOID = fails(Impact.MEDIUM, "its record is void: {records}", fix=FIX)
    NOT_SERVED = fails(Impact.MEDIUM, "its policy cannot be had: {error}", fix=FIX)
    FAULTY = fails(Impact.MEDIUM, "its policy is void: {faults}", fix=FIX)
    LEAVES_OUT = fails(
        Impact.HIGH, "enforces a policy that leaves out {hosts}: mail is refused", fix=FIX
    )
    WOULD_LEAVE_OUT = fails(
        Impact.LOW, "its policy leaves out {hosts}; it is not yet enforced", fix=FIX
    )
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(
    product: Product, policies: TransportPolicies, exchangers: MailExchangers
) -> list[Verdict]:
    """Judge the apex and each sending domain."""

    def one(policy: TransportPolicy) -> Verdict:
        return _judge(policy, exchangers.of(policy.domain))

    return each_domain(policies.domains, one, Outcomes.NONE)


def _judge(policy: TransportPolicy, found: DomainExchangers | None) -> Verdict:
    where = f"_mta-sts.{policy.domain}"
    unseen = [text for text in policy.unseen if "mta-sts" in text]
    if not policy.sts_records:
        return Outcomes.NOT_SEEN(unseen=unseen) if unseen else Outcomes.NONE()
    if not policy.sts_id:
        how = "Publish exactly one record, with an id that changes with each policy:"
        record = publish(where, "v=STSv1; id=1")
        return Outcomes.RECORD_VOID(records=policy.sts_records, how=how, publish=record)
    address = f"https://mta-sts.{policy.domain}/.well-known/mta-sts.txt"
    if policy.policy_error:
        how = f"Serve the policy at {address} without a redirect, or delete the record {where}."
        return Outcomes.NOT_SERVED(error=policy.policy_error, how=how, publish="")
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    hosts = [each.name for each in found.exchangers] if found else []
    if policy.policy_faults:
        return Outcomes.FAULTY(
            faults=policy.policy_faults, how=f"Serve this at {address}:", publish=_text(hosts)
        )
    if found is None or found.unseen:
        return Outcomes.NOT_SEEN(unseen=f"the MX records of {policy.domain}")
    left_out = [host for host in hosts if not any(allows(p, host) for p in policy.mx)]
    if left_out and policy.mode != "none":
        outcome = Outcomes.LEAVES_OUT if policy.mode == "enforce" else Outcomes.WOULD_LEAVE_OUT
        how = f"Serve this at {address}, and change the id in {where}:"
        return outcome(hosts=left_out, how=how, publish=_text(hosts))
    return Outcomes.FITS(mode=policy.mode, mx=policy.mx)


def _text(hosts: list[str]) -> str:
    lines = ["version: STSv1", "mode: testing", *(f"mx: {host}" for host in hosts)]
    return "".join(f"\n  {line}" for line in [*lines, "max_age: 86400"])
