"""One dashboard for all tests that bear what the others did to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launchready.web.roles import Role
from tests.web.site import Site, serving
from tests.web.world import MANIFEST, fill


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a product with monitors, an outage and people of each role."""
    folder: Path = tmp_path_factory.mktemp("site")
    with serving(folder, MANIFEST, fill=fill) as found:
        for role in Role:
            found.add(role.value, role)
        yield found
