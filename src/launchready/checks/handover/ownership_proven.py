"""It was shown within 90 days that each account is the company's own.

A record or file with a challenge and a provider's own word count wherever they can be had; a
signed statement with a name counts for the rest. Proofs of another provider count for nothing.
That they were not changed since is judged by handover/evidence-genuine.

Why it matters: a list of owners is what somebody believes. Whether the founder can log in is
found out on the day on which the agency does not answer, unless it was tried before.

How to fix: prove it, in a minute each: {command}. The proofs are kept in .launchready: commit
them.

References: ROADMAP stage 7 (the founder cannot prove ownership); CIS Controls v8, 5.1 (accounts
are validated at least quarterly); RFC 8555 section 8 (proof of control by DNS and HTTP)
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    Impact,
    Manifest,
    Owner,
    Product,
    Verdict,
    a_machine_can,
    asks,
    fails,
    how_to_prove,
    labels,
    passes,
    proven,
)

EFFORT_HOURS = 0.25


class Outcomes:
    """What the check can find."""

    PROVEN = passes("{assets} were proven to be the company's: {how}")
    ANOTHERS = fails(
        Impact.HIGH,
        "{text} ({when}), which is not what [[owners]] says",
        fix="Find out whose account it is; correct [[owners]], or move it to the company. "
        "Then prove it: {command}",
    )
    ONLY_SAID = fails(
        Impact.LOW, "{by} says that it is the company's ({when}), but a machine could prove it"
    )
    OLD = asks("is it still so? Last proven on {when}, more than 90 days ago")
    UNPROVEN = asks("is it the company's account at {provider}? Nobody has shown it yet")
    NOBODY = asks(
        "who holds the product's accounts? [[owners]] names nobody",
        fix="Add an [[owners]] entry for each account, then prove them: launchready handover "
        "prove --help",
    )


def judge(
    product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock
) -> Verdict | list[Verdict]:
    """Judge what is on record of each account; problems one by one, each at its account."""
    owners = manifest.owners
    if not owners:
        return Outcomes.NOBODY()
    names = dict(zip(owners, labels(owners, owners), strict=True))
    problems = [
        problem.at(names[owner])
        for owner in owners
        if (problem := _problem(owner, manifest, drills, clock))
    ]
    if problems:
        return problems
    how = tuple(
        f"{names[owner]} by {best.method.words} on {best.at.date()}"
        for owner in owners
        if (best := proven(drills, owner, clock).best)
    )
    return Outcomes.PROVEN(assets=tuple(names.values()), how=how)


def _problem(
    owner: Owner, manifest: Manifest, drills: DrillHistory, clock: Clock
) -> Verdict | None:
    command = how_to_prove(owner, manifest.owners)
    found = proven(drills, owner, clock)
    if found.against:
        when = found.against.at.date()
        return Outcomes.ANOTHERS(text=found.against.text, when=when, command=command)
    if found.machine:
        return None
    if found.said:
        if not a_machine_can(owner, manifest.owners):
            return None
        when = found.said.at.date()
        return Outcomes.ONLY_SAID(by=found.said.by or "somebody", when=when, command=command)
    if found.old:
        return Outcomes.OLD(when=found.old.at.date(), command=command)
    provider = owner.provider or "a provider that [[owners]] does not name"
    return Outcomes.UNPROVEN(provider=provider, command=command)
