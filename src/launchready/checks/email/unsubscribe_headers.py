"""Mail that people may unsubscribe from can be left with one click.

Judged by the newest `launchready drill mail`, for the mails that the manifest marks as bulk.

Why it matters: since 2024 Gmail and Yahoo want one-click unsubscription of everybody who sends
in bulk; without it people press "spam" instead, and then the resets go there too.

How to fix: give {target} the fields List-Unsubscribe, with an https address that takes a POST,
and List-Unsubscribe-Post: List-Unsubscribe=One-Click, both covered by the DKIM signature.

References: RFC 8058; RFC 2369; https://support.google.com/mail/answer/81126
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Manifest,
    Product,
    Verdict,
    Verdicts,
    asks,
    cannot_tell,
    fails,
    mail_trials,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0
ASPECTS = frozenset({"unsubscribe"})


class Outcomes:
    """What the check can find."""

    ONE_CLICK = passes("{seen}")
    MISSING = fails(Impact.MEDIUM, "{seen}")
    NOT_SEEN = cannot_tell("no mail of this kind was seen in the last drill")
    NOT_TRIED = asks(
        "can it be unsubscribed from? No drill of the last 30 days has tried it",
        fix="Run `launchready drill mail`.",
    )
    NO_BULK = not_applicable("no mail is declared as bulk")


def judge(
    product: Product, history: DrillHistory, manifest: Manifest, clock: Clock
) -> Verdicts:
    """Judge each mail that is declared as bulk."""
    bulk = [each for each in manifest.mails if each.bulk]
    if not bulk:
        return Outcomes.NO_BULK()
    return [_judge(each.name, history, clock).at(each.name) for each in bulk]


def _judge(mail: str, history: DrillHistory, clock: Clock) -> Verdict:
    found = mail_trials(history, clock, mail, ASPECTS)
    if found.never or found.stale:
        return Outcomes.NOT_TRIED()
    if found.with_result(DrillResult.FAILED):
        return Outcomes.MISSING(seen=found.words(DrillResult.FAILED))
    if not found.trials or found.with_result(DrillResult.UNKNOWN):
        return Outcomes.NOT_SEEN()
    return Outcomes.ONE_CLICK(seen=found.words(DrillResult.PASSED))
