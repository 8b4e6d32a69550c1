"""The product's own mails arrive, in the inbox, authenticated and filled in.

Judged by the newest `launchready drill mail`, which lets the product send them.

Why it matters: a signup whose confirmation never comes, and a password reset that lies in the
spam folder, are a customer lost and a support ticket each, on the first day.

How to fix: mend what is named at {target}: verify the sending domain at the mail provider, let
the template fill in every name, send a plain-text part beside the HTML, and set a Reply-To
that somebody reads. Then run `launchready drill mail` again.

References: RFC 5322 section 3.6; RFC 6376; RFC 9989;
https://support.google.com/mail/answer/81126
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

EFFORT_HOURS = 2.0


class Outcomes:
    """What the check can find."""

    ARRIVES = passes("came {age_days} days ago: {seen}")
    LOST = fails(Impact.BLOCKER, "did not arrive: {seen}")
    IN_SPAM = fails(Impact.HIGH, "arrived in the folder for spam: {seen}")
    FAULTY = fails(Impact.HIGH, "arrived, but {seen}")
    NOT_SEEN = cannot_tell("could not be tried, or looked for: {seen}")
    NEVER_TRIED = asks(
        "does it arrive? No drill has tried it",
        fix="Run `launchready drill mail` against staging, and commit .launchready/drills.",
    )
    TOO_LONG_AGO = asks(
        "does it still arrive? The last drill was {age_days} days ago",
        fix="Run `launchready drill mail` again.",
    )
    WHICH_MAILS = asks(
        "which mails does the product send by itself (signup, reset, invitation)?",
        fix="Add [[mails]] and [[mailboxes]] to launchready.toml, and run "
        "`launchready drill mail`.",
    )
    NO_MAILS = not_applicable("no sender and no sign-in is declared: it sends no mails")


def judge(
    product: Product, history: DrillHistory, manifest: Manifest, clock: Clock
) -> Verdicts:
    """Judge each declared mail; without any, ask where there must be some."""
    if not manifest.mails:
        signs_in = any(route.kind == "login" for route in manifest.routes)
        return Outcomes.WHICH_MAILS() if manifest.senders or signs_in else Outcomes.NO_MAILS()
    return [_judge(each.name, history, clock).at(each.name) for each in manifest.mails]


def _judge(mail: str, history: DrillHistory, clock: Clock) -> Verdict:
    found = mail_trials(history, clock, mail)
    if found.never:
        return Outcomes.NEVER_TRIED()
    if found.stale:
        return Outcomes.TOO_LONG_AGO(age_days=found.age_days)
    wrong = {each.aspect for each in found.with_result(DrillResult.FAILED)}
    if wrong:
        outcome = (
            Outcomes.LOST
            if "arrives" in wrong
            else Outcomes.IN_SPAM
            if "inbox" in wrong
            else Outcomes.FAULTY
        )
        evidence = [line for each in found.trials for line in each.evidence]
        return outcome(seen=found.words(DrillResult.FAILED), fields=evidence)
    if found.with_result(DrillResult.UNKNOWN):
        return Outcomes.NOT_SEEN(seen=found.words(DrillResult.UNKNOWN))
    places = ", ".join(dict.fromkeys(each.place for each in found.trials))
    return Outcomes.ARRIVES(age_days=found.age_days, seen=places)
