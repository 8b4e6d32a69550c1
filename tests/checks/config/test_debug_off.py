"""Debugging is found in answers, in code and in the contract."""

from typing import Any

from launchready.checks.config import debug_off as check
from launchready.facts.base import Every, Unseen
from launchready.facts.environment import ConfigurationFacts, DebugSetting, DebugWhen
from launchready.facts.errors import ErrorPage, Leak
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest

Out = check.Outcomes


def given(
    *debug: DebugSetting, leaks: tuple[Leak, ...] = (), truncated: str = "", **tables: Any
) -> dict[str, Any]:
    """Show the judge an error page, and settings."""
    declared = manifest(**{"repository": {}, **tables})
    pages = {"app.acme.example": ErrorPage(exchange(status=404), leaks)}
    return {
        "product": declared.product,
        "manifest": declared,
        "configuration": ConfigurationFacts(debug=debug, truncated=truncated),
        "pages": Every(pages),
    }


def setting(when: DebugWhen) -> DebugSetting:
    """Make a setting."""
    return DebugSetting("DEBUG = True", when, "shop/settings.py", 4)


CASES = (
    Case(Out.OFF, "off", given(leaks=(Leak("version", "nginx/1.2"), Leak("trace", "x")))),
    Case(Out.OFF, "off in the contract", given(env={"DEBUG": {"default": "false"}})),
    Case(Out.OFF, "another word", given(env={"DEBUGGER_URL": {"default": "true"}})),
    Case(
        Out.SHOWN,
        "shown to visitors",
        given(leaks=(Leak("debug-page", "Django's debug page"),)),
        "app.acme.example",
    ),
    Case(Out.ALWAYS, "in the code", given(setting(DebugWhen.ALWAYS)), "shop/settings.py:4"),
    Case(
        Out.ON_BY_DEFAULT,
        "unless set",
        given(setting(DebugWhen.UNLESS_SET)),
        "shop/settings.py:4",
    ),
    Case(
        Out.CONTRACT_DEFAULT,
        "by the contract",
        given(env={"APP_DEBUG": {"default": "true", "type": "bool"}}),
        "APP_DEBUG",
    ),
    Case(Out.NO_REPOSITORY, "no repository", {**given(), "manifest": manifest()}),
    Case(Out.NOT_SEEN, "unreadable", {**given(), "configuration": Unseen("no folder")}),
    Case(Out.NOT_SEEN, "cut short", given(truncated="too much")),
)

test_outcomes = judges(check, CASES)
