"""Whose turn it is: products that share a host of their own are not audited together.

An audit keeps to a limit of connections for each host.  Two audits of one host at the same
time would need twice of it, and waiting for each other within them would use up the time in
which a fact has to be seen.  So the waiting is done before an audit begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from launchready.manifest.load import ManifestError, load_manifest

LOOKAHEAD = 200
"""Products that are looked at for one whose hosts are free."""


def own_hosts(manifest: Path) -> frozenset[str]:
    """Give the hosts of a product; none where its manifest is wrong."""
    try:
        return frozenset(host.name for host in load_manifest(manifest).all_hosts)
    except (ManifestError, OSError, ValueError, RecursionError):
        return frozenset()  # the audit says what is wrong with it


class Turns:
    """Gives out products, each once, so that no host is audited twice at the same time.

    Args:
        targets: manifests, in the order in which they are preferred.
        hosts_of: gives a product's own hosts.
    """

    def __init__(
        self, targets: Iterable[Path], hosts_of: Callable[[Path], frozenset[str]] = own_hosts
    ) -> None:
        self._targets = iter(targets)
        self._hosts_of = hosts_of
        self._waiting: list[tuple[Path, frozenset[str]]] = []
        self._busy: set[str] = set()
        self._running: dict[Path, frozenset[str]] = {}
        self._changed = asyncio.Event()

    async def next(self) -> Path | None:
        """Wait for a product whose hosts are free; None where no product is left."""
        while True:
            room = LOOKAHEAD - len(self._waiting)
            more = islice(self._targets, room)
            self._waiting += [(each, self._hosts_of(each)) for each in more]
            if not self._waiting:
                return None
            for place, (target, hosts) in enumerate(self._waiting):
                if self._busy.isdisjoint(hosts):
                    del self._waiting[place]
                    self._busy |= hosts
                    self._running[target] = hosts
                    return target
            self._changed.clear()
            await self._changed.wait()

    def done(self, target: Path) -> None:
        """Free a product's hosts."""
        self._busy -= self._running.pop(target)
        self._changed.set()
