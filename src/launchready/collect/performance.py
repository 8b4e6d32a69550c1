"""How fast the product was when it was last sampled, read from files beside the manifest."""

from __future__ import annotations

import asyncio

from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.performance import PerfHistory
from launchready.load.history import read_runs
from launchready.manifest.schema import Product


async def perf_history(product: Product, folder: Folder) -> PerfHistory:
    """Read the runs of `launchready perf` for this product."""
    if folder.path is None:
        raise CannotSee("there is no folder with runs of perf: a bare domain was audited")
    try:
        return await asyncio.to_thread(read_runs, folder.path, product.domain)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise CannotSee(f"the runs of perf: {reason}") from None
