"""The source code beside the manifest, read and never run."""

from __future__ import annotations

import asyncio

from launchready.collect.services import Folder
from launchready.collect.source import read_repository
from launchready.facts.base import CannotSee
from launchready.facts.repository import RepositoryFacts
from launchready.manifest.schema import Repository

DEADLINE_S = 20.0
"""A cold disk and 20,000 files."""


async def repository_facts(repository: Repository, folder: Folder) -> RepositoryFacts:
    """Read how the repository is built, configured and deployed."""
    if folder.path is None:
        raise CannotSee("there is no folder: a bare domain was audited")
    root = folder.path / repository.path
    # Bundles and logs are made from the code; names in them are told by the code itself.
    ignore = (*repository.ignore, *repository.build_output, *repository.logs)
    try:
        return await asyncio.to_thread(read_repository, root, ignore)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise CannotSee(f"the folder {repository.path}: {reason.lower()}") from None
