"""`launchready init`: a first manifest from what a domain and a folder show."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import ValidationError

from launchready.collect.source import read_repository
from launchready.facts.repository import RepositoryFacts
from launchready.manifest.init.guess import guess_domain
from launchready.manifest.init.outside import look_from_outside
from launchready.manifest.init.text import write_text
from launchready.manifest.schema import Manifest
from launchready.net.network import Network

__all__ = ["CannotDraft", "draft"]


class CannotDraft(Exception):
    """There is nothing to begin from; the message says what to name."""


async def draft(domain: str | None, folder: Path, network: Network) -> str:
    """Look at a domain and a folder, and write the manifest that they suggest.

    The same world gives the same text.  What could not be seen is said in comments, and
    what only a person knows is asked in comments that begin with "# ?".

    Args:
        domain: the apex; None to guess it from the folder.
        folder: the repository; need not hold one.
        network: the way out; its overrides go into [network].

    Raises:
        CannotDraft: no domain was given and none could be guessed, or it is no domain.
    """
    wanted = domain or await asyncio.to_thread(guess_domain, folder)
    if not wanted:
        raise CannotDraft(
            "no domain was named, and the folder names none (no CNAME file, no homepage in "
            "package.json or pyproject.toml)"
        )
    try:
        table = {"product": {"name": wanted, "domain": wanted}}
        apex = Manifest.model_validate(table).product.domain
    except (ValidationError, UnicodeError):
        raise CannotDraft(f"{wanted!r} is not a domain name such as example.com") from None
    if "." not in apex:
        raise CannotDraft(f"{apex!r} is not a domain name such as example.com")
    seen, facts = await asyncio.gather(
        look_from_outside(apex, network), asyncio.to_thread(_read, folder)
    )
    return write_text(apex, seen, facts, network)


def _read(folder: Path) -> RepositoryFacts | None:
    try:
        facts = read_repository(folder)
    except OSError:
        return None
    known = facts.languages or facts.dependencies or facts.container_files or facts.pipelines
    return facts if known else None
