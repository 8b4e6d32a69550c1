"""How the code is configured, and the files of values beside it; read, never run."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from launchready.collect.services import Folder
from launchready.collect.source.credentials import default_credentials
from launchready.collect.source.debugging import debug_settings
from launchready.collect.source.fixed import fixed_settings
from launchready.collect.source.read import in_production, is_test
from launchready.collect.source.runbooks import is_text, read_runbook
from launchready.collect.source.startup import startup_checks
from launchready.collect.source.walk import walk
from launchready.env_file import NotAnEnvFile, read_env_file
from launchready.facts.base import CannotSee
from launchready.facts.environment import (
    ConfigurationFacts,
    DebugSetting,
    DefaultCredential,
    EnvironmentFile,
    EnvironmentFiles,
    FixedSetting,
    HashedValue,
    Runbook,
    StartupCheck,
)
from launchready.keyed_hash import keyed_hash, user_key
from launchready.manifest.schema import Manifest, Repository

DEADLINE_S = 20.0
MAX_OF_A_KIND = 500

_ENV_FILE = re.compile(
    r"\.env\.(?P<dot>[\w-]{1,40})(?:\.local)?|(?P<plain>[\w-]{1,40})\.env|\.env-(?P<dash>[\w-]{1,40})"
)
ENVIRONMENTS = {
    "production": "production", "prod": "production", "live": "production",
    "staging": "staging", "stage": "staging", "stg": "staging", "preview": "preview",
    "qa": "qa", "uat": "uat",
}  # fmt: skip
"""Names of environments in names of files."""


async def configuration_facts(
    repository: Repository, folder: Folder, manifest: Manifest
) -> ConfigurationFacts:
    """Read how the code gets its configuration, checks it, and does without it."""
    ignore = (*repository.ignore, *repository.build_output, *repository.logs)
    domain = manifest.product.domain
    try:
        return await asyncio.to_thread(
            read_configuration, _root(repository, folder), ignore, domain
        )
    except OSError as error:
        raise _unreadable(repository, error) from None


async def environment_files(repository: Repository, folder: Folder) -> EnvironmentFiles:
    """Read the files of values by name and keyed hash; git may well ignore them."""
    try:
        return await asyncio.to_thread(
            read_environment_files, _root(repository, folder), repository.ignore
        )
    except OSError as error:
        raise _unreadable(repository, error) from None


def _root(repository: Repository, folder: Folder) -> Path:
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    return folder.path / repository.path


def _unreadable(repository: Repository, error: OSError) -> CannotSee:
    reason = error.strerror or "it cannot be read"
    return CannotSee(f"the folder {repository.path}: {reason.lower()}")


def read_configuration(
    root: Path, ignore: Sequence[str] = (), domain: str = ""
) -> ConfigurationFacts:
    """Read a folder; blocks for as long as the disk takes, within the bounds of the walk.

    Args:
        root: the folder.
        ignore: patterns of relative paths to leave out.
        domain: the product's apex.

    Raises:
        OSError: the folder cannot be listed.
    """
    tree = walk(root, ignore)
    checks: list[StartupCheck] = []
    debug: list[DebugSetting] = []
    defaults: list[DefaultCredential] = []
    fixed: list[FixedSetting] = []
    runbooks: list[Runbook] = []
    for path in tree.files:
        if is_text(path):
            runbook = read_runbook(path, tree.text(path))
            if runbook:
                runbooks.append(runbook)
            continue
        if not in_production(path) or is_test(path):
            continue
        text = tree.text(path)
        checks += startup_checks(path, text)
        debug += debug_settings(path, text)
        defaults += default_credentials(path, text)
        if domain:
            fixed += fixed_settings(path, text, domain)
    return ConfigurationFacts(
        startup_checks=tuple(checks[:MAX_OF_A_KIND]),
        debug=tuple(debug[:MAX_OF_A_KIND]),
        defaults=tuple(defaults[:MAX_OF_A_KIND]),
        fixed=tuple(fixed[:MAX_OF_A_KIND]),
        runbooks=tuple(runbooks[:MAX_OF_A_KIND]),
        truncated=tree.truncated,
    )


def read_environment_files(root: Path, ignore: Sequence[str] = ()) -> EnvironmentFiles:
    """Read the files that are named after an environment (".env.staging").

    Raises:
        OSError: the folder cannot be listed.
    """
    key = user_key()
    files: list[EnvironmentFile] = []
    unread: list[str] = []
    for path, environment in _environment_files(walk(root, ignore).files):
        try:
            values = read_env_file(root / path).values
        except NotAnEnvFile as error:
            unread.append(f"{path}: {error}")
            continue
        except OSError as error:
            unread.append(f"{path}: {(error.strerror or 'cannot be read').lower()}")
            continue
        hashed = tuple(
            HashedValue(name, keyed_hash(key, value.encode()) if value else "")
            for name, value in sorted(values.items())[:MAX_OF_A_KIND]
        )
        files.append(EnvironmentFile(path, environment, hashed))
    return EnvironmentFiles(tuple(files), tuple(unread))


def _environment_files(files: Sequence[str]) -> Iterator[tuple[str, str]]:
    for path in files:
        found = _ENV_FILE.fullmatch(PurePosixPath(path).name)
        if found and in_production(path):
            word = next(each for each in found.groups() if each).lower()
            if word in ENVIRONMENTS:
                yield path, ENVIRONMENTS[word]
