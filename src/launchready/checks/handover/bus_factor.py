"""Without any one person, the company can still log in, and somebody is still paged.

An agency's people are not counted: they may leave together, on the day a contract ends.

Why it matters: a product that one person alone knows stops changing when they do. Buyers and
insurers ask for this first, since it cannot be bought afterwards.

How to fix: give somebody else of the company the logins that hang on {person} alone, let them
do the next deployment and the next drill, and name them in [[owners]] and [[channels]].

References: ROADMAP stage 7 (only one person knows production); Google SRE Book, chapter 11;
CHAOSS metric "Contributor Absence Factor"
"""

from collections.abc import Iterator

from launchready.checks.api import (
    Clock,
    Impact,
    Manifest,
    Product,
    Verdict,
    asks,
    fails,
    logins,
    not_applicable,
    passes,
)

EFFORT_HOURS = 4.0

ENOUGH = 2


class Outcomes:
    """What the check can find."""

    SHARED = passes("nothing hangs on one person: {people} can stand in for each other")
    ONE_PERSON = fails(Impact.HIGH, "hangs on {person} alone, without agencies: {what}")
    NOBODY = fails(
        Impact.HIGH,
        "nobody of the company itself can do this: {what}",
        fix="Have the agency invite two people of the company as administrators, and name them "
        "in [[owners]] and [[access]].",
    )
    NO_OWNERS = not_applicable("no account is named yet: handover/owner-declared asks for them")
    NOT_SAID = asks(
        "who of the company can log in to its accounts? [[owners]] names nobody",
        fix="Add an [[owners]] entry for each account, with account and second.",
    )


def judge(product: Product, manifest: Manifest, clock: Clock) -> Verdict:
    """Count, for each task, the people of the company who can do it."""
    if not manifest.owners:
        return Outcomes.NO_OWNERS()
    tasks = dict(_tasks(manifest, clock))
    if not any(tasks.values()):
        return Outcomes.NOT_SAID()
    abandoned = tuple(task for task, people in tasks.items() if not people)
    if abandoned:
        return Outcomes.NOBODY(what=abandoned)
    alone: dict[str, list[str]] = {}
    for task, people in tasks.items():
        if len(people) < ENOUGH:
            alone.setdefault(next(iter(people)), []).append(task)
    if alone:
        person, what = max(alone.items(), key=lambda each: len(each[1]))
        return Outcomes.ONE_PERSON(person=person, what=tuple(what))
    everybody = sorted(set().union(*tasks.values()))
    return Outcomes.SHARED(people=tuple(everybody))


def _tasks(manifest: Manifest, clock: Clock) -> Iterator[tuple[str, frozenset[str]]]:
    """Give each task, and whoever of the company can do it."""
    by_asset: dict[str, set[str]] = {}
    for owner in manifest.owners:
        people = {
            login.person for login in logins(manifest, owner, clock.today) if not login.outside
        }
        # With two providers of one kind, only who can log in to both can stand in.
        known = by_asset.setdefault(owner.asset, people)
        known &= people
    for asset, people in by_asset.items():
        yield f"logging in to {asset}", frozenset(people)
    paged = [each for each in manifest.channels if "page" in each.severity]
    if paged and not any(each.kind in {"pagerduty", "opsgenie"} for each in paged):
        yield "being paged", frozenset(c.person or c.to or c.name for c in paged)
