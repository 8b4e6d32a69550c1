"""What the collectors' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.http import Authority, make_authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make a certificate authority that the client trusts."""
    return make_authority(tmp_path)
