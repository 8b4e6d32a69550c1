"""A page that nobody acknowledges reaches a second person.

Why it matters: the one person on call is in a tunnel, on a plane or asleep beside a flat
battery sooner or later, and that is when it breaks.

How to fix: add a [[channels]] entry that takes pages with after_min = 10 and another person
than the first, in `person` or `to`.

References: Google SRE Book, chapter 11 (primary and secondary on-call)
"""

from launchready.checks.api import (
    Channel,
    Impact,
    Manifest,
    Product,
    Verdict,
    asks,
    fails,
    passes,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    THERE = passes("{second} is told after {minutes} min without an acknowledgement")
    SERVICE = passes("{service} escalates by its own schedule")
    ALONE = fails(Impact.MEDIUM, "pages reach {first} and nobody else")
    NOT_SAID = asks("who is told at all? No channel of the manifest takes pages")


ON_CALL_SERVICES = {"pagerduty", "opsgenie"}


def judge(product: Product, manifest: Manifest) -> Verdict:
    """Look for a channel that comes later, to somebody else."""
    paging = [each for each in manifest.channels if "page" in each.severity]
    if not paging:
        return Outcomes.NOT_SAID()
    first = {_who(each) for each in paging if not each.after_min}
    later = [each for each in paging if each.after_min and _who(each) not in first]
    if later:
        soonest = min(later, key=lambda each: each.after_min)
        return Outcomes.THERE(second=_who(soonest), minutes=soonest.after_min)
    for each in paging:
        if each.kind in ON_CALL_SERVICES:
            return Outcomes.SERVICE(service=each.name)
    people = sorted({_who(each) for each in paging})
    if len(people) > 1:
        return Outcomes.THERE(second=people[1], minutes=0)
    return Outcomes.ALONE(first=people[0])


def _who(channel: Channel) -> str:
    return channel.person or channel.to or channel.name
