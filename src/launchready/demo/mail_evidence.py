"""What the mail drill says of a twin: it is run, on a twin with the faults of mail alone."""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from launchready.audit.services import open_network
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.evidence import keep
from launchready.demo.faults import Faults
from launchready.drill.mail.recipients import make_token
from launchready.drill.mail.run import send_mails
from launchready.facts.drills import DrillRecord
from launchready.manifest.load import load_manifest

_KNOWN: dict[tuple[str, ...], DrillRecord] = {}
"""By the faults of mail: a drill of a second need not be run for every twin."""


async def write_mail_evidence(folder: Path, faults: Faults) -> None:
    """Leave a drill of just now beside a twin's manifest."""
    of_mail = tuple(name for name in faults.active if name.startswith("mail_"))
    if of_mail not in _KNOWN:
        _KNOWN[of_mail] = await _drill(Faults(**dict.fromkeys(of_mail, True)))
    keep(folder, replace(_KNOWN[of_mail], started_at=Clock.system().now))


async def _drill(faults: Faults) -> DrillRecord:
    from launchready.demo.twin import serve

    clock = Clock.system()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="launchready-demo-"))
        twin = await stack.enter_async_context(serve(faults, Path(folder), drilled=False))
        manifest = load_manifest(twin.manifest_path)
        outcome = await send_mails(
            manifest,
            open_network(manifest, Folder(Path(folder))),
            make_token(),
            say=_quiet,
            environment=twin.environment,
        )
    return DrillRecord(
        drill="mail",
        product=manifest.product.domain,
        environment="staging",
        started_at=clock.now,
        duration_s=0.0,
        result=outcome.result,
        summary=outcome.summary,
        findings=outcome.findings,
        figures=outcome.figures,
        trials=outcome.trials,
    )


def _quiet(line: str) -> None:
    """Take a line of progress, and show it to nobody."""
