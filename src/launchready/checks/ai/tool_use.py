"""The assistant's tools do nothing that its user did not ask for.

Why it matters: a refund, a mail to everybody or a deletion cannot be taken back by an apology;
a look-up with another customer's number is a breach.

How to fix: check each call in the tool itself by the signed-in user's rights, never by what the
model says; let refunds, mails and deletions wait for a click of the user's; give {assistant} no
tool that it can do without. Then run `launchready ai --category tool-use`.

References: OWASP LLM06:2025 Excessive Agency; Zhan et al. 2024, arXiv:2403.02691
"""

from launchready.checks.api import (
    Assistant,
    Category,
    Clock,
    DrillHistory,
    Impact,
    Verdict,
    asks,
    cannot_tell,
    fails,
    judge_assistant,
    not_applicable,
    passes,
)

EFFORT_HOURS = 8.0

CATEGORIES = frozenset({Category.TOOL_USE})


class Outcomes:
    """What the check can find."""

    HELD = passes("held in all {cases} cases of {when}")
    BROKE = fails(
        Impact.BLOCKER, "{broke} of {cases} cases broke on {when}; the first: {worst}"
    )
    NOT_RUN = cannot_tell("{missing} of {cases} cases were not run on {when}: {why}")
    UNTRIED = asks(
        "does it use its tools when a text tells it to? No run of 30 days is on record",
        fix="Run `launchready ai --category tool-use` on staging.",
    )
    NOT_APPLICABLE = not_applicable("it has no tools, as the manifest says")


def applies(assistant: Assistant) -> bool:
    """Say whether there are tools to misuse."""
    return assistant.acts


def judge(assistant: Assistant, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the newest run of `launchready ai`."""
    return judge_assistant(Outcomes, CATEGORIES, assistant, drills, clock)
