"""What those who tell of releases must know."""

from __future__ import annotations

from dataclasses import dataclass, field

from launchready.manifest.schema import Watch
from launchready.watch.service.looks import ValueOf

LEAST_KEY = 20
"""Characters of a key that strangers may try."""


@dataclass(frozen=True, slots=True)
class ReleaseKeys:
    """The keys; empty for those who may tell nothing.

    Attributes:
        ci: what a job shows.
        github, sentry: what their webhooks are signed with.
    """

    ci: str = field(default="", repr=False)
    github: str = field(default="", repr=False)
    sentry: str = field(default="", repr=False)


def read_release_keys(watch: Watch, value: ValueOf, problems: list[str]) -> ReleaseKeys:
    """Read the keys that `[watch]` names.

    Args:
        watch: what is declared.
        value: finds variables.
        problems: what is wrong is added here; no key is among it.
    """
    keys = []
    for name in (watch.release_key_env, watch.github_secret_env, watch.sentry_secret_env):
        key = value(name, "[watch]")
        if key and len(key) < LEAST_KEY:
            problems.append(
                f"[watch] {name}: has fewer than {LEAST_KEY} characters, and could be "
                "guessed; make one with: openssl rand -hex 32"
            )
        keys.append(key)
    return ReleaseKeys(*keys)
