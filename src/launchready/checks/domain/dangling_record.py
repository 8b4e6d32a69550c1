"""No record leads to nothing, or to something that a stranger can claim.

Why it matters: whoever registers the missing name, or claims the unclaimed page at the
hosting service, publishes under {host}: with your domain in the address bar, your cookies
and a valid certificate.

How to fix: remove the DNS record of {host} if it is no longer used; otherwise claim the name
again at {service} first, and only then point DNS at it.

References: RFC 1034 section 3.6.2 (aliases); OWASP Web Security Testing Guide, "Test for
Subdomain Takeover"; the hosting service's page that the evidence names
"""

from launchready.checks.api import (
    AliasTarget,
    Host,
    Impact,
    Product,
    Verdict,
    asks,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    ANSWERS = passes("what its record leads to exists")
    TARGET_MISSING = fails(
        Impact.BLOCKER,
        "is an alias of {missing}, which has no address; whoever registers that name at"
        " {service} gets {host}",
    )
    UNCLAIMED = fails(
        Impact.BLOCKER,
        'leads to {service}, which answers "{unclaimed}": anybody with an account there may'
        " claim {host}",
    )
    REFUSES_EVERYTHING = fails(
        Impact.HIGH,
        "its addresses refuse every connection ({refused}); if the server was given up,"
        " its next tenant gets {host}",
        fix="Start the server of {host}, or remove its DNS record if the server was given up.",
    )
    STILL_YOURS = asks(
        "its addresses refuse ports 443 and 80 ({refused}): are they still yours, for"
        " something that is not a web server?",
        fix="If the address of {host} was given up, remove its DNS record.",
    )
    DOUBLED = cannot_tell(
        "is an alias of {missing}, which repeats the domain; domain/doubled-name tells more"
    )


def judge(host: Host, target: AliasTarget, product: Product) -> Verdict:
    """Judge what stands at the end of the host's name."""
    seen = {
        "host": host.name,
        "aliases": target.chain,
        "service": target.service or "its provider",
        "reference": target.reference,
    }
    if target.missing:
        twice = f"{product.domain}.{product.domain}"
        if target.missing == twice or target.missing.endswith(f".{twice}"):
            return Outcomes.DOUBLED(missing=target.missing, **seen)
        return Outcomes.TARGET_MISSING(missing=target.missing, **seen)
    if target.unclaimed:
        return Outcomes.UNCLAIMED(unclaimed=target.unclaimed, **seen)
    if target.refused:
        web = host.role != "other" or not host.declared
        outcome = Outcomes.REFUSES_EVERYTHING if web else Outcomes.STILL_YOURS
        return outcome(refused=target.refused, **seen)
    return Outcomes.ANSWERS(**seen)
