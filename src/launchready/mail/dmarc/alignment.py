"""Whether an authenticated domain speaks for the one in From (RFC 9989 section 4.4)."""

from __future__ import annotations

from launchready.facts.dmarc import DmarcLookup


def is_aligned(one: DmarcLookup, other: DmarcLookup, *, strict: bool) -> bool:
    """Say whether two domains align: the same, or in relaxed mode of one organization."""
    if strict:
        return one.domain == other.domain
    return one.organizational == other.organizational
