"""What the newest mail drill says of the manifest's mails, for the checks that judge it."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from launchready.clock import Clock
from launchready.facts.drills import DrillHistory, DrillResult, Trial

MAX_AGE = timedelta(days=30)
"""After which a drill proves nothing of today's product: templates and providers change."""

LINKS = frozenset({"links"})
UNSUBSCRIBE = frozenset({"unsubscribe"})


class MailTrials(Struct, frozen=True):
    """The trials of one mail in the newest drill.

    Attributes:
        never: there is no drill that tried this mail.
        age_days: of the drill.
        trials: those of the aspects that were asked about.
    """

    never: bool = False
    age_days: int = 0
    trials: tuple[Trial, ...] = ()

    @property
    def stale(self) -> bool:
        """Say whether it is too long ago."""
        return self.age_days > MAX_AGE.days

    def with_result(self, result: DrillResult) -> tuple[Trial, ...]:
        """Give the trials that went one way."""
        return tuple(each for each in self.trials if each.result is result)

    def words(self, result: DrillResult) -> str:
        """Say what was seen in those that went one way."""
        found = (f"{each.text} (at {each.place})" for each in self.with_result(result))
        return "; ".join(found)


def mail_trials(
    history: DrillHistory, clock: Clock, mail: str, aspects: frozenset[str] | None = None
) -> MailTrials:
    """Give one mail's trials in the newest drill.

    Args:
        history: the product's drills.
        clock: for their age.
        mail: its name in the manifest.
        aspects: of them; None for all but those that have a check of their own.
    """
    record = history.latest("mail")
    of_mail = [t for t in record.trials if t.subject == mail] if record else []
    if record is None or not of_mail:
        return MailTrials(never=True)
    own = LINKS | UNSUBSCRIBE
    return MailTrials(
        age_days=max(0, (clock.now - record.started_at).days),
        trials=tuple(
            each
            for each in of_mail
            if (each.aspect in aspects if aspects else each.aspect not in own)
        ),
    )
