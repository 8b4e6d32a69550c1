"""The page does not run what the assistant answers.

Why it matters: a script in an answer acts with the rights of whoever reads it, who may be your
own support.

How to fix: treat answers like any user's input: escape HTML, or render Markdown with raw HTML
off and links limited to http and https, then sanitise. Then run
`launchready ai --category output`.

References: OWASP LLM05:2025 Improper Output Handling; CWE-79
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

EFFORT_HOURS = 2.0

CATEGORIES = frozenset({Category.OUTPUT})


class Outcomes:
    """What the check can find."""

    HELD = passes("held in all {cases} cases of {when}")
    BROKE = fails(Impact.HIGH, "{broke} of {cases} cases broke on {when}; the first: {worst}")
    NOT_RUN = cannot_tell("{missing} of {cases} cases were not run on {when}: {why}")
    UNTRIED = asks(
        "does the page run markup in its answers? No run of the last 30 days is on record",
        fix="Run `launchready ai --category output` on staging.",
    )
    NOT_APPLICABLE = not_applicable("answers are shown as plain text, as the manifest says")


def applies(assistant: Assistant) -> bool:
    """Say whether the page makes anything of answers."""
    return assistant.renders != "text"


def judge(assistant: Assistant, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the newest run of `launchready ai`."""
    return judge_assistant(Outcomes, CATEGORIES, assistant, drills, clock)
