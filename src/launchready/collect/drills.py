"""What earlier drills proved, read from the evidence store beside the manifest."""

from __future__ import annotations

import asyncio

from launchready.collect.services import Folder
from launchready.evidence import read_history
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillHistory
from launchready.manifest.schema import Product


async def drill_history(product: Product, folder: Folder) -> DrillHistory:
    """Read the records of this product's drills."""
    if folder.path is None:
        raise CannotSee("there is no folder with evidence: a bare domain was audited")
    try:
        return await asyncio.to_thread(read_history, folder.path, product.domain)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise CannotSee(f"the evidence of drills: {reason}") from None
