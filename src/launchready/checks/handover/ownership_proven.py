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
    Proven,
    Verdict,
    asks,
    fails,
    how_to_prove,
    labels,
    not_applicable,
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
    OLD = asks(
        "is it still so for {assets}? Last proven more than 90 days ago",
        fix="Prove each anew, in a minute: {command}",
    )
    UNPROVEN = asks(
        "are {assets} the company's? Nobody has shown it yet",
        fix="Prove each, in a minute: {command}",
    )
    NO_OWNERS = not_applicable("no account is named yet: handover/owner-declared asks for them")


def judge(
    product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock
) -> Verdict | list[Verdict]:
    """Judge what is on record of each account; what speaks against one is told at each."""
    owners = manifest.owners
    if not owners:
        return Outcomes.NO_OWNERS()
    found = {owner: proven(drills, owner, clock) for owner in owners}
    names = dict(zip(owners, labels(owners, owners), strict=True))
    problems = [
        problem.at(names[owner])
        for owner in owners
        if (problem := _problem(owner, found[owner], how_to_prove(owner, owners)))
    ]
    open_ones = [
        owner for owner in owners if not found[owner].best and not found[owner].against
    ]
    for outcome, is_old in ((Outcomes.UNPROVEN, False), (Outcomes.OLD, True)):
        asked = [owner for owner in open_ones if bool(found[owner].old) is is_old]
        if asked:
            commands = tuple(dict.fromkeys(how_to_prove(owner, owners) for owner in asked))
            problems.append(outcome(assets=labels(asked, owners), command=commands))
    if problems:
        return problems
    how = tuple(
        f"{name} by {best.method.words} on {best.at.date()}"
        for owner, name in names.items()
        if (best := found[owner].best)
    )
    return Outcomes.PROVEN(assets=tuple(names.values()), how=how)


def _problem(owner: Owner, found: Proven, command: str) -> Verdict | None:
    """Say what speaks against an account, or for it too weakly."""
    if found.against:
        when = found.against.at.date()
        return Outcomes.ANOTHERS(text=found.against.text, when=when, command=command)
    if found.machine or not found.said or "statement" in command:
        return None
    by = found.said.by or "somebody"
    return Outcomes.ONLY_SAID(by=by, when=found.said.at.date(), command=command)
