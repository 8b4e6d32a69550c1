"""Secrets in everything that belongs to the repository: each kind of place is a fact."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from launchready.collect.services import Environment, Folder
from launchready.facts.base import CannotSee
from launchready.facts.secrets import (
    BuildSecrets,
    HistorySecrets,
    ImageSecrets,
    LogSecrets,
    TreeSecrets,
)
from launchready.manifest.schema import Manifest, Repository
from launchready.secrets.git import GitProblem
from launchready.secrets.opened import open_scan
from launchready.secrets.places import (
    scan_build,
    scan_history,
    scan_images,
    scan_logs,
    scan_tree,
)
from launchready.secrets.scan import Scan

DEADLINE_S = 50.0
"""A large history on a cold disk; what is late is unseen."""

S = TypeVar("S")


async def tree_secrets(
    repository: Repository, manifest: Manifest, folder: Folder, environment: Environment
) -> TreeSecrets:
    """Scan the working tree: what git keeps or would keep, and what is deployed."""

    def work(root: Path, scan: Scan) -> TreeSecrets:
        return scan_tree(root, scan, repository.build_output)

    return await _scanned(work, repository, manifest, folder, environment)


async def history_secrets(
    repository: Repository, manifest: Manifest, folder: Folder, environment: Environment
) -> HistorySecrets:
    """Scan every object that the repository ever held."""
    return await _scanned(scan_history, repository, manifest, folder, environment)


async def build_secrets(
    repository: Repository, manifest: Manifest, folder: Folder, environment: Environment
) -> BuildSecrets:
    """Scan what was built for browsers."""

    def work(root: Path, scan: Scan) -> BuildSecrets:
        return scan_build(root, scan, repository.build_output)

    return await _scanned(work, repository, manifest, folder, environment)


async def log_secrets(
    repository: Repository, manifest: Manifest, folder: Folder, environment: Environment
) -> LogSecrets:
    """Scan the declared logs."""

    def work(root: Path, scan: Scan) -> LogSecrets:
        return scan_logs(root, scan, repository.logs)

    return await _scanned(work, repository, manifest, folder, environment)


async def image_secrets(
    repository: Repository, manifest: Manifest, folder: Folder, environment: Environment
) -> ImageSecrets:
    """Scan the declared container images."""

    def work(root: Path, scan: Scan) -> ImageSecrets:
        return scan_images(root, scan, repository.images)

    return await _scanned(work, repository, manifest, folder, environment)


async def _scanned(
    work: Callable[[Path, Scan], S],
    repository: Repository,
    manifest: Manifest,
    folder: Folder,
    environment: Environment,
) -> S:
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    root = (folder.path / repository.path).resolve()
    if not root.is_dir():
        raise CannotSee(f"the folder {repository.path} is not there")
    scan = await asyncio.to_thread(
        open_scan,
        root,
        ignore=repository.ignore,
        secret_names=[name for name, variable in manifest.env.items() if variable.secret],
        environment=environment,
    )
    try:
        return await asyncio.to_thread(work, root, scan)
    except GitProblem as problem:
        raise CannotSee(str(problem)) from None
    finally:
        scan.stopped.set()  # when late, its threads end, too
