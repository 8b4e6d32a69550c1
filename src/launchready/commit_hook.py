"""What runs before every commit: `launchready secrets --staged`, and little beside it.

Importing click takes a third of what a commit may wait for.  Whatever is not plainly right
is left to `launchready.cli.secrets`, which says what is wrong.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from launchready.secrets.settings import NothingThere, NotPlain, Settings, find_settings
from launchready.secrets.told import IN_TREE, Part

if TYPE_CHECKING:
    from launchready.secrets.scan import Scan


def start_quickly(arguments: Sequence[str]) -> None:
    """Scan what is staged and end the process; return where that is not what is asked."""
    from launchready.secrets.git import GitProblem
    from launchready.secrets.told import status

    if list(arguments) != ["--staged"]:
        return
    begun = time.time()
    try:
        settings = find_settings(None)
        parts = [staged_part(settings, settings.scan())]
    except (NothingThere, NotPlain, GitProblem):
        return
    text = for_terminal(parts, time.time() - begun, watched=True, verbose=False)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    sys.exit(status(parts, "blocker"))


def staged_part(settings: Settings, scan: Scan) -> Part:
    """Scan what is about to be committed.

    Raises:
        GitProblem: there is no repository, or git refuses to read it.
    """
    from launchready.secrets.places import scan_staged

    return Part(IN_TREE, scan_staged(settings.root, scan))


def for_terminal(parts: Sequence[Part], seconds: float, *, watched: bool, verbose: bool) -> str:
    """Write what was found for a person; in colour where one watches."""
    from launchready.report.secrets_terminal import render

    color = (
        watched
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
    return render(parts, seconds, color=color, verbose=verbose)
