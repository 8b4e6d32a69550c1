"""Who may let a drill act on what."""

from __future__ import annotations

from launchready.manifest.schema import Product


class Refused(Exception):
    """A drill may not run; the message says what would allow it."""


def refuse_unless_meant(product: Product, *, really: bool) -> None:
    """Let a drill act on staging, and on anything else only where it is really meant.

    Raises:
        Refused: the product is not staging, and nobody said that it is meant all the same.
    """
    if product.environment == "staging" or really:
        return
    raise Refused(
        f"{product.name} is {product.environment}, as far as its manifest says, and a drill "
        'acts on it. Use a manifest of staging with environment = "staging" in [product]; or '
        "say --really, if you mean this one."
    )
