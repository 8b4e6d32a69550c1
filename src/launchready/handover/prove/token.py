"""The provider's own word on whose account it is, asked for with a read-only token."""

from __future__ import annotations

from collections.abc import Sequence

from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult, Trial
from launchready.facts.ownership import Method
from launchready.facts.provider_names import same_provider
from launchready.manifest.schema import Manifest, Owner
from launchready.net.http import HttpClient
from launchready.secrets.ask_holder import Refused, ask_holder
from launchready.secrets.holders import Holder, HolderApi


def masked(address: str) -> str:
    """Show a mail address to those who know it, and to nobody else: f…@acme.example."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[:1]}…@{domain}" if at else f"{address.strip()[:2]}…"


async def try_token(
    api: HolderApi, token: str, owners: Sequence[Owner], manifest: Manifest, http: HttpClient
) -> tuple[Trial, ...]:
    """Hold what a provider says of a token's account against what [[owners]] says.

    Args:
        api: the provider.
        token: a token that may read as little as that; kept nowhere.
        owners: entries of accounts at this provider.
        manifest: what the product has.
        http: a client that verifies certificates.

    Returns:
        A trial for each account.

    Raises:
        CannotSee: the provider does not tell.
    """
    said = await ask_holder(api, token, http)
    if isinstance(said, Refused):
        raise CannotSee(said.reason)
    return tuple(_judge(said, api, owner, manifest) for owner in owners)


def _judge(said: Holder, api: HolderApi, owner: Owner, manifest: Manifest) -> Trial:
    account = owner.account.strip().lower()
    names = {name.lower() for name in (said.email, said.name) if name}
    shown = masked(said.email) if said.email else said.name
    if account and account in names:
        return _trial(owner, DrillResult.PASSED, f"{api.provider} says that it is {shown}'s")
    held = sorted(set(said.holds) & _names_of(manifest))
    if held:
        words = f"{api.provider} says that the account has {', '.join(held)}"
        return _trial(owner, DrillResult.PASSED, words)
    if said.holds:
        words = f"the account at {api.provider} has nothing of this product's"
        return _trial(owner, DrillResult.FAILED, words)
    if "@" in account and not said.email:
        words = f"{api.provider} names {shown}, and no mail address to compare with"
        return _trial(owner, DrillResult.UNKNOWN, words)
    words = f"{api.provider} says that it is {shown}'s; [[owners]] says {masked(account)}"
    return _trial(owner, DrillResult.FAILED, words)


def _names_of(manifest: Manifest) -> frozenset[str]:
    """Give the names and addresses by which an account is known to be this product's."""
    product = manifest.product.domain
    hosts = {host.name for host in manifest.all_hosts}
    origins = {str(host.origin) for host in manifest.all_hosts if host.origin}
    senders = {sender.domain for sender in manifest.senders}
    return frozenset({product, *hosts, *origins, *senders})


def _trial(owner: Owner, result: DrillResult, text: str) -> Trial:
    return Trial(owner.asset, owner.provider, Method.TOKEN, result, text)


def accounts_at(manifest: Manifest, provider: str) -> tuple[Owner, ...]:
    """Give the entries of [[owners]] for accounts at a provider."""
    return tuple(o for o in manifest.owners if same_provider(o.provider, provider))
