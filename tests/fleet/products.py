"""Folders of products for tests: quick to audit, as nothing of them is on the network."""

from __future__ import annotations

from pathlib import Path

from launchready.audit.run import Selection

OFFLINE = Selection(only=("quick/env-documented", "config/settings-in-code"))
"""Checks that read the manifest and the repository alone."""

MANIFEST = '[product]\nname = "{name}"\ndomain = "{name}.example"\n[repository]\npath = "."\n'


def make_products(folder: Path, count: int, *, wrong: int = 0) -> list[Path]:
    """Write manifests, each in a folder of its own; the last ones are no manifests."""
    made = []
    for number in range(count):
        path = folder / f"product-{number:04}" / "launchready.toml"
        path.parent.mkdir(parents=True)
        bad = number >= count - wrong
        path.write_text("[product\n" if bad else MANIFEST.format(name=f"p{number}"))
        made.append(path)
    return made
