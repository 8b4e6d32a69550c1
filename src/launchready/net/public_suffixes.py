"""Where one registrant ends and another begins: the Public Suffix List.

The list is Mozilla's, as packaged by publicsuffixlist; it is read on first use, since
only a cookie with a Domain attribute, or a question about a site, needs it.

Source: https://publicsuffix.org/list/ (format and algorithm).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def is_public_suffix(domain: str) -> bool:
    """Say whether anyone may register names right below this one ("co.uk")."""
    return bool(_suffixes().is_public(domain.lower().rstrip(".")))


def registrable_domain(domain: str) -> str:
    """Give the public suffix and one label more ("acme.co.uk"), "" where there is none."""
    return _suffixes().privatesuffix(domain.lower().rstrip(".")) or ""
