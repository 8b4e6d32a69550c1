"""Finds the checks, and reads what each says of itself."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

from msgspec import Struct

import launchready.checks
from launchready.checks.verdict import Outcome, Status, Verdicts

STAGES = {
    "quick": "Quick audit",
    "domain": "Domain",
    "edge": "Edge",
    "secrets": "Secrets",
    "config": "Configuration",
    "email": "Email",
    "performance": "Performance",
    "monitoring": "Monitoring",
    "ai": "AI features",
    "handover": "Handover",
}
"""Folders of checks and their titles, in the order of the roadmap's stages."""

MINIMUM_BAR = {
    "domain-resolves": "The domain resolves correctly, with no redirect loops",
    "ssl-valid": "TLS is valid on every public entry point",
    "hosts-intentional": "Main app and subdomains are intentional, documented and tested",
    "deploy-repeatable": "Production deployment is repeatable, with no manual clicks",
    "secrets-out": "Secrets are out of source control and out of chat tools",
    "env-validated": "Environment variables are clearly named, and validated at start-up",
    "email-authenticated": "SPF, DKIM and DMARC are configured",
    "caching-safe": "Basic caching cuts cost or latency without breaking fresh data",
    "alerts-within-5-minutes": "Uptime monitoring alerts the right person within 5 minutes",
    "errors-debuggable": "Error logs explain a failed request, and leak no customer data",
}
"""The ten items of the minimum bar (ROADMAP: the minimum bar)."""

SECTIONS = ("Why it matters", "How to fix", "References")
_SECTION = re.compile(rf"^({'|'.join(SECTIONS)}):[ \n]", re.MULTILINE)


class Documentation(Struct, frozen=True):
    """A check's docstring, taken apart.

    Attributes:
        title: first line: the promise, as a sentence.
        why: section "Why it matters".
        fix: section "How to fix", with placeholders.
        references: section "References".
        notes: paragraphs before the first section, if any.
    """

    title: str
    why: str
    fix: str
    references: str
    notes: str = ""

    @property
    def general_fix(self) -> str:
        """Give "How to fix" for readers without a finding, which prints the record."""
        return self.fix.replace(":{publish}", " (a finding prints it).").replace(
            "{publish}", ""
        )


class Check(Struct, frozen=True):
    """One check, as its module declares it.

    Attributes:
        id: "stage/name".
        documentation: its docstring.
        outcomes: the closed set, in the order declared.
        judge: the pure function.
        applies: which subjects it has something to say about; None for all.
        bar: the minimum-bar item that it is part of, or "".
        effort_hours: about how long the fix takes.
    """

    id: str
    documentation: Documentation
    outcomes: tuple[Outcome, ...]
    judge: Callable[..., Verdicts]
    applies: Callable[..., bool] | None
    bar: str
    effort_hours: float

    @property
    def stage(self) -> str:
        """Give the folder that the check is in."""
        return self.id.split("/")[0]

    @property
    def verify(self) -> str:
        """Give the command that tells whether a fix worked."""
        return f"launchready audit --only {self.id}"

    @property
    def not_applicable(self) -> Outcome | None:
        """Give the outcome for subjects that `applies` leaves out."""
        return next((o for o in self.outcomes if o.status is Status.NOT_APPLICABLE), None)


class DeclarationError(TypeError):
    """A check's module lacks something, or says it wrongly: our fault."""


def read_documentation(docstring: str) -> Documentation:
    """Take a check's docstring apart.

    Raises:
        DeclarationError: a section is missing.
    """
    text = inspect.cleandoc(docstring)
    head, *rest = _SECTION.split(text)
    sections = dict(zip(rest[::2], (part.strip() for part in rest[1::2]), strict=True))
    title, _, notes = head.strip().partition("\n")
    for section in SECTIONS:
        if not sections.get(section):
            raise DeclarationError(f'the docstring has no section "{section}:"')
    return Documentation(
        title=title,
        why=sections["Why it matters"],
        fix=sections["How to fix"],
        references=sections["References"],
        notes=notes.strip(),
    )


def read_check(module: ModuleType) -> Check:
    """Read a module of `launchready.checks.STAGE` as a check.

    Raises:
        DeclarationError: it is not one.
    """
    stage, name = module.__name__.split(".")[-2:]
    try:
        declared = vars(module.Outcomes)
        outcomes = tuple(value for value in declared.values() if isinstance(value, Outcome))
        return Check(
            id=f"{stage}/{name.replace('_', '-')}",
            documentation=read_documentation(module.__doc__ or ""),
            outcomes=outcomes,
            judge=module.judge,
            applies=getattr(module, "applies", None),
            bar=getattr(module, "MINIMUM_BAR", ""),
            effort_hours=float(module.EFFORT_HOURS),
        )
    except (AttributeError, DeclarationError) as error:
        raise DeclarationError(f"{module.__name__}: {error}") from error


@functools.cache
def check_modules() -> Mapping[str, str]:
    """Map the id of every check to its module's name, in the order of the stages."""
    return dict(_walk())


def _walk() -> Iterator[tuple[str, str]]:
    for stage in STAGES:
        for root in launchready.checks.__path__:
            for info in pkgutil.iter_modules([f"{root}/{stage}"]):
                name = f"{launchready.checks.__name__}.{stage}.{info.name}"
                yield f"{stage}/{info.name.replace('_', '-')}", name


@functools.cache
def load_check(check_id: str) -> Check:
    """Import one check by its id.

    Raises:
        KeyError: there is no such check.
        DeclarationError: its module is not a check.
    """
    return read_check(importlib.import_module(check_modules()[check_id]))
