"""No DKIM key stands under a name that repeats the domain.

Why it matters: a DNS panel adds the domain to what is typed; who typed the full name has
published x._domainkey.acme.example.acme.example, where nobody looks, and is "verified" never.

How to fix: in the DNS panel, rename the record at {doubled} to the part before the domain:
what must exist in the end is {name}.

References: RFC 1035 section 5.1 (relative names); RFC 6376 section 3.6.2.1
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

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    SINGLE = passes("no key has a doubled name")
    DOUBLED = fails(Impact.BLOCKER, "the key is at {doubled}, and nothing at {name}")
    LEFTOVER = fails(
        Impact.LOW,
        "a record is left at {doubled}; the one at {name} is right",
        fix="Delete the record at {doubled}.",
    )
    NO_SELECTOR = not_applicable("no selector is known")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(sender: Sender, keys: SenderKeys) -> Verdict:
    """Judge the sender's selectors."""
    if not keys.selectors:
        return Outcomes.NO_SELECTOR()
    twice = [each for each in keys.selectors if each.doubled]
    for each in twice:
        if each.key is None:
            return Outcomes.DOUBLED(doubled=each.doubled, name=each.name)
    if twice:
        return Outcomes.LEFTOVER(doubled=twice[0].doubled, name=twice[0].name)
    unseen = [f"{each.name}: {each.unseen}" for each in keys.selectors if each.unseen]
    return Outcomes.NOT_SEEN(unseen=unseen) if unseen else Outcomes.SINGLE()
