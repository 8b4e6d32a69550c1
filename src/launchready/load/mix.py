"""Which routes customers read, and how much of each: the mix of a load, and of a day."""

from __future__ import annotations

from launchready.manifest.schema import Manifest, Route

MAX_ROUTES = 30
DEFAULT_WEIGHTS = {"page": 1.0, "api": 1.0, "report": 0.1}
"""Of kinds that are read again and again; a report is opened once for ten pages."""
READ_ONLY = frozenset({"page", "api", "report", "login", "health", "asset"})
"""Kinds that a GET may be sent to as often as one likes."""


def weight(route: Route) -> float:
    """Give a route's share of the requests, relative to the others'; 0 leaves it out."""
    if route.access == "service" or route.kind not in READ_ONLY:
        return 0.0
    return DEFAULT_WEIGHTS.get(route.kind, 0.0) if route.weight is None else route.weight


def loaded_routes(manifest: Manifest) -> tuple[Route, ...]:
    """Give the routes that are loaded."""
    chosen = [each for each in manifest.routes if weight(each) > 0]
    return tuple(chosen[:MAX_ROUTES])


def share(manifest: Manifest, route: Route) -> float:
    """Give a route's share of all requests, from 0 to 1."""
    total = sum(weight(each) for each in manifest.routes)
    return weight(route) / total if total else 0.0
