"""Visitors connect with TLS 1.2 or newer, and with nothing older.

Why it matters: browsers refuse TLS 1.0 and 1.1, customers' security questionnaires ask
about them, and payment providers forbid them.

How to fix: set the minimum version at the place where TLS for {host} ends to TLS 1.2, and
leave TLS 1.3 on (Cloudflare: SSL/TLS, Edge Certificates, Minimum TLS Version).

References: RFC 8996 (TLS 1.0 and 1.1 are deprecated); RFC 9325 section 3.1
"""

from launchready.checks.api import (
    Host,
    Impact,
    TlsVersions,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.5

CURRENT = {"TLSv1.2", "TLSv1.3"}


class Outcomes:
    """What the check can find."""

    CURRENT_ONLY = passes("accepts {accepted} and nothing older")
    ALSO_OBSOLETE = fails(Impact.MEDIUM, "still accepts {obsolete}")
    OBSOLETE_ONLY = fails(
        Impact.BLOCKER, "accepts {obsolete} only, which no browser of today offers"
    )
    NOT_OFFERED = cannot_tell("some versions could not be tried: {unseen}")
    NONE_ACCEPTED = cannot_tell("accepted none of the versions that were tried")


def judge(host: Host, versions: TlsVersions) -> Verdict:
    """Judge the versions that the host accepted one by one."""
    current = [version for version in versions.accepted if version in CURRENT]
    obsolete = [version for version in versions.accepted if version not in CURRENT]
    if obsolete and not current and set(versions.refused) >= CURRENT:
        return Outcomes.OBSOLETE_ONLY(obsolete=obsolete)
    if obsolete:
        return Outcomes.ALSO_OBSOLETE(obsolete=obsolete, current=current)
    if versions.unseen:
        return Outcomes.NOT_OFFERED(unseen=versions.unseen)
    if not current:
        return Outcomes.NONE_ACCEPTED()
    return Outcomes.CURRENT_ONLY(accepted=current)
