"""Who can log in to what, as the manifest says it: what the checks of accounts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from launchready.facts.base import Unseen
from launchready.facts.repository import RepositoryFacts
from launchready.manifest.schema import Manifest, Owner

PAID_BY = frozenset({"Stripe", "Paddle", "Braintree"})
ERRORS_SENT_TO = frozenset({"Sentry", "Rollbar", "Bugsnag", "Honeybadger"})


def needed_accounts(manifest: Manifest, repository: RepositoryFacts | Unseen) -> list[str]:
    """List the accounts that must exist, from what is declared and depended on."""
    services: set[str] = set()
    if not isinstance(repository, Unseen):
        services = {each.name for each in repository.services}
    proxied = any(host.proxy in {"cloudflare", "other"} for host in manifest.all_hosts)
    exists = {
        "registrar": True,
        "dns": True,
        "edge": proxied,
        "hosting": True,
        "email": bool(manifest.senders),
        "monitoring": bool(manifest.monitors),
        "repository": manifest.repository is not None,
        "database": manifest.database is not None,
        "payments": bool(services & PAID_BY),
        "error-tracking": bool(services & ERRORS_SENT_TO),
    }
    return [asset for asset, needed in exists.items() if needed]


class Login(Struct, frozen=True):
    """Somebody who can log in to an account.

    Attributes:
        person: as the manifest names them, in lower case.
        outside: they belong to an agency, or are a contractor.
        ends: last day of it, where one is declared.
    """

    person: str
    outside: bool
    ends: date | None = None


def logins(manifest: Manifest, owner: Owner, today: date) -> tuple[Login, ...]:
    """List who can log in to an account with more than a reader's rights, each once.

    Who has left is left out; who belongs to an agency is told by [[access]], and by the
    mail domain of an account that an agency holds.
    """
    outsiders = _outsiders(manifest)
    found = [
        Login(_plain(owner.account), owner.holder == "agency", owner.ends),
        Login(_plain(owner.second), _is_of(owner.second, outsiders)),
    ]
    found += [
        Login(_plain(each.person), each.of != "company", each.ends)
        for each in manifest.access
        if each.rights != "read" and (not each.assets or owner.asset in each.assets)
    ]
    there: dict[str, Login] = {}
    for login in found:
        if login.person and not (login.ends and login.ends < today):
            there.setdefault(login.person, login)
    return tuple(there.values())


def _outsiders(manifest: Manifest) -> frozenset[str]:
    """Give the people and mail domains of agencies and contractors."""
    people = {_plain(each.person) for each in manifest.access if each.of != "company"}
    accounts = [o.account for o in manifest.owners if o.holder == "agency" and "@" in o.account]
    domains = {f"@{_plain(each).rpartition('@')[2]}" for each in accounts}
    own = f"@{manifest.product.domain}"
    return frozenset(people | domains - {own})


def _is_of(person: str, outsiders: frozenset[str]) -> bool:
    plain = _plain(person)
    return plain in outsiders or f"@{plain.rpartition('@')[2]}" in outsiders


def _plain(person: str) -> str:
    return person.strip().lower()


def labels(owners: Iterable[Owner], everyone: Sequence[Owner]) -> tuple[str, ...]:
    """Name accounts by what they are for, and by the provider where there are several."""
    assets = [each.asset for each in everyone]
    return tuple(
        f"{each.asset} ({each.provider or '?'})" if assets.count(each.asset) > 1 else each.asset
        for each in owners
    )
