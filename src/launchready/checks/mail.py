"""What the checks of mail share: verdicts by domain, and the exact record to publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from launchready.checks.verdict import Outcome, Verdict
from launchready.mail.providers import find_provider
from launchready.manifest.schema import Sender

STRING = 255
"""Octets of one string of a TXT record (RFC 1035 section 3.3)."""

TTL_S = 3600


class _Named(Protocol):
    @property
    def domain(self) -> str: ...


D = TypeVar("D", bound=_Named)


def each_domain(
    found: Sequence[D], judge: Callable[[D], Verdict], none: Outcome
) -> list[Verdict]:
    """Judge every domain, each at its own place; without any, give `none`."""
    return [judge(each).at(each.domain) for each in found] or [none()]


def publish(name: str, value: str, *, kind: str = "TXT") -> str:
    """Write the exact record: a line of a zone file, and the fields of a DNS panel.

    Each stands on a line that begins with two spaces, which reports show whole.  Panels add
    the zone's name by themselves: a name typed whole ends up doubled.
    """
    strings, split = value, ""
    if kind == "TXT":
        parts = [value[start : start + STRING] for start in range(0, len(value), STRING)]
        strings = " ".join(f'"{part}"' for part in parts)
        if len(parts) > 1:
            split = f"\n  where a panel takes {STRING} characters at most, value {strings}"
    return (
        f"\n  {name}. {TTL_S} IN {kind} {strings}"
        f"\n  panel: type {kind}, name {name} (less the zone's own, which it adds),"
        f" value {value}{split}"
    )


def spf_with(record: str, includes: Iterable[str] = (), *, ending: str = "") -> str:
    """Merge includes into an SPF record, before its "all".

    Args:
        record: what is published; "" for a new one.
        includes: domains that must be in it.
        ending: qualifier to end with; "" keeps the one that is there, or takes "~".
    """
    terms = (record or "v=spf1").split()
    ends = [term for term in terms if term.lower().lstrip("+-~?") == "all"]
    kept = [term for term in terms if term not in ends]
    redirects = [term for term in kept if term.lower().startswith("redirect=")]
    kept = [term for term in kept if term not in redirects]
    there = {term.lower() for term in kept}
    added = [f"include:{name}" for name in includes if f"include:{name}" not in there]
    # After a redirect nothing may follow that would match first: it becomes an include.
    kept += [f"include:{term.partition('=')[2]}" for term in redirects]
    last = f"{ending}all" if ending else (ends[0] if ends else "~all")
    return " ".join([*kept, *added, last])


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
