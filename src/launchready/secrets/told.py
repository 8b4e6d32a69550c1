"""What a scan says of each secret: which check it belongs to, and what it costs at launch.

Light to import: the command for a commit hook starts with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from launchready.facts.secrets import Danger, Findings, FoundSecret, Tier

IN_TREE, IN_HISTORY = "secrets/in-tree", "secrets/in-history"
IN_FRONTEND, IN_SOURCE_MAP = "secrets/in-frontend", "secrets/in-source-map"
IN_LOG, IN_CONTAINER = "secrets/in-build-log", "secrets/in-container"

IMPACTS = ("blocker", "high", "medium", "low")
"""As `launchready.checks.verdict.Impact` has them, the worst first."""


class Part(Struct, frozen=True):
    """One kind of place that was scanned: the check that judges it, and what was seen."""

    check: str
    findings: Findings


class Told(Struct, frozen=True):
    """One secret in one place.

    Attributes:
        check: the check that it belongs to.
        impact: what it costs, as `Impact` says; "" for what is made to be public.
        found: the secret.
    """

    check: str
    impact: str
    found: FoundSecret


def impact(check: str, found: FoundSecret) -> str:
    """Say what a secret in a kind of place costs at launch; "" for what may be there.

    A secret in the history, in what git tracks, or in a browser has to be taken for read.
    """
    if found.danger is Danger.PUBLISHABLE and found.tier is not Tier.EXACT:
        return ""
    if found.danger is Danger.TEST:
        return "low"
    if found.tier is Tier.CONTEXT:
        return "medium"
    if check == IN_LOG or (check == IN_TREE and not found.tracked):
        return "high"
    return "blocker"


def told(parts: Sequence[Part]) -> list[Told]:
    """Give everything that was found, the worst first; what is in tree and history once."""
    in_tree = {
        (found.path, found.hash)
        for part in parts
        if part.check == IN_TREE
        for found in part.findings.found
    }
    listed = [
        Told(part.check, impact(part.check, found), found)
        for part in parts
        for found in part.findings.found
        if not (
            part.check == IN_HISTORY and found.in_head and (found.path, found.hash) in in_tree
        )
    ]
    order = {name: number for number, name in enumerate((*IMPACTS, ""))}
    return sorted(listed, key=lambda each: (order[each.impact], each.found.tier != "exact"))


def status(parts: Sequence[Part], fail_on: str) -> int:
    """Give the exit status: 1 a secret at or above `fail_on`, 3 something was not read."""
    if fail_on == "never":
        return 0
    failing = IMPACTS[: IMPACTS.index(fail_on) + 1]
    if any(each.impact in failing for each in told(parts)):
        return 1
    return 3 if any(part.findings.unread_count for part in parts) else 0
