"""Links in the product's mails lead to its own domains, over https.

Judged by the newest `launchready drill mail`.

Why it matters: a link over plain http, or through a tracking domain that others share, is
what spam filters look for and what careful customers do not click; a shared tracking domain
that one bad sender gets listed takes every reset link with it.

How to fix: write the links of {target} with https:// and the product's own host; in the mail
provider's settings, turn click tracking off for transactional mail, or set up a tracking
domain of your own with TLS.

References: RFC 9110 section 4.2.2; https://support.google.com/mail/answer/81126
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

EFFORT_HOURS = 0.5
ASPECTS = frozenset({"links"})


class Outcomes:
    """What the check can find."""

    OWN = passes("{seen}")
    FOREIGN = fails(Impact.MEDIUM, "{seen}")
    NOT_SEEN = cannot_tell("no mail of this kind was seen in the last drill")
    NOT_TRIED = asks(
        "where do its links lead? No drill of the last 30 days has tried it",
        fix="Run `launchready drill mail`.",
    )
    NO_MAILS = not_applicable("no mail is declared")


def judge(
    product: Product, history: DrillHistory, manifest: Manifest, clock: Clock
) -> Verdicts:
    """Judge the links of each declared mail."""
    if not manifest.mails:
        return Outcomes.NO_MAILS()
    return [_judge(each.name, history, clock).at(each.name) for each in manifest.mails]


def _judge(mail: str, history: DrillHistory, clock: Clock) -> Verdict:
    found = mail_trials(history, clock, mail, ASPECTS)
    if found.never or found.stale:
        return Outcomes.NOT_TRIED()
    if found.with_result(DrillResult.FAILED):
        return Outcomes.FOREIGN(seen=found.words(DrillResult.FAILED))
    if not found.trials or found.with_result(DrillResult.UNKNOWN):
        return Outcomes.NOT_SEEN()
    return Outcomes.OWN(seen=found.words(DrillResult.PASSED))
