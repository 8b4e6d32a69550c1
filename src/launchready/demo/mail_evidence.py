"""What the mail drill says of a twin: it is run, on a twin with the faults of mail alone."""

from __future__ import annotations

from pathlib import Path

from launchready.demo.evidence import keep_outcome, met, undrilled
from launchready.demo.faults import Faults
from launchready.drill import Outcome
from launchready.drill.mail.recipients import make_token
from launchready.drill.mail.run import send_mails

_KNOWN: dict[tuple[str, ...], Outcome] = {}
"""By the faults of mail: a drill of a second need not be run for every twin."""


async def write_mail_evidence(folder: Path, faults: Faults) -> None:
    """Leave a drill of just now beside a twin's manifest."""
    of_mail = met(faults, "mail_")
    if of_mail not in _KNOWN:
        async with undrilled(faults, of="mail_") as twin:
            _KNOWN[of_mail] = await send_mails(
                twin.manifest,
                twin.network(),
                make_token(),
                say=lambda _: None,
                environment=twin.environment,
            )
    keep_outcome(folder, "mail", _KNOWN[of_mail])
