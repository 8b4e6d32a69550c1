"""`launchready explain`: a check's documentation, on the terminal."""

from __future__ import annotations

import click
from click.formatting import wrap_text

from launchready.checks.catalogue import MINIMUM_BAR, STAGES, check_modules, load_check
from launchready.cli.completion import complete_check

EPILOG = """\b
Examples:
  launchready explain                   every check, stage by stage
  launchready explain domain/hsts       one check
"""


@click.command("explain", epilog=EPILOG)
@click.argument("check", required=False, shell_complete=complete_check)
def command(check: str | None) -> None:
    """Explain a check: why it matters, how to fix it.

    Without CHECK, list every check.
    """
    if check is None:
        _list()
        return
    from launchready.audit.run import Selection, SelectionError

    try:
        chosen = Selection(only=(check,)).check_ids()
    except SelectionError as error:
        raise click.UsageError(str(error)) from error
    for number, check_id in enumerate(chosen):
        click.echo("\n" if number else "", nl=False)
        _explain(check_id)


def _list() -> None:
    for stage, title in STAGES.items():
        own = [check_id for check_id in check_modules() if check_id.startswith(f"{stage}/")]
        if own:
            click.secho(f"\n{title}", bold=True)
        for check_id in own:
            click.echo(f"  {check_id:34} {load_check(check_id).documentation.title}")


def _explain(check_id: str) -> None:
    check = load_check(check_id)
    documentation = check.documentation
    click.secho(check.id, bold=True)
    click.echo(documentation.title)
    if documentation.notes:
        click.echo(f"\n{_wrapped(documentation.notes)}")
    for title, text in (
        ("Why it matters", documentation.why),
        ("How to fix", documentation.general_fix),
        ("References", documentation.references),
    ):
        click.secho(f"\n{title}", bold=True)
        click.echo(_wrapped(text))
    click.secho("\nOutcomes", bold=True)
    for outcome in check.outcomes:
        status = (
            f"{outcome.status}, {outcome.impact}" if outcome.impact else str(outcome.status)
        )
        click.echo(f"  {outcome.id} ({status}): {outcome.summary}")
    if check.bar:
        click.echo(f"\nPart of the minimum bar: {MINIMUM_BAR[check.bar]}")
    click.echo(f"\nVerify a fix: {check.verify}")


def _wrapped(text: str) -> str:
    """Make text a sentence that fits the terminal, but for lists and what is indented."""
    import shutil

    text = text[:1].upper() + text[1:]
    width = min(shutil.get_terminal_size((88, 24)).columns, 88)
    return "\n\n".join(
        paragraph
        if any(line.startswith((" ", "-", "*", "|")) for line in paragraph.splitlines())
        else wrap_text(" ".join(paragraph.split()), width)
        for paragraph in text.split("\n\n")
    )
