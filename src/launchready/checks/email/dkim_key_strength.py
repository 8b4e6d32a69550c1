"""DKIM keys are too long to be guessed.

Why it matters: whoever computes the private key of a short one signs as the product. RSA of
512 bits takes hours; 1024 bits are within reach of those who care, and new keys have 2048.

How to fix: have the mail provider make a new key of 2048 bits (or Ed25519) under a new
selector, publish it, switch the signing over, and empty the old one's p= a week later.

References: RFC 8301 section 3.2; RFC 8463; NIST SP 800-131A revision 2
"""

from launchready.checks.api import (
    Impact,
    Sender,
    SenderKeys,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0

MUST_BITS = 1024
"""RFC 8301 section 3.2: signers must use at least that; receivers ignore shorter keys."""

SHOULD_BITS = 2048
"""RFC 8301 section 3.2: signers should use at least that."""


class Outcomes:
    """What the check can find."""

    STRONG = passes("signs with {keys}")
    VOID = fails(Impact.BLOCKER, "{keys}: receivers ignore RSA keys under 1024 bits")
    SHORT = fails(Impact.HIGH, "{keys}: 2048 bits are what RSA needs today")
    NO_KEY = not_applicable("has no key to measure")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(sender: Sender, keys: SenderKeys) -> Verdict:
    """Judge the shortest of the sender's keys."""
    sized = {
        each.selector: each.key
        for each in keys.selectors
        if each.key is not None and each.key.bits
    }
    unseen = [f"{each.name}: {each.unseen}" for each in keys.selectors if each.unseen]
    words = {name: f"{name}: {key.kind} {key.bits} bits" for name, key in sized.items()}
    rsa = {name: key.bits for name, key in sized.items() if key.kind == "rsa"}
    void = [words[name] for name, bits in rsa.items() if bits < MUST_BITS]
    short = [words[name] for name, bits in rsa.items() if bits < SHOULD_BITS]
    if void:
        return Outcomes.VOID(keys=void)
    if short:
        return Outcomes.SHORT(keys=short)
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    if not sized:
        return Outcomes.NO_KEY()
    return Outcomes.STRONG(keys=list(words.values()))
