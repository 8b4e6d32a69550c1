"""`launchready watch` as it is started: the code for the first owner."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.web.site import PASSWORD, Client

MANIFEST = """
[product]
name = "Acme"
domain = "acme.test"
[[monitors]]
kind = "heartbeat"
name = "nightly"
"""


@contextmanager
def started(folder: Path, *more: str) -> Iterator[tuple[int, str]]:
    """Run it; give its port, and the set-up code, "" where it told none."""
    command = [sys.executable, "-m", "launchready", "watch", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(
        [*command, "--data-dir", "data", *more], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        found = re.search(r"dashboard at http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        port, code = int(found[1]), ""
        if Client(port).ask("/set-up").status == 200:
            told = re.search(r"/set-up and enter this code: (\S+)", process.stderr.readline())
            assert told
            code = told[1]
        yield port, code
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_the_code_is_told_where_the_monitor_was_started(tmp_path: Path) -> None:
    """Once; not when somebody is there already; again for whoever lost the password."""
    (tmp_path / "launchready.toml").write_text(MANIFEST)
    with started(tmp_path) as (port, code):
        fields = {"name": "Ana", "password": PASSWORD, "code": code}
        assert Client(port).fill("/set-up", fields).status == 303
    with started(tmp_path) as (port, code):
        assert code == ""
    with started(tmp_path, "--new-owner") as (port, code):
        fields = {"name": "Bo", "password": PASSWORD, "code": code}
        assert Client(port).fill("/set-up", fields).status == 303
        assert Client(port).sign_in("Ana").status == 303
