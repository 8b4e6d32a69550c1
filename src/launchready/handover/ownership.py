"""Who holds what: accounts, contacts, secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from launchready.audit.model import Report
from launchready.checks.accounts import labels, logins
from launchready.checks.drill_evidence import HOLDS_DAYS
from launchready.checks.ownership_proofs import a_machine_can, how_to_prove, proven
from launchready.clock import Clock
from launchready.facts.drills import DrillHistory
from launchready.handover.model import Section, Table
from launchready.manifest.schema import Manifest, Owner

STOPS = {
    "registrar": "the domain lapses: pages and mail both",
    "dns": "no name can be changed; a certificate may not renew",
    "edge": "traffic cannot be redirected or protected",
    "hosting": "nothing can be deployed, restarted or paid for",
    "email": "invites, resets and invoices stop",
    "monitoring": "customers report outages first",
    "repository": "nobody can change the code",
    "database": "no restore, no backup, no access to customers' data",
    "payments": "no money comes in, and none is paid back",
    "error-tracking": "errors are seen by nobody",
}
"""What stops when the account is lost."""

MATCHES = "handover/provider-matches"

HELD = ("account for", "provider", "login", "held by", "second", "without it")
GUARDED = ("account for", "second factor", "whose card pays", "both logged in last")
LEFT = ("account for", "of an agency", "who is left", "what stops where nobody is")
"""Headings."""


def access(manifest: Manifest, today: date) -> Section:
    """List every account, who holds it, who else can log in, and what stops without it.

    Args:
        manifest: its [[owners]] and [[access]].
        today: in UTC; who has left by then is left out.
    """
    held: list[tuple[str, ...]] = []
    guarded: list[tuple[str, ...]] = []
    unproven: list[str] = []
    names = dict(zip(manifest.owners, labels(manifest.owners, manifest.owners), strict=True))
    for asset, stops in STOPS.items():
        owners = [each for each in manifest.owners if each.asset == asset]
        if not owners:
            held.append((asset, "?", "?", "?", "?", stops))
            unproven.append(f"nobody is named for {asset}")
        for owner in owners:
            name = names[owner]
            who = (owner.provider, owner.account, owner.holder, owner.second)
            held.append((name, *(each or "?" for each in who), owner.stops or stops))
            day = str(owner.confirmed) if owner.confirmed else "?"
            guarded.append((name, owner.mfa or "?", owner.billing or "?", day))
            unproven += [f"{name}{words}" for words in _gaps(owner)]
    words = (
        "Log in to each of these once before you sign. What you cannot log in to is not yours."
    )
    tables = [Table("Accounts that the product stands on", HELD, tuple(held))]
    if guarded:
        tables.append(Table("How they are guarded and paid", GUARDED, tuple(guarded)))
    if manifest.access:
        tables.append(_further(manifest))
    left = tuple(_without_agencies(manifest, names, today))
    if left:
        tables.append(Table("If agencies and contractors left today", LEFT, left))
        unproven += [
            f"{row[0]}: nobody is left if the agency goes" for row in left if not row[2]
        ]
    return Section(
        "access", "Who holds what", (words,), tuple(tables), unproven=tuple(unproven)
    )


def _without_agencies(
    manifest: Manifest, names: Mapping[Owner, str], today: date
) -> Iterator[tuple[str, ...]]:
    for owner, name in names.items():
        people = logins(manifest, owner, today)
        outside = [each.person for each in people if each.outside]
        inside = [each.person for each in people if not each.outside]
        if outside:
            stops = owner.stops or STOPS[owner.asset]
            yield name, ", ".join(outside), ", ".join(inside), "" if inside else stops


def _gaps(owner: Owner) -> Iterator[str]:
    """Say what nobody has shown of an account, to be read behind its name."""
    if not owner.account or not owner.holder:
        yield ": who holds it is only half written down"
    if not owner.second:
        yield ": one person only can log in"
    if owner.holder == "agency":
        yield " is held by an agency, not by the founder"
    if owner.mfa in {None, "none"}:
        yield ": no second factor is known to guard it"
    if owner.billing not in {"founder", "none"}:
        yield ": whose card pays is not known to be the company's"


def _further(manifest: Manifest) -> Table:
    rows = tuple(
        (e.person, e.of, ", ".join(e.assets) or "everything", e.rights, str(e.ends or "no end"))
        for e in manifest.access
    )
    return Table("Who else can log in", ("who", "of", "to", "rights", "until"), rows)


def proofs(manifest: Manifest, report: Report, drills: DrillHistory, now: datetime) -> Section:
    """Show what was proven of each account, how and when, and what shows from outside.

    Args:
        manifest: its owners.
        report: of an audit, whose handover/provider-matches says what was seen.
        drills: the evidence store, where proofs are kept.
        now: aware UTC.
    """
    seen = {f.target: f.summary for f in report.findings if f.check == MATCHES}
    clock, rows, unproven = Clock(now), [], []
    owners = manifest.owners
    for owner, name in zip(owners, labels(owners, owners), strict=True):
        found = proven(drills, owner, clock)
        best = found.best
        told = (best.text, str(best.at.date()), best.by) if best else ("never proven", "", "")
        rows.append((name, seen.get(owner.asset, "not looked at"), *told))
        if found.against:
            unproven.append(f"{name}: {found.against.text}")
        elif best is None:
            unproven.append(f"{name}: nobody has proven whose account it is")
        elif best is found.said and a_machine_can(owner, owners):
            unproven.append(f"{name}: somebody says so, and a machine could prove it")
    if not rows:
        unproven.append("nothing is proven: [[owners]] names no account")
    head = ("account for", "seen from outside", "proof", "on", "by")
    words = (f"A proof holds for {HOLDS_DAYS} days. Make each of them again yourself:",)
    tables = (Table("What was proven", head, tuple(rows)),) if rows else ()
    commands = dict.fromkeys(how_to_prove(owner, owners) for owner in owners)
    return Section(
        "ownership", "Proof of ownership", words if rows else (), tables,
        commands=tuple(commands), unproven=tuple(unproven),
    )  # fmt: skip


def contacts(manifest: Manifest) -> Section:
    """List who is told of an outage, in which order, and how."""
    rows = []
    for channel in sorted(manifest.channels, key=lambda each: each.after_min):
        when = f"after {channel.after_min} min" if channel.after_min else "at once"
        severities = ", ".join(channel.severity)
        who = channel.person or channel.to or "?"
        rows.append((who, channel.name, channel.kind, severities, when))
    unproven = [] if rows else ["nobody is told of an outage: no [[channels]] are declared"]
    if rows and len({row[0] for row in rows if "page" in row[3]}) < 2:
        unproven.append("one person only is paged")
    head = ("who", "channel", "by", "for", "when")
    tables = (Table("Whom alerts reach", head, tuple(rows)),) if rows else ()
    called = tuple(
        (str(place), each.name, each.role, each.reach, each.channel, f"{each.wait_min:g} min")
        for place, each in enumerate(manifest.contacts, 1)
    )
    if called:
        order = ("", "who", "can", "reach", "drilled by", "then the next after")
        tables = (Table("Whom to call, in this order", order, called), *tables)
    else:
        unproven.append("nobody is named to be called: no [[contacts]] are declared")
    return Section("contacts", "Emergency contacts", (), tables, unproven=tuple(unproven))


def secrets(manifest: Manifest, runbook: str) -> Section:
    """Say where each secret is needed and who replaces it; never a value.

    Args:
        manifest: its `[env]` tables.
        runbook: how to add and rotate a key, as `launchready env runbook` writes it.
    """
    rows, unproven = [], []
    for name, variable in manifest.env.items():
        places = ", ".join(variable.in_) or "every environment"
        kind = "secret" if variable.secret else "setting"
        lives = (variable.lives or "?") if variable.secret else ""
        rows.append(
            (name, kind, variable.describe or "?", places, lives, variable.rotate or "?")
        )
        if variable.secret and not variable.lives:
            unproven.append(f"{name}: where its value is kept is not written down")
        if variable.secret and not variable.rotate:
            unproven.append(f"{name}: nobody is named who rotates it")
        if not variable.describe:
            unproven.append(f"{name}: what it is for is not written down")
    if not rows:
        unproven.append("no variable of the environment is declared in [env]")
    head = ("variable", "kind", "what for", "where", "kept in", "rotated by")
    tables = (Table("The environment contract", head, tuple(rows)),) if rows else ()
    words = ("Values are in the platforms' own stores, and nowhere in this pack.",)
    return Section(
        "secrets", "Secrets and settings", words, tables, document=runbook,
        unproven=tuple(unproven),
    )  # fmt: skip
