"""Which declared route a request is for: the only thing of its address that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from launchready.manifest.schema import Route

_WRITES = frozenset({"write", "webhook", "login", "callback"})
_READS = frozenset({"GET", "HEAD"})


class RouteTable:
    """Finds routes by host and path.

    Args:
        routes: the declared ones; their own path, and the patterns of `paths`.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self.hosts: set[str] = set()
        self._exact: dict[str, list[tuple[str, Route]]] = {}
        self._patterns: dict[int, list[tuple[str, tuple[str, ...], Route]]] = {}
        for route in routes:
            self.hosts.add(route.host)
            self._add(route, urlsplit(route.url).path or "/")
            for pattern in route.paths:
                self._add(route, pattern)

    def _add(self, route: Route, path: str) -> None:
        if "*" not in path:
            self._exact.setdefault(_plain(path), []).append((route.host, route))
            return
        parts = tuple(_plain(path).split("/"))
        self._patterns.setdefault(len(parts), []).append((route.host, parts, route))

    def find(self, host: str, target: str, method: str) -> str:
        """Give the name of a request's route; "" where none is declared, or several are.

        Args:
            host: empty where it is not known.
            target: path and query, or a whole URL.
            method: upper case.
        """
        path = target.partition("?")[0].partition("#")[0]
        if not path.startswith("/"):
            scheme, named, rest = path.partition("://")  # as proxies are asked
            if not named or scheme not in {"http", "https"}:
                return ""
            host, _, path = rest.partition("/")
            host, path = host.partition(":")[0].lower(), f"/{path}"
        path = _plain(path)
        found = [
            route for own, route in self._exact.get(path, ()) if host in {"", own}
        ] or self._by_pattern(host, path)
        if len(found) > 1:
            reads = method in _READS
            found = [route for route in found if (route.kind in _WRITES) != reads]
        return found[0].name if len(found) == 1 else ""

    def _by_pattern(self, host: str, path: str) -> list[Route]:
        words = path.split("/")
        return [
            route
            for own, parts, route in self._patterns.get(len(words), ())
            if host in {"", own}
            and all(p in {"*", w} for p, w in zip(parts, words, strict=True))
        ]


def _plain(path: str) -> str:
    """Leave a slash at the end out."""
    return path.rstrip("/") or "/"
