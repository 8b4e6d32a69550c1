"""What the checks of mail share: verdicts by domain, and the exact record to publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    split = ""
    if kind == "TXT" and len(txt_strings(value)) > 1:
        strings = quoted_strings(value)
        split = f"\n  where a panel takes {MAX_STRING} characters at most, value {strings}"
    return (
        f"\n  {zone_line(name, kind, value)}"
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
