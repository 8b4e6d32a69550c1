"""What a run could not see, and what launchready does not look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fnmatch import fnmatchcase

from launchready.audit.model import Finding
from launchready.checks.catalogue import check_modules
from launchready.checks.verdict import Status
from launchready.manifest.schema import Manifest

NOT_LOOKED_AT = (
    "From one place only: what other regions, networks and browsers see may differ.",
    "Only what is declared or linked: pages behind forms and business rules are not walked.",
    "No penetration test: nothing is exploited, guessed or brute-forced.",
)


def blind_spots(
    findings: Sequence[Finding], manifest: Manifest, *, whole: bool
) -> tuple[str, ...]:
    """Say in sentences what was not seen in this run, and what never is."""
    by_reason: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.status is Status.UNKNOWN:
            by_reason[f"{finding.target}: {finding.summary}"].append(finding)
    spots = [
        f"{words} ({', '.join(sorted({finding.check for finding in unseen}))})"
        for words, unseen in by_reason.items()
    ]
    spots += [
        f"{finding.check} on {finding.target}: {finding.summary}"
        for finding in findings
        if finding.status is Status.BROKEN
    ]
    spots += _undeclared(manifest)
    spots += _about_nothing(manifest)
    if not whole:
        spots.append("This run was narrowed: the other checks were not looked at.")
    return (*spots, *NOT_LOOKED_AT)


def _about_nothing(manifest: Manifest) -> list[str]:
    """Name decisions and answers that no check of this version heeds: a slip, mostly."""
    said = [("decision", each.check) for each in manifest.decisions]
    said += [("answer", each.check) for each in manifest.answers]
    known = check_modules()
    return [
        f'The manifest holds a{"n" * (kind[0] == "a")} {kind} about "{check}": there is no '
        "such check."
        for kind, check in said
        if not any(fnmatchcase(each, check) for each in known)
    ]


def _undeclared(manifest: Manifest) -> list[str]:
    missing = [
        (manifest.routes, "No [[routes]] are declared: pages, logins, APIs and webhooks"),
        (manifest.senders, "No [[senders]] are declared: mail"),
        (manifest.repository, "No [repository] is declared: code, builds and deployment"),
        (manifest.session, "No [session] is declared: what signed-in users get"),
    ]
    return [f"{words} could not be looked at." for declared, words in missing if not declared]
