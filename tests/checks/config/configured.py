"""Facts about a repository's configuration, to show to judges."""

from __future__ import annotations

from typing import Any

from launchready.facts.environment import ConfigurationFacts
from launchready.facts.repository import EnvName, EnvSource, RepositoryFacts
from tests.checks.given import manifest


def names(*used: str, source: EnvSource = EnvSource.CODE) -> tuple[EnvName, ...]:
    """Make names that are found in a repository; "NAME?" for one with a default."""
    path = {EnvSource.EXAMPLE: ".env.example", EnvSource.CODE: "src/a.py"}.get(source, "x.yml")
    return tuple(
        EnvName(each.rstrip("?"), source, path, n, each.endswith("?"))
        for n, each in enumerate(used, 1)
    )


def given(
    *used: str,
    example: tuple[str, ...] = (),
    env: dict[str, Any] | None = None,
    truncated: str = "",
    more: tuple[EnvName, ...] = (),
    **tables: Any,
) -> dict[str, Any]:
    """Show a judge a repository, what it reads, and the contract."""
    declared = manifest(repository={}, env=env or {}, **tables)
    found = (*names(*used), *names(*example, source=EnvSource.EXAMPLE), *more)
    files = (".env.example",) if example else ()
    return {
        "repository": declared.repository,
        "facts": RepositoryFacts(
            9, truncated=truncated, environment=found, example_files=files
        ),
        "manifest": declared,
    }


def configured(env: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    """Show a judge how a repository is configured, and the contract."""
    declared = manifest(repository={}, env=env or {})
    return {
        "repository": declared.repository,
        "configuration": ConfigurationFacts(**facts),
        "manifest": declared,
    }
