"""What the code depends on."""

from __future__ import annotations

from launchready.facts.repository import RepositoryFacts


def found_services(facts: RepositoryFacts | None) -> dict[str, str]:
    """Give the services that the code depends on, with the file that told."""
    return {each.name: each.path for each in facts.services} if facts else {}
