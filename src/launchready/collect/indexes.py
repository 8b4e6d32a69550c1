"""Which indexes were found missing when they were last looked for, read beside the manifest."""

from __future__ import annotations

import asyncio

from launchready.collect.services import Folder
from launchready.database.advice.history import read_runs
from launchready.facts.base import CannotSee
from launchready.facts.indexes import IndexHistory
from launchready.manifest.schema import Product


async def index_history(product: Product, folder: Folder) -> IndexHistory:
    """Read the runs of `launchready perf indexes` for this product."""
    if folder.path is None:
        raise CannotSee(
            "there is no folder with runs of perf indexes: a bare domain was audited"
        )
    try:
        return await asyncio.to_thread(read_runs, folder.path, product.domain)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise CannotSee(f"the runs of perf indexes: {reason}") from None
