"""CAA records permit the authority that issues the certificate.

Why it matters: authorities look at CAA at each renewal. Where it forbids the current one,
the certificate in use is the last: the next renewal fails, and with it every page.

How to fix: add a CAA record at {found_at} that permits the authority in use
(0 issue "{wanted}"), or have {host} issued by one that is permitted.

References: RFC 8659 sections 3 and 4; CCADB report "All CAA Identifiers" (which names an
authority answers to), ccadb.org/resources; letsencrypt.org/docs/caa;
developers.cloudflare.com/ssl/edge-certificates/caa-records
"""

from launchready.checks.api import (
    CaaPolicy,
    Host,
    Impact,
    TlsHandshake,
    Unseen,
    Verdict,
    cannot_tell,
    fails,
    passes,
)

EFFORT_HOURS = 0.25

AUTHORITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("let's encrypt", ("letsencrypt.org",)),
    ("internet security research group", ("letsencrypt.org",)),
    ("google trust services", ("pki.goog",)),
    ("zerossl", ("sectigo.com", "comodoca.com", "comodo.com", "usertrust.com")),
    ("sectigo", ("sectigo.com", "comodoca.com", "comodo.com", "usertrust.com",
                 "trust-provider.com")),
    ("comodo", ("sectigo.com", "comodoca.com", "comodo.com", "usertrust.com")),
    ("digicert", ("digicert.com", "thawte.com", "geotrust.com", "rapidssl.com",
                  "symantec.com", "www.digicert.com")),
    ("amazon", ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com")),
    ("globalsign", ("globalsign.com",)),
    ("ssl corp", ("ssl.com",)),
    ("buypass", ("buypass.com", "buypass.no")),
    ("godaddy", ("godaddy.com", "starfieldtech.com")),
    ("starfield", ("starfieldtech.com", "godaddy.com")),
    ("microsoft", ("microsoft.com",)),
    ("entrust", ("entrust.net", "affirmtrust.com")),
    ("identrust", ("identrust.com",)),
    ("actalis", ("actalis.it",)),
    ("hellenic academic", ("harica.gr",)),
    ("asseco", ("certum.pl", "certum.eu")),
    ("swisssign", ("swisssign.com",)),
    ("apple", ("pki.apple.com",)),
)  # fmt: skip
"""The start of an issuer's organisation, lower case, and the CAA names that it accepts.
Amazon's were compared with ACM's page on CAA, Let's Encrypt's and Google's are in many public
zones; the others are from CCADB's report and were not compared.
Cloudflare's certificates come from these as well, so its zones need no row."""


class Outcomes:
    """What the check can find."""

    NO_POLICY = passes("no CAA record restricts who may issue")
    PERMITTED = passes("CAA at {found_at} permits {issuer}")
    FORBIDDEN = fails(
        Impact.HIGH,
        "CAA at {found_at} permits {permitted}, but the certificate comes from {issuer}:"
        " its renewal will fail",
    )
    NOBODY = fails(
        Impact.HIGH, "CAA at {found_at} permits no authority at all: no renewal can succeed"
    )
    CRITICAL_TAG = fails(
        Impact.HIGH,
        "CAA at {found_at} has the critical tag {tags}, which authorities do not know: they"
        " must refuse",
        fix="Remove the record with the tag {tags} at {found_at}, or clear its critical flag.",
    )
    UNKNOWN_ISSUER = cannot_tell(
        "CAA at {found_at} permits {permitted}; under which name it would permit {issuer} is"
        " not known"
    )
    NO_CERTIFICATE = cannot_tell("no certificate was seen, so its issuer is not known")


def judge(host: Host, policy: CaaPolicy, handshake: TlsHandshake | Unseen) -> Verdict:
    """Judge the issuer of the current certificate by the CAA set that applies."""
    if not policy.found_at:
        return Outcomes.NO_POLICY()
    found_at = policy.found_at
    if policy.critical:
        return Outcomes.CRITICAL_TAG(found_at=found_at, tags=policy.critical)
    leaves = handshake.leaves if isinstance(handshake, TlsHandshake) else ()
    leaf = leaves[0] if leaves else None
    wildcard = leaf is not None and host.name not in leaf.names
    rules = policy.issuewild if wildcard and policy.issuewild else policy.issue
    permitted = tuple(filter(None, (_domain(value) for value in rules)))
    issuer = (leaf.issuer_organization or leaf.issuer) if leaf else "an unknown issuer"
    accepted = _names_of(issuer)
    seen = {
        "found_at": found_at,
        "permitted": permitted,
        "issuer": issuer,
        "records": rules,
        "wanted": accepted[0] if accepted else "the authority's CAA name",
    }
    if not rules:  # neither issue nor a fitting issuewild: nothing is restricted
        return Outcomes.PERMITTED(**seen)
    if not permitted:
        return Outcomes.NOBODY(**seen)
    if leaf is None:
        return Outcomes.NO_CERTIFICATE(**seen)
    if not accepted:
        return Outcomes.UNKNOWN_ISSUER(**seen)
    if set(accepted) & set(permitted):
        return Outcomes.PERMITTED(**seen)
    return Outcomes.FORBIDDEN(**seen)


def _domain(value: str) -> str:
    """Take the issuer's domain from a property value (RFC 8659 section 4.2)."""
    return value.split(";", maxsplit=1)[0].strip().lower()


def _names_of(issuer: str) -> tuple[str, ...]:
    organization = issuer.lower()
    return next((names for start, names in AUTHORITIES if organization.startswith(start)), ())
