"""How the product runs: addresses, deployment, monitors, recovery."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime

from launchready.audit.model import MapEntry
from launchready.checks.drill_evidence import HOLDS_DAYS
from launchready.facts.drills import DrillHistory
from launchready.handover.model import Section, Table
from launchready.manifest.schema import Deploy, Manifest

DRILLS = {
    "alert": "an alert reaches a person",
    "rollback": "a release can be taken back",
    "restore": "a backup can be restored",
    "failover-contact": "somebody answers an emergency call",
    "mail": "the product's mails arrive",
    "spike": "ten times the normal peak is borne",
    "log-canary": "logs print no secret",
}
"""Drills whose evidence a new owner wants to see, and what each proves."""


SMOKE_S = 60
"""Seconds that a release may take to come up."""


def endpoints(manifest: Manifest) -> Section:
    """List every host, route and redirect."""
    hosts = tuple(
        (host.name, host.role, host.proxy or "?", "" if host.declared else "not declared")
        for host in manifest.all_hosts
    )
    routes = tuple(
        (route.name, route.url, route.kind, route.access, "yes" if route.critical else "")
        for route in manifest.routes
    )
    redirects = tuple(
        (each.source, each.to, "permanent" if each.permanent else "temporary")
        for each in manifest.redirects
    )
    tables = [
        Table("Hosts", ("name", "role", "proxy", "note"), hosts),
        Table("Addresses", ("name", "url", "kind", "for", "critical"), routes),
        Table("Redirects", ("from", "to", "kind"), redirects),
    ]
    unproven = [f"{host} is used and not declared" for host, *_, note in hosts if note]
    if not routes:
        unproven.append("no address of the product is declared in [[routes]]")
    return Section(
        "endpoints", "Hosts, addresses and redirects", (),
        tuple(table for table in tables if table.rows), unproven=tuple(unproven),
    )  # fmt: skip


def domain(entries: Sequence[MapEntry]) -> Section:
    """Show where each entry point leads, as it was seen."""
    rows = tuple(
        (
            entry.entry,
            " -> ".join(hop.url for hop in entry.hops[1:]) or "(none)",
            entry.final or f"{entry.end}: {entry.detail}",
            entry.certificate or "?",
            entry.proxy or "none seen",
        )
        for entry in entries
    )
    head = ("entry point", "redirects", "lands at", "certificate", "proxy")
    tables = (Table("The domain map", head, rows),) if rows else ()
    unproven = tuple(f"{e.entry} lands nowhere ({e.end})" for e in entries if e.end != "final")
    if not entries:
        unproven = ("the domain map was not part of the report",)
    words = ("Seen from outside when this pack was made: launchready dns shows it again.",)
    return Section("domain-map", "Where traffic lands", words, tables, unproven=unproven)


def deployment(manifest: Manifest, source: str = "") -> Section:
    """Say how a stranger deploys from scratch, sees that it is well, and goes back.

    Args:
        manifest: its [deploy].
        source: what the repository is cloned from; "" where nobody knows.
    """
    deploy = manifest.deploy or Deploy()
    words, unproven = [], []
    if deploy.needs:
        words.append(f"You need, before you begin: {', '.join(deploy.needs)}.")
    if manifest.env:
        words.append(
            'Set the variables of the page "Secrets and settings" in your shell; it says where '
            "their values are kept. launchready env check says whether any is missing."
        )
    repository = manifest.repository
    if repository and not _is_root(repository.path):
        words.append("Begin in the folder with launchready.toml.")
    if not deploy.command:
        unproven.append("no command deploys: [deploy] command is empty")
    if repository and not source:
        unproven.append("where the code is cloned from is not known: git has no remote")
    if deploy.rollback:
        words.append(
            f"To take a release back: {deploy.rollback}, within "
            f"{deploy.rollback_minutes} minutes."
        )
    else:
        unproven.append("no command takes a release back: [deploy] rollback is empty")
    if deploy.release_header:
        words.append(f"The running release shows itself in the header {deploy.release_header}.")
    return Section(
        "deployment", "Deploy, look, go back", tuple(words),
        commands=tuple(_from_scratch(manifest, deploy, source)), unproven=tuple(unproven),
    )  # fmt: skip


def _from_scratch(manifest: Manifest, deploy: Deploy, source: str) -> Iterator[str]:
    """Give the commands that lead from an empty folder to a release that was looked at."""
    if not deploy.command:
        return
    if source and manifest.repository and _is_root(manifest.repository.path):
        last = re.split(r"[/:]", source.rstrip("/"))[-1].removesuffix(".git")
        folder = re.sub(r"[^A-Za-z0-9._-]", "-", last).lstrip("-.") or "product"
        yield f"git clone {shlex.quote(source)} {folder}"
        yield f"cd {folder}"
    elif manifest.repository and not _is_root(manifest.repository.path):
        yield f"cd {shlex.quote(manifest.repository.path)}"
    yield from deploy.setup
    if manifest.env:
        yield f"launchready env check --in {manifest.product.environment}"
    yield deploy.command
    yield f"launchready smoke --retry-for {SMOKE_S}"


def _is_root(path: str) -> bool:
    return path.rstrip("/") in {"", "."}


def monitors(manifest: Manifest) -> Section:
    """List what is watched, how often, and who is told."""
    rows = tuple(
        (each.target, each.kind, f"{each.every_s} s", f"{each.misses} misses", each.severity)
        for each in manifest.monitors
    )
    head = ("monitor", "kind", "every", "alerts after", "severity")
    tables = (Table("What is watched", head, rows),) if rows else ()
    unproven = () if rows else ("nothing is watched: no [[monitors]] are declared",)
    return Section("monitors", "Monitors", (), tables, unproven=unproven)


def recovery(drills: DrillHistory, now: datetime) -> Section:
    """Show what was tried in practice, when, and what came of it."""
    rows, unproven = [], []
    for drill, proves in DRILLS.items():
        latest = drills.latest(drill)
        if latest is None:
            rows.append((drill, proves, "never", "", "", ""))
            unproven.append(f"never tried: {proves}")
            continue
        age = (now - latest.started_at).days
        figures = ", ".join(f"{f.name} {f.value:g} {f.unit}" for f in latest.figures[:3])
        day = str(latest.started_at.date())
        by = f"{latest.by or '?'} ({f'key {latest.key}' if latest.key else 'not signed'})"
        rows.append((drill, proves, day, latest.result.value, figures or latest.summary, by))
        if latest.result.value != "passed":
            unproven.append(f"{latest.result.value} on {day}: {proves}")
        elif age > HOLDS_DAYS:
            unproven.append(f"{age} days ago: {proves}")
    head = ("drill", "proves that", "last tried", "result", "measured", "by")
    unproven += [f"{name} was changed after it was signed" for name in drills.tampered]
    table = Table("What was walked once", head, tuple(rows))
    return Section("recovery", "Evidence of recovery", (), (table,), unproven=tuple(unproven))


def incidents(guide: str, path: str) -> Section:
    """Show what to do in an incident, as the product's own document says it."""
    if not guide:
        return Section(
            "incidents", "In an incident", (), unproven=("no document says what to do",)
        )
    return Section("incidents", "In an incident", (f"From {path}.",), document=guide)
