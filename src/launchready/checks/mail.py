"""What the checks of mail share: verdicts by domain, and the exact record to publish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from launchready.checks.verdict import Outcome, Verdict
from launchready.mail.publish.entry import MAX_STRING, quoted_strings, txt_strings, zone_line


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
    strings = quoted_strings(value)
    split = ""
    if kind == "TXT" and len(txt_strings(value)) > 1:
        split = f"\n  where a panel takes {MAX_STRING} characters at most, value {strings}"
    return (
        f"\n  {zone_line(name, kind, value)}"
        f"\n  panel: type {kind}, name {name} (less the zone's own, which it adds),"
        f" value {value}{split}"
    )
