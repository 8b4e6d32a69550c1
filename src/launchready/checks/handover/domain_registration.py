"""The domain is locked against transfers, in an account that works without the domain.

How long it is still registered is judged by domain/registration-expiry.

Why it matters: whoever moves the domain to another registrar has the site, the mail and every
account that resets its password by mail. And when the domain lapses, the registrar's warnings
go to a mailbox that has just stopped working, as does the password reset.

How to fix: at {registrar}, switch on the transfer lock (often "registrar lock") and automatic
renewal, and let the account's mail address be one outside of {domain}.

References: ICANN SAC 044 (protecting domain name registration accounts); RFC 5731 section 2.3
(clientTransferProhibited); RFC 8056 (how RDAP writes it)
"""

from launchready.checks.api import (
    RESERVED_SUFFIXES,
    Impact,
    Manifest,
    Product,
    Registration,
    Unseen,
    Verdict,
    asks,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 0.5

LOCKS = frozenset({"client transfer prohibited", "server transfer prohibited"})


class Outcomes:
    """What the check can find."""

    SAFE = passes("{domain} is locked at {registrar}, in an account with a mailbox elsewhere")
    UNLOCKED = fails(Impact.MEDIUM, "{domain} is not locked against transfers at {registrar}")
    OWN_MAILBOX = fails(
        Impact.MEDIUM,
        "the account at {registrar} is logged in to with a mailbox of {domain} itself",
        fix="Change the account's mail address at {registrar} to one that works without "
        "{domain}, and the `account` of registrar in [[owners]].",
    )
    NO_ACCOUNT = asks(
        "with which mail address is the account at {registrar} logged in to?",
        fix="Say it as `account` in the [[owners]] entry of registrar.",
    )
    UNSEEN = cannot_tell(
        "the registration could not be seen: {reason}; see it: whois {domain}, or at the "
        "registrar"
    )
    NO_REGISTRY = not_applicable("no registry sells names below .{suffix}")


def judge(product: Product, registration: Registration | Unseen, manifest: Manifest) -> Verdict:
    """Judge the lock that the registry publishes, then the account's own mailbox."""
    suffix = product.domain.rpartition(".")[2]
    if isinstance(registration, Unseen):
        if suffix in RESERVED_SUFFIXES:
            return Outcomes.NO_REGISTRY(suffix=suffix)
        return Outcomes.UNSEEN(reason=registration.reason, domain=product.domain)
    domain = registration.domain
    registrar = registration.registrar or "the registrar"
    if not LOCKS & set(registration.statuses):
        return Outcomes.UNLOCKED(
            domain=domain, registrar=registrar, statuses=registration.statuses
        )
    accounts = [each.account for each in manifest.owners if each.asset == "registrar"]
    if not any(accounts):
        return Outcomes.NO_ACCOUNT(domain=domain, registrar=registrar)
    for account in accounts:
        host = account.strip().lower().rpartition("@")[2]
        if f".{host}".endswith(f".{domain}"):
            return Outcomes.OWN_MAILBOX(domain=domain, registrar=registrar)
    return Outcomes.SAFE(domain=domain, registrar=registrar)
