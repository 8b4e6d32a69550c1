"""Who holds what: accounts, contacts, secrets."""

from __future__ import annotations

from launchready.handover.model import Section, Table
from launchready.manifest.schema import Manifest

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


def access(manifest: Manifest) -> Section:
    """List every account, who holds it, who else can log in, and what stops without it."""
    rows, unproven = [], []
    for asset, stops in STOPS.items():
        owner = next((each for each in manifest.owners if each.asset == asset), None)
        if owner is None:
            rows.append((asset, "?", "?", "?", "?", stops))
            unproven.append(f"nobody is named for {asset}")
            continue
        holder, second = owner.holder or "?", owner.second or "?"
        rows.append((asset, owner.provider or "?", owner.account or "?", holder, second, stops))
        if not owner.account or not owner.holder:
            unproven.append(f"who holds {asset} is only half written down")
        if not owner.second:
            unproven.append(f"{asset}: one person only can log in")
        if owner.holder == "agency":
            unproven.append(f"{asset} is held by an agency, not by the founder")
    head = ("account for", "provider", "login", "held by", "second", "without it")
    words = (
        "Log in to each of these once before you sign. What you cannot log in to is not yours."
    )
    table = Table("Accounts that the product stands on", head, tuple(rows))
    return Section("access", "Who holds what", (words,), (table,), unproven=tuple(unproven))


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
        rows.append((name, kind, variable.describe or "?", places, variable.rotate or "?"))
        if variable.secret and not variable.rotate:
            unproven.append(f"{name}: nobody is named who rotates it")
        if not variable.describe:
            unproven.append(f"{name}: what it is for is not written down")
    if not rows:
        unproven.append("no variable of the environment is declared in [env]")
    head = ("variable", "kind", "what for", "where", "rotated by")
    tables = (Table("The environment contract", head, tuple(rows)),) if rows else ()
    words = ("Values are in the platforms' own stores, and nowhere in this pack.",)
    return Section(
        "secrets", "Secrets and settings", words, tables, document=runbook,
        unproven=tuple(unproven),
    )  # fmt: skip
