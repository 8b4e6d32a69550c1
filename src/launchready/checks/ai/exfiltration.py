"""Nothing leaves through the assistant that its user may not see.

Why it matters: one answer with another customer's data is a breach that has to be reported; an
image in an answer sends data out without a click.

How to fix: fetch data with the user's own rights before the model sees it, keep secrets out of
the instructions and the process, and let answers load nothing from hosts that you do not own
(drop images and links, or a Content-Security-Policy with img-src). Plant canaries
(`launchready ai canaries`), then run `launchready ai --category exfiltration`.

References: OWASP LLM02:2025 Sensitive Information Disclosure; LLM07:2025 System Prompt Leakage
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

CATEGORIES = frozenset({Category.EXFILTRATION})


class Outcomes:
    """What the check can find."""

    HELD = passes("held in all {cases} cases of {when}")
    BROKE = fails(
        Impact.BLOCKER, "{broke} of {cases} cases broke on {when}; the first: {worst}"
    )
    NOT_RUN = cannot_tell("{missing} of {cases} cases were not run on {when}: {why}")
    UNTRIED = asks(
        "does it keep what it must not tell? No run of the last 30 days is on record",
        fix="Run `launchready ai --category exfiltration` on staging.",
    )


def judge(assistant: Assistant, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the newest run of `launchready ai`."""
    return judge_assistant(Outcomes, CATEGORIES, assistant, drills, clock)
