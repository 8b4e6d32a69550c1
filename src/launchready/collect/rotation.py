"""Reads the ledger of rotations from beside the manifest."""

from __future__ import annotations

import asyncio

from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.rotation import RotationLedger
from launchready.manifest.schema import Product
from launchready.secrets.ledger import read_ledger


async def rotation_ledger(product: Product, folder: Folder) -> RotationLedger:
    """Read which leaked secrets are on record, and what was shown of each."""
    if folder.path is None:
        raise CannotSee("there is no folder with evidence: a bare domain was audited")
    return await asyncio.to_thread(read_ledger, folder.path)
