"""Each DKIM key record holds a key that receivers will use.

Why it matters: a key that was cut off by a DNS panel, revoked, or marked as a test counts
as no key, and every signature made with it fails.

How to fix: copy the record once more from the mail provider, whole, into one TXT record at
{name}; a panel that takes 255 characters at most wants it as several quoted strings.

References: RFC 6376 section 3.6.1; RFC 8301; RFC 8463
"""

from launchready.checks.api import (
    Impact,
    SelectorLookup,
    Sender,
    SenderKeys,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

MINIMUM_BAR = "email-authenticated"
EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    VALID = passes("the keys of {selectors} are good")
    INVALID = fails(Impact.BLOCKER, "the key at {name} is void: {fault}")
    REVOKED = fails(
        Impact.BLOCKER,
        "the key at {name} is revoked (its p= is empty)",
        fix="Sign with a selector that has a key, and name that one in dkim_selectors.",
    )
    TESTING = fails(
        Impact.MEDIUM,
        "the key at {name} is marked as a test (t=y): receivers may treat mail as unsigned",
        fix='Take the flag "t=y" out of the record at {name}.',
    )
    NO_KEY = not_applicable("has no key record to read")
    NOT_SEEN = cannot_tell("could not be looked up: {unseen}")


def judge(sender: Sender, keys: SenderKeys) -> Verdict:
    """Judge the worst of the sender's keys."""
    verdicts = [_judge(each) for each in keys.selectors if each.key is not None]
    worst = min(
        (each for each in verdicts if each.outcome.impact),
        key=lambda each: each.outcome.impact.rank if each.outcome.impact else 9,
        default=None,
    )
    if worst is not None:
        return worst
    unseen = [f"{each.name}: {each.unseen}" for each in keys.selectors if each.unseen]
    if unseen:
        return Outcomes.NOT_SEEN(unseen=unseen)
    return verdicts[0] if verdicts else Outcomes.NO_KEY()


def _judge(found: SelectorLookup) -> Verdict:
    key = found.key
    assert key is not None
    if key.fault:
        return Outcomes.INVALID(name=found.name, fault=key.fault, record=key.text[:200])
    if key.revoked:
        return Outcomes.REVOKED(name=found.name)
    if key.testing:
        return Outcomes.TESTING(name=found.name)
    return Outcomes.VALID(selectors=found.selector)
