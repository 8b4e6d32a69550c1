"""Somebody who never saw the product can deploy it, look at it and take a release back.

Whether the deployment can be repeated is judged by quick/deploy-repeatable; this is about
what is written down for another person.

Why it matters: a change that needs guessing waits for the one who knows. At two in the night,
with the product down, a stranger has the manifest, the repository and nothing else.

How to fix: in [deploy] of launchready.toml, write the command that deploys, the command that
takes it back, and the health route that tells whether it worked: {lacking}.

References: ROADMAP stage 7 (a change needs guessing); The Twelve-Factor App, V; Google SRE
Book, chapter 8 (release engineering)
"""

import re

from launchready.checks.api import (
    Deploy,
    Impact,
    Manifest,
    Product,
    RepositoryFacts,
    Unseen,
    Verdict,
    asks,
    fails,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    DOCUMENTED = passes("deploy with {command}, see {health}, go back with {rollback}")
    NO_SUCH_COMMAND = fails(
        Impact.MEDIUM,
        "[deploy] says {command}, which {where} does not know",
        fix="Write the command that really does it into [deploy], or add it to {where}.",
    )
    HALF_SAID = asks("how is it deployed, seen to be well, and taken back? Not said: {lacking}")


def judge(
    product: Product, manifest: Manifest, repository: RepositoryFacts | Unseen
) -> Verdict:
    """Judge what [deploy] says, and whether what it names is there."""
    deploy = manifest.deploy or Deploy()
    steps = {"command": deploy.command, "rollback": deploy.rollback, "health": deploy.health}
    lacking = [name for name, value in steps.items() if not value.strip()]
    if lacking:
        return Outcomes.HALF_SAID(lacking=lacking)
    if not isinstance(repository, Unseen):
        for command in (deploy.command, deploy.rollback):
            if where := _unknown_to(command, repository):
                return Outcomes.NO_SUCH_COMMAND(command=command, where=where)
    return Outcomes.DOCUMENTED(**steps)


def _unknown_to(command: str, repository: RepositoryFacts) -> str:
    """Give the runner's file that lacks the target of a command; "" where none does."""
    asked = re.match(r"(make|just|npm run) +([A-Za-z0-9_][\w.:-]*)", command.strip())
    if asked is None:
        return ""
    runners = [each for each in repository.runners if each.tool == asked[1]]
    if not runners or any(asked[2] in e.targets or not e.complete for e in runners):
        return ""
    return runners[0].path
