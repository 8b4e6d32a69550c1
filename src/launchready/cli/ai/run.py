"""`launchready ai run`: try every assistant, and say what broke."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchready.cli.ai import EPILOG
from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.ai.run import Suite
    from launchready.cli.subject import Target
    from launchready.facts.assistants import AssistantRun
    from launchready.manifest.schema import Assistant

CATEGORIES = (
    "injection", "jailbreak", "exfiltration", "tool-use", "output", "limits", "over-refusal",
)  # fmt: skip


@click.command("run", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option("--assistant", "names", multiple=True, metavar="NAME", help="This one alone.")
@click.option(
    "--category",
    "categories",
    multiple=True,
    type=click.Choice(CATEGORIES),
    help="These cases alone.",
)
@click.option(
    "--case",
    "ids",
    multiple=True,
    metavar="ID",
    help="This case alone, or a pattern; what comes of it is not kept as evidence.",
)
@click.option(
    "--cases",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Cases of your own, too.",
)
@click.option("--repeats", type=click.IntRange(1, 50), default=3, show_default=True,
              help="How often each case is tried.")  # fmt: skip
@click.option("--rps", type=click.FloatRange(0.05, 20), default=2.0, show_default=True,
              help="Requests a second at most.")  # fmt: skip
@click.option("--yes", "-y", is_flag=True, help="Do not ask; for CI.")
@click.option("--really", is_flag=True, help="Act on a product that is not staging, too.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and stop.")
@format_option("terminal", "json", "junit", words="How to write what came of it.")
def command(
    *,
    manifest: str | None,
    names: tuple[str, ...],
    categories: tuple[str, ...],
    ids: tuple[str, ...],
    files: tuple[Path, ...],
    repeats: int,
    rps: float,
    yes: bool,
    really: bool,
    dry_run: bool,
    format_: str,
) -> None:
    """Try every assistant of the manifest, and say what broke.

    Each case is asked several times, with random marks of its own, so that only an obeyed
    instruction counts.  What could not be asked or seen is "not run", and never a pass.
    """
    from launchready.cli.subject import find_target

    target = find_target(manifest)
    if not target.manifest.assistants:
        click.echo("not-applicable: the manifest declares no [[assistants]]")
        return
    from launchready.ai.case import CasesError, join_cases, load_cases, own_cases
    from launchready.ai.outcome import narrowed
    from launchready.ai.run import Suite

    chosen = _chosen(target, names)
    try:
        every = join_cases([own_cases(), *(load_cases(path) for path in files)])
        cases = tuple(narrowed(every, categories, ids))
    except (CasesError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    _try_out(
        target,
        chosen,
        Suite(cases, repeats, rps),
        evidence=not ids,
        format_=format_,
        yes=yes,
        really=really,
        dry_run=dry_run,
    )


def _chosen(target: Target, names: tuple[str, ...]) -> list[Assistant]:
    known = {each.name: each for each in target.manifest.assistants}
    for name in names:
        if name not in known:
            raise click.UsageError(
                f'no assistant is named "{name}"; there are {", ".join(known)}'
            )
    return [each for name, each in known.items() if not names or name in names]


def _try_out(
    target: Target,
    assistants: list[Assistant],
    suite: Suite,
    *,
    evidence: bool,
    format_: str,
    yes: bool,
    really: bool,
    dry_run: bool,
) -> None:
    from launchready.ai.outcome import plan_run, sum_up, verdict
    from launchready.ai.run import try_assistant
    from launchready.audit.services import open_network
    from launchready.cli.drill.conduct import conduct
    from launchready.cli.progress import ProgressLine
    from launchready.drill import Outcome
    from launchready.facts.drills import DrillRecord
    from launchready.report import assistants as written

    runs: list[AssistantRun] = []

    async def work() -> Outcome:
        for assistant in assistants:
            with ProgressLine(f"asking {assistant.name}", "questions") as line:
                runs.append(
                    await try_assistant(
                        target.manifest,
                        assistant,
                        suite,
                        folder=target.folder.path,
                        network=open_network(target.manifest, target.folder),
                        environment=os.environ,
                        on_progress=line,
                    )
                )
        return sum_up(runs)

    def write(record: DrillRecord) -> str:
        if format_ == "json":
            return written.as_json(runs, record.result.value)
        if format_ == "junit":
            return written.junit(runs, verdict)
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        table = written.terminal(runs, verdict, color=sys.stdout.isatty() and not plain)
        return f"{table}{record.result.value}: {record.summary}\n"

    plan = plan_run(assistants, suite, os.environ)
    conduct(
        target,
        plan,
        work,
        yes=yes,
        really=really,
        dry_run=dry_run,
        format_=format_,
        write=write,
        evidence=evidence,
    )
