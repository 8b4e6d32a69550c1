"""`launchready decide`: fix now or defer, written back into the manifest."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.options import report_option

if TYPE_CHECKING:
    from launchready.audit.model import Finding
    from launchready.manifest.schema import Decision

EPILOG = """\b
Examples:
  launchready decide                          audit, then ask about each open risk
  launchready decide --report report.json     ask about what an earlier audit found
  launchready decide --check domain/hsts --target acme.example --defer \\
    --owner ana@acme.example --reason "old subdomain retires" --until 2027-01-15
                                              one decision, without asking
"""

DEFAULT_DEFERRAL = timedelta(days=30)


@click.command("decide", epilog=EPILOG)
@click.argument("manifest", required=False)
@report_option("Ask about what this JSON report found, instead of auditing.")
@click.option("--check", metavar="CHECK", help="Decide about this check, without asking.")
@click.option(
    "--target", default="*", show_default=True, help="Of this target; * stands for a part."
)
@click.option("--defer", "defers", is_flag=True, help="Put it off until a day.")
@click.option("--fix-now", "fixes", is_flag=True, help="Mend it before the launch.")
@click.option("--owner", help="Who answers for it.")
@click.option("--reason", help="Why.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which a deferral holds."
)
def command(
    *,
    manifest: str | None,
    report_path: Path | None,
    check: str | None,
    target: str,
    defers: bool,
    fixes: bool,
    owner: str | None,
    reason: str | None,
    until: datetime | None,
) -> None:
    """Walk through the open risks, and write what is decided into launchready.toml.

    A deferral has an owner, a reason and a last day; a week before, the report announces
    it, and after it the risk is open again.  Comments and layout of the file stay.
    """
    from launchready.cli.subject import find_target, report_of

    path = Path(find_target(manifest).name)
    if not path.name:
        raise click.UsageError(
            "decisions are written into a launchready.toml, and there is none for a domain "
            "alone.\nWrite one:  launchready init example.com"
        )
    if check:
        if defers == fixes:
            raise click.UsageError("say either --defer or --fix-now")
        kind = "defer" if defers else "fix-now"
        day = until.date() if until else None
        _write(path, _decision(check, target, kind, owner=owner, reason=reason, until=day))
        return
    if defers or fixes:
        raise click.UsageError("--defer and --fix-now need --check")
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is here to ask; name the risk with --check")
    risks = [f for f in report_of(manifest, report_path).risks if f.decision is None]
    _walk(path, risks, owner or "")


def _walk(path: Path, risks: list[Finding], owner: str) -> None:
    if not risks:
        click.echo("no risk is open that nothing is decided about", err=True)
        return
    decided = 0
    for number, risk in enumerate(risks, 1):
        assert risk.impact is not None, "a failure has an impact"
        click.echo(f"\n{number} of {len(risks)}  {risk.impact.value}  {risk.check}", err=True)
        click.echo(f"  {risk.target}: {risk.summary}", err=True)
        click.echo(f"  about {risk.effort_hours:g} h: {risk.fix}", err=True)
        choice = click.prompt(
            "  [f]ix now, [d]efer, [s]kip, [q]uit",
            type=click.Choice(["f", "d", "s", "q"]),
            show_choices=False,
            default="s",
            err=True,
        )
        if choice == "q":
            break
        if choice == "s":
            continue
        owner = click.prompt("  who answers for it", default=owner or None, err=True)
        reason = click.prompt("  why", err=True)
        day = None
        if choice == "d":
            suggested = datetime.now(UTC).date() + DEFAULT_DEFERRAL
            asked = click.prompt(
                "  until", type=click.DateTime(["%Y-%m-%d"]), default=str(suggested), err=True
            )
            day = asked.date()
        kind = "defer" if choice == "d" else "fix-now"
        decision = _decision(
            risk.check, risk.target, kind, owner=owner, reason=reason, until=day
        )
        _write(path, decision)
        decided += 1
    click.echo(f"\n{decided} decided, in {path}", err=True)


def _decision(
    check: str,
    target: str,
    kind: str,
    *,
    owner: str | None,
    reason: str | None,
    until: date | None,
) -> Decision:
    from pydantic import ValidationError

    from launchready.audit.run import Selection, SelectionError
    from launchready.manifest.schema import Decision

    try:
        Selection(only=(check,)).check_ids()
        return Decision.model_validate(
            {
                "check": check,
                "target": target,
                "decision": kind,
                "owner": owner or "",
                "reason": reason or "",
                "until": until,
            }
        )
    except SelectionError as error:
        raise click.UsageError(str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        named = f"--{first['loc'][0]}: " if first["loc"] else ""
        needed = "is needed" if first["type"] == "string_too_short" else first["msg"]
        raise click.UsageError(f"{named}{needed.removeprefix('Value error, ')}") from error


def _write(path: Path, decision: Decision) -> None:
    from launchready.manifest.decisions import CannotDecide, write_decision

    try:
        replaced = write_decision(path, decision)
    except CannotDecide as error:
        raise click.UsageError(str(error)) from error
    changed = "replaced in" if replaced else "written to"
    said = f"{decision.decision} {decision.check} {decision.target}"
    click.echo(f"{said}: {changed} {path}", err=True)
