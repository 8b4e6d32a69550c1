"""Whether a case can be tried on an assistant: as it is, not at all, or not as declared."""

from __future__ import annotations

from collections.abc import Container

from msgspec import Struct

from launchready.ai.case import Breaks, Case
from launchready.facts.assistants import Category
from launchready.manifest.tables.assistants import Assistant


class Standing(Struct, frozen=True):
    """What can be done with a case.

    Attributes:
        applies: the assistant has what the case is about.
        missing: what the manifest would have to say first; "" where it can be run.
    """

    applies: bool = True
    missing: str = ""

    @property
    def runs(self) -> bool:
        """Say whether it can be asked."""
        return self.applies and not self.missing


def standing(case: Case, assistant: Assistant, canaries: Container[str]) -> Standing:
    """Say what can be done with a case.

    Args:
        case: which.
        assistant: as the manifest describes it.
        canaries: places for which a canary's value is known.
    """
    breaks = case.breaks
    if case.through != "direct" and case.through not in assistant.reads:
        return Standing(applies=False)
    if case.category is Category.TOOL_USE and not assistant.acts:
        return Standing(applies=False)
    if assistant.renders == "text" and not _conditions(breaks) - {"markup", "loads"}:
        return Standing(applies=False)
    return Standing(missing=_missing(case, assistant, canaries))


def sees_calls(assistant: Assistant) -> bool:
    """Say whether calls of tools can be seen at all: in a log, or in answers."""
    return bool(assistant.tool_log or assistant.calls_key) or assistant.protocol == "openai"


def planted(case: Case, assistant: Assistant) -> bool:
    """Say whether the case's text is put where the assistant reads by a route of its own."""
    return any(plant.into == case.through for plant in assistant.plants)


def _missing(case: Case, assistant: Assistant, canaries: Container[str]) -> str:
    breaks = case.breaks
    if case.uses("other") and not assistant.other_tenants:
        return "other_tenants names nobody"
    if case.before and assistant.protocol == "json" and not assistant.conversation_key:
        return "conversation_key does not say how a conversation goes on"
    by_role = case.through == "tool-result" and assistant.protocol == "openai"
    has_route = by_role or planted(case, assistant)
    if case.through in {"record", "tool-result"} and not has_route:
        return f"no [[assistants.plants]] says how a {case.through} is made"
    if case.category is Category.TOOL_USE and not sees_calls(assistant):
        return "no tool_log says where calls of tools are seen"
    if _conditions(breaks) == {"leaks"} and not any(each in canaries for each in breaks.leaks):
        return f"no canary lies in: {', '.join(breaks.leaks)}"
    if breaks.over == ("calls",) and not sees_calls(assistant):
        return "no tool_log says where calls of tools are seen"
    return ""


def _conditions(breaks: Breaks) -> set[str]:
    return {name for name in type(breaks).model_fields if getattr(breaks, name)}
