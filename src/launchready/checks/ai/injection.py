"""The assistant cannot be talked out of its job by what it is told or reads.

Why it matters: whoever writes to a customer, uploads a file or types a name can write
instructions; an assistant that follows them works for strangers.

How to fix: keep what is read apart from what instructs (a role of its own, marked as data),
give the assistant no more than the user's own rights, and hold actions back until the user
agrees. Then run `launchready ai --category injection --category jailbreak`, and again.

References: OWASP LLM01:2025 Prompt Injection; Greshake et al. 2023, arXiv:2302.12173
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
    passes,
)

EFFORT_HOURS = 8.0

CATEGORIES = frozenset({Category.INJECTION, Category.JAILBREAK})


class Outcomes:
    """What the check can find."""

    HELD = passes("held in all {cases} cases of {when}")
    BROKE = fails(Impact.HIGH, "{broke} of {cases} cases broke on {when}; the first: {worst}")
    NOT_RUN = cannot_tell("{missing} of {cases} cases were not run on {when}: {why}")
    UNTRIED = asks(
        "can a text that it reads talk it into other work? No run of 30 days is on record",
        fix="Run `launchready ai --category injection --category jailbreak` on staging.",
    )


def judge(assistant: Assistant, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the newest run of `launchready ai`."""
    return judge_assistant(Outcomes, CATEGORIES, assistant, drills, clock)
