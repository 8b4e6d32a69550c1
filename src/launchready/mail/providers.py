"""The mail providers that are known, found by their name or by what shows of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from launchready.mail.provider import MailProvider, SpfPlace
from launchready.mail.provider_table import MAIL_PROVIDERS
from launchready.manifest.schema import Sender

__all__ = [
    "MAIL_PROVIDERS",
    "MailProvider",
    "SpfPlace",
    "find_provider",
    "recognise_mail",
    "sender_includes",
]

_BY_NAME = {
    name: provider
    for provider in MAIL_PROVIDERS
    for name in (provider.name, *provider.aliases, provider.title.lower())
}


def find_provider(name: str) -> MailProvider | None:
    """Find the provider that `provider` in [[senders]] means, or None."""
    plain = name.strip().lower()
    return _BY_NAME.get(plain) or _BY_NAME.get(re.sub(r"[\s_]+", "-", plain))


def sender_includes(sender: Sender) -> tuple[str, ...]:
    """Give the domains that SPF must name for a sender: declared, else its provider's.

    Of a provider's several names, the first is the current one.
    """
    if sender.spf_includes:
        return tuple(name.strip().lower() for name in sender.spf_includes)
    provider = find_provider(sender.provider) if sender.provider else None
    if provider is not None and provider.wants_include:
        return provider.includes[:1]
    return ()


def recognise_mail(
    names: Iterable[str], *, selectors: Iterable[str] = ()
) -> MailProvider | None:
    """Name the provider that a message came through, or None.

    Args:
        names: reverse DNS names, envelope and signing domains, the surest first.
        selectors: of signatures for other domains: asked only where no name tells, and
            only selectors that one provider alone hands out.
    """
    for name in names:
        plain = f".{name.strip().lower().rstrip('.')}"
        for provider in MAIL_PROVIDERS:
            if any(plain.endswith(f".{suffix}") for suffix in provider.domains):
                return provider
    for selector in selectors:
        owners = [each for each in MAIL_PROVIDERS if selector.lower() in each.selectors]
        if len(owners) == 1 and selector.lower() not in _COMMON_SELECTORS:
            return owners[0]
    return None


_COMMON_SELECTORS = frozenset(
    {"mail", "email", "mx", "smtp", "k1", "k2", "k3", "s1", "s2", "mg"}
)
"""Names that anybody gives a key: they tell nothing."""
