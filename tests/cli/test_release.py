"""The commands of releases, as CI and people call them."""

from __future__ import annotations

import fcntl
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.test"
[[routes]]
name = "orders"
url = "https://app.acme.test/api/orders"
paths = ["/api/orders/*"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a manifest, and no key in the environment."""
    (tmp_path / "launchready.toml").write_text(MANIFEST)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LAUNCHREADY_RELEASE_KEY", raising=False)
    return tmp_path


def release(*words: str, status: int = 0, data: str = "", text: str | None = None) -> Result:
    """Run a command to its end."""
    result = CliRunner().invoke(cli, ["release", *words], input=data)
    assert result.exit_code == status, result.output
    if text is not None:
        assert text in result.output
    return result


def log(hour: int, milliseconds: int, count: int = 400) -> str:
    """Write a log of an hour."""
    return "".join(
        f"203.0.113.9 - - [02/Nov/2026:{hour}:{n // 60 % 60:02}:{n % 60:02} +0000] "
        f'"GET /api/orders/{n} HTTP/1.1" 200 9 "-" "-" {(milliseconds + n % 9) / 1000:.3f}\n'
        for n in range(count)
    )


def test_a_release_from_its_start_to_its_verdict(folder: Path) -> None:
    """Told, counted and judged without a monitor; JSON for programs, words for people."""
    release("finish", "v1", "--at", "2026-11-02T10:00Z", text="v1 runs")
    release("start", "v2", "--at", "2026-11-02T11:00Z")
    release("list", text="in progress")
    release("finish", "v2", "--at", "2026-11-02T12:00:00+01:00")
    counted = release("ingest", "-", data=log(10, 100) + log(11, 150) + "nonsense\n")
    assert "800 requests counted, 1 lines not understood" in counted.output
    release("ingest", "-", data=log(10, 100) + log(11, 150) + "nonsense\n", text="0 requests")
    shown = release("show", status=1)
    assert shown.output.startswith("REGRESSED: v2 beside v1")
    assert "-> 158 ms" in shown.output or "-> 15" in shown.output
    document = json.loads(release("show", "v2", "--format", "json", status=1).output)
    assert document["measured"][0]["why"].startswith("median 10")
    release("show", "v1", status=3, text="cannot tell")
    release("rollback", "v2", "--at", "2026-11-02T13:00Z", text="v2 was taken back")
    document = json.loads(release("list", "--format", "json").output)
    assert [(each["tag"], each["running"]) for each in document["releases"]] == [
        ("v2", False), ("v1", True),
    ]  # fmt: skip
    release("list", text="rolled back")


def test_what_is_wrong_is_said(folder: Path) -> None:
    """With exit status 2, and what to do about it."""
    release("show", status=2, text="no store")
    release("finish", "v1")
    release("show", "v9", status=2, text="launchready release list")
    release("show", "v1", "--against", "v9", status=2, text="v1 or v9")
    release("finish", "a\nb", status=2, text="printable")
    release("finish", "v2", "--at", "yesterday", status=2, text="no time")
    release("finish", "v2", "--at", "2026-11-02T10:00", status=2, text="time zone")
    release("ingest", "gone.log", status=2, text="gone.log: No such file")
    release("ingest", "-", "--release", "a\tb", status=2, text="printable")
    release(
        "list", "--url", "https://w.test", status=2, text="LAUNCHREADY_RELEASE_KEY is not set"
    )


def test_a_running_monitor_is_not_written_beside(folder: Path) -> None:
    """It is named as the one to be told, and still can be read."""
    release("finish", "v1")
    with (folder / ".launchready/watch/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        release("finish", "v2", status=2, text="tell it over HTTP, with --url")
        release("list", text="v1  runs")


def test_the_key_goes_nowhere_in_the_clear(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is in no message."""
    key = "k" * 30
    monkeypatch.setenv("LAUNCHREADY_RELEASE_KEY", key)
    result = release("finish", "v1", "--url", "http://watch.acme.test", status=2)
    assert "not https" in result.output
    assert key not in result.output


def test_a_monitor_on_this_machine_is_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though no monitor may look at such an address itself: whoever names it means it."""
    heads: list[str] = []

    class Monitor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heads.append(self.headers["authorization"])
            body = b'{"releases": [], "stays": []}'
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv("LAUNCHREADY_RELEASE_KEY", "k" * 30)
    with ThreadingHTTPServer(("127.0.0.1", 0), Monitor) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            release("list", "--url", url, text="no release is known yet")
        finally:
            server.shutdown()
            thread.join()
    assert heads == ["Bearer " + "k" * 30]


def test_a_log_that_differs_or_is_damaged(folder: Path) -> None:
    """Is told by its name; nothing is counted twice."""
    path = folder / "access.log"
    path.write_text(log(10, 100, 50))
    release("ingest", "access.log", text="50 requests counted")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:9] + lines[10:]) + lines[9] * 3)
    release("ingest", "access.log", status=2, text="counted twice")
    (folder / "cut.gz").write_bytes(b"\x1f\x8b\x08\x00nothing")
    release("ingest", "cut.gz", status=2, text="damaged")


def test_without_a_manifest_the_place_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CI may tell of a release from anywhere."""
    monkeypatch.chdir(tmp_path)
    release("finish", "v1", "--data-dir", "data", text="v1 runs")
    release("list", "--data-dir", "data", text="v1  runs")
    release("finish", "v1", status=2, text="there is no launchready.toml")
