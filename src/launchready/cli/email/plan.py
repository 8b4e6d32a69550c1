"""`launchready email plan`: the way from no DMARC to p=reject."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from launchready.cli.options import format_option

if TYPE_CHECKING:
    from launchready.cli.subject import Target
    from launchready.mail.publish.steps import Step
    from launchready.mail.reports.readiness import Readiness

EPILOG = """\b
Examples:
  launchready email plan                       the way of each sending domain
  launchready email plan --reports ~/dmarc     with what reports say so far
  launchready email plan example.com           a domain without a manifest
"""


@click.command("plan", epilog=EPILOG)
@click.argument("manifest", required=False)
@click.option(
    "--reports",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    metavar="FILE|DIR",
    help="DMARC reports, read as by `launchready email reports`; may be repeated.",
)
@format_option("terminal", "json")
def command(*, manifest: str | None, reports: tuple[Path, ...], format_: str) -> None:
    """Show the way from no DMARC to p=reject, with dates, conditions and records.

    p=none with reports is enough for launch week; enforcement follows when reports show that
    nothing of yours would be lost.  Without --reports, the dates are the earliest possible.
    """
    from launchready.cli.subject import find_target
    from launchready.clock import Clock
    from launchready.report.mail_records import render_steps

    target = find_target(manifest)
    ready = _assess(reports, target) if reports else {}
    plans = asyncio.run(_plans(target, ready, Clock.system().now.date()))
    if format_ == "json":
        told = {
            domain: [to_builtins(step) for step in steps] for domain, steps in plans.items()
        }
        click.echo(json.dumps({"schema_version": 1, "domains": told}, indent=2, default=str))
    else:
        click.echo(render_steps(plans), nl=False)


def _assess(paths: tuple[Path, ...], target: Target) -> dict[str, Readiness]:
    from launchready.mail.reports.gather import gather_files
    from launchready.mail.reports.readiness import assess
    from launchready.mail.reports.sources import group

    found = gather_files(paths)
    for name, why in found.problems[:10]:
        click.echo(f"not read: {name} {why}", err=True)
    declared = [each.provider for each in target.manifest.senders]
    sources = group(found.aggregate, declared=declared)
    return {each.domain: each for each in assess(found.aggregate, sources)}


async def _plans(
    target: Target, ready: dict[str, Readiness], today: date
) -> dict[str, tuple[Step, ...]]:
    from launchready.audit.services import open_network
    from launchready.mail.dmarc.discovery import find_policy
    from launchready.mail.publish.steps import plan_steps
    from launchready.mail.publish.wanted import wanted_records
    from launchready.net.dns import Resolver

    resolver = Resolver(open_network(target.manifest, target.folder))
    entries = await wanted_records(target.manifest, resolver)
    domains = dict.fromkeys(each.domain for each in target.manifest.senders) or {
        target.manifest.product.domain: None
    }
    plans = {}
    for domain in domains:
        own = [e for e in entries if e.name == domain or e.name.endswith(f".{domain}")]
        policy = await find_policy(domain, resolver)
        where = policy.record.domain if policy.record else domain
        told = ready.get(domain) or ready.get(where)
        plans[domain] = plan_steps(domain, own, policy, today, told)
    return plans
