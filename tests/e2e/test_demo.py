"""`launchready demo`: two twins, two decisions, two reports, and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from launchready.manifest.load import load_manifest
from launchready.net.network import split_endpoint


@contextmanager
def demo(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Start the demo in a process of its own, and end it at the latest with the test."""
    command = [sys.executable, "-m", "launchready", "demo", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(words: str, stream: IO[str] | None) -> None:
    """Read a stream up to a line that holds some words."""
    assert stream is not None
    assert any(words in line for line in stream)


def test_both_twins_are_audited_and_both_reports_named(tmp_path: Path) -> None:
    """Each twin's decision is printed, and its page is where the last lines say."""
    with demo("--folder", tmp_path) as process:
        out, err = process.communicate(timeout=50)
    assert process.returncode == 0, err
    assert "broken twin: do not launch yet: " in out
    assert re.search(r"^ready twin: ", out, re.MULTILINE)
    pages = re.findall(r"^  (\w+) +(file://\S+)$", out, re.MULTILINE)
    assert [name for name, _ in pages] == ["broken", "ready"]
    for name, uri in pages:
        page = Path(url2pathname(urlsplit(uri).path))
        html = page.read_text()
        assert html.startswith("<!doctype html>")
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r' href="#([^"]+)"', html)) <= set(ids)
        report = json.loads((tmp_path / name / "report.json").read_text())
        assert report["product"] == "Acme Portal"
        assert "Minimum bar" in (tmp_path / name / "report.txt").read_text()
    assert "Traceback" not in err


def test_serve_keeps_the_twins_up_until_ctrl_c(tmp_path: Path) -> None:
    """The twins answer until ctrl-C; then every port is closed and the status is 0."""
    with demo("--serve", "--folder", tmp_path) as process:
        wait_for("both twins are up", process.stderr)
        places = set()
        for name in ("broken", "ready"):
            manifest = load_manifest(tmp_path / name / "launchready.toml")
            places.add(split_endpoint(manifest.network.connect["104.24.10.1:443"]))
        for place in places:
            socket.create_connection(place, 5).close()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert out.count(" curl --cacert ") == 2
    assert f"\n  cd {tmp_path}\n" in out
    for place in places:
        with socket.socket() as knocking:
            assert knocking.connect_ex(place) != 0


def test_ctrl_c_in_the_middle_ends_quietly(tmp_path: Path) -> None:
    """An interrupted audit leaves no traceback, and the status that shells expect."""
    with demo("--folder", tmp_path) as process:
        wait_for("broken twin: auditing", process.stderr)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err
