"""It is written down who is called when the product is down, and somebody answered.

Why it matters: alerts reach whoever is on call; the rest of the company, and the provider,
have to be reached by whoever noticed. A list with one name, or a number that nobody answers,
is found out at three in the morning.

How to fix: name at least two people, and the hosting provider's support, as [[contacts]] in
launchready.toml, each with how to reach them (`reach`) and the channel that calls them
(`channel`); then call them once with `launchready drill failover-contact`.

References: NIST SP 800-61 rev. 2, section 3.1.1 (contact information); PagerDuty incident
response documentation
"""

from launchready.checks.api import (
    Clock,
    DrillHistory,
    DrillResult,
    Impact,
    Manifest,
    Product,
    Value,
    Verdict,
    asks,
    cannot_tell,
    fails,
    figure,
    passes,
    proof,
)

EFFORT_HOURS = 0.5


class Outcomes:
    """What the check can find."""

    ANSWERED = passes("{summary}, in the drill of {when}")
    SILENT = fails(Impact.HIGH, "nobody answered in the drill of {when}: {summary}")
    ALONE = fails(Impact.MEDIUM, "only {name} is called: nobody follows who does not answer")
    NOT_SEEN = cannot_tell("the drill of {when} could not tell: {summary}")
    CHANGED = cannot_tell("{files} was changed after it was signed, and proves nothing")
    NONE = asks("who is called when the product is down? [[contacts]] names nobody")
    UNTRIED = asks(
        "do {names} answer? No failover-contact drill of the last 90 days is on record",
        fix="Run `launchready drill failover-contact --really`, announced or not.",
    )


def judge(product: Product, manifest: Manifest, drills: DrillHistory, clock: Clock) -> Verdict:
    """Judge the chain as it is declared, and the newest drill of it."""
    names = [contact.name for contact in manifest.contacts]
    if not names:
        return Outcomes.NONE()
    if len(set(names)) < 2:
        return Outcomes.ALONE(name=names[0])
    changed = drills.tampered_with("failover-contact")
    if changed:
        return Outcomes.CHANGED(files=changed)
    record = proof(drills, "failover-contact", clock)
    if record is None or not {trial.subject for trial in record.trials} & set(names):
        return Outcomes.UNTRIED(names=names)
    said: dict[str, Value] = {"when": record.started_at.date(), "summary": record.summary}
    if record.result is DrillResult.FAILED:
        return Outcomes.SILENT(**said)
    if record.result is DrillResult.UNKNOWN or figure(record, "first answer") is None:
        return Outcomes.NOT_SEEN(**said)
    return Outcomes.ANSWERED(**said)
