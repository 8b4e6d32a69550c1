"""Somebody who never saw a product deploys it from the handover pack's own commands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from asyncio import to_thread
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from launchready.demo.dns_server import Zones, serve_dns
from launchready.report.json import render
from tests.audit.test_sprint import report
from tests.e2e.test_command import run
from tests.servers.http import make_authority
from tests.servers.ports import free_port

pytestmark = pytest.mark.timeout(240)
"""Some ten processes start one after the other, on machines that may be slow."""

DOMAIN = "acme.example"
ADDRESS = "198.51.100.7"

PORTAL = '''\
"""The portal: a page and a health route, over TLS."""

import http.server, os, ssl, sys, time

missing = [name for name in ("PORTAL_PORT", "PORTAL_CERTIFICATE") if name not in os.environ]
if missing:
    sys.exit(f"not set: {missing}")


class Portal(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"status": "ok"}' if self.path == "/health" else b"<h1>Acme</h1>"
        self.send_response(200)
        self.send_header("x-release", os.environ["RELEASE"])
        kind = "application/json" if self.path == "/health" else "text/html; charset=utf-8"
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.environ["PORTAL_CERTIFICATE"])
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORTAL_PORT"])), Portal)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
'''

MAKEFILE = """\
deploy:
\t./ops/release.sh "$(shell git rev-parse --short HEAD)"

rollback:
\t./ops/release.sh --previous
"""

RELEASE = """\
#!/bin/sh
set -eu
server="$HOME/server"
mkdir -p "$server"
if [ "$1" = --previous ]; then
    release=$(cat "$server/previous")
else
    release=$1
    git archive --prefix="$release/" HEAD | tar -x -C "$server"
fi
if [ -f "$server/pid" ]; then
    cp "$server/current" "$server/previous"
    kill "$(cat "$server/pid")"
    while kill -0 "$(cat "$server/pid")" 2>/dev/null; do sleep 0.05; done
fi
echo "$release" > "$server/current"
cd "$server/$release"
RELEASE=$release nohup python3 portal.py > "$server/log" 2>&1 &
echo $! > "$server/pid"
"""

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"

[hosts."acme.example"]
role = "app"

[[routes]]
name = "home"
url = "https://acme.example/"

[[routes]]
name = "health"
url = "https://acme.example/health"
kind = "health"

[repository]
path = "."

[env.PORTAL_PORT]
type = "port"
describe = "Where it listens"

[env.PORTAL_CERTIFICATE]
secret = true
type = "path"
describe = "Certificate and key"
lives = "the vault, entry portal"
rotate = "ops"

[deploy]
command = "make deploy"
rollback = "make rollback"
health = "health"
release_header = "x-release"
needs = ["git", "make", "python3"]

[network]
resolver = "{resolver}"
ca_file = "ca.pem"
[network.connect]
"198.51.100.7:443" = "127.0.0.1:{port}"
"""


def git(folder: Path, *words: str) -> str:
    """Run git without anybody's settings."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    by = {f"GIT_{who}_{what}": "Ana <a@acme.example>" if what == "NAME" else "a@acme.example"
          for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}  # fmt: skip
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        env={"PATH": os.environ["PATH"], **own, **by},
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.stdout.strip()


@dataclass
class Reader:
    """Somebody with an empty folder, the pack, and the values from the vault.

    Attributes:
        home: the folder.
        pack: the pack's folder.
        vault: values of variables.
    """

    home: Path
    pack: Path
    vault: Mapping[str, str]

    def commands(self) -> list[str]:
        """Read the page that the pack's first page names for it: the block to be typed."""
        listed = re.search(r"\[Deploy, look, go back\]\((\S+)\)", self._page("README.md"))
        assert listed
        block = re.search(r"```sh\n(.*?)```", self._page(listed[1]), re.DOTALL)
        assert block
        return block[1].splitlines()

    def way_back(self) -> str:
        """Read how a release is taken back."""
        found = re.search(
            r"To take a release back: `?(.+?)`?, within", self._page("deployment.md")
        )
        assert found
        return found[1]

    def _page(self, name: str) -> str:
        return (self.pack / name).read_text(encoding="utf-8")

    def type(self, *lines: str, cwd: str = ".") -> subprocess.CompletedProcess[str]:
        """Type lines into a shell that stops at the first that fails."""
        bin_ = self.home / "bin"
        environment = {
            "PATH": f"{bin_}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "GIT_CONFIG_NOSYSTEM": "1",
            **self.vault,
        }
        return subprocess.run(
            ["sh", "-e", "-x"], input="\n".join(lines), cwd=self.home / cwd, env=environment,
            capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip

    def runs(self) -> str:
        """Give the release that runs."""
        return (self.home / "server" / "current").read_text().strip()


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    """Have the old owner write the pack, and give it to somebody else."""
    authority = make_authority(tmp_path)
    issued = authority.ca.issue_cert(DOMAIN)
    certificate = tmp_path / "vault.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(str(certificate))
    port = free_port()
    zone = f"@ 60 SOA ns1 h 1 1 1 1 1\n@ 60 NS ns1\n@ 60 A {ADDRESS}\nns1 60 A {ADDRESS}\n"
    async with serve_dns(Zones({DOMAIN: zone}, recursive=True)) as resolver:
        owners = tmp_path / "owners"
        texts = {
            "portal.py": PORTAL,
            "Makefile": MAKEFILE,
            "ops/release.sh": RELEASE,
            "launchready.toml": MANIFEST.format(resolver=resolver, port=port),
            "ca.pem": authority.ca_file.read_text(),
        }
        for name, text in texts.items():
            path = owners / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755 if name.endswith(".sh") else 0o644)
        git(owners, "init", "--quiet", "--initial-branch=main")
        git(owners, "add", "--all")
        git(owners, "commit", "--quiet", "--message=Start")
        git(tmp_path, "clone", "--quiet", "--bare", str(owners), str(tmp_path / "portal.git"))
        git(owners, "remote", "add", "origin", str(tmp_path / "portal.git"))
        earlier = tmp_path / "report.json"
        earlier.write_text(render(report()))
        words = ("handover", "--report", earlier, "--out", tmp_path / "pack")
        written = await to_thread(run, *words, cwd=owners)
        assert (tmp_path / "pack" / "README.md").exists(), written.stderr
        vault = {"PORTAL_PORT": str(port), "PORTAL_CERTIFICATE": str(certificate)}
        home = tmp_path / "reader"
        made = Reader(home, tmp_path / "pack", vault)
        _install(home / "bin")
        yield made
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((home / "server" / "pid").read_text()), signal.SIGKILL)


def _install(bin_: Path) -> None:
    """Give the reader what the pack says is needed: launchready, and a Python."""
    bin_.mkdir(parents=True)
    for name, words in (("python3", ""), ("launchready", "-m launchready")):
        (bin_ / name).write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n')
        (bin_ / name).chmod(0o755)


async def test_a_stranger_deploys_and_goes_back(reader: Reader) -> None:
    """The pack's commands lead from an empty folder to a release that answers, and back."""
    commands = reader.commands()
    assert commands[0].startswith("git clone ")
    done = await to_thread(reader.type, *commands)
    assert done.returncode == 0, done.stdout + done.stderr
    first = reader.runs()
    clone = reader.home / "portal"
    assert first == git(clone, "rev-parse", "--short", "HEAD")

    (clone / "portal.py").write_text(PORTAL.replace("<h1>Acme", "<h1>Acme 2"))
    git(clone, "commit", "--quiet", "--all", "--message=Say two")
    again = await to_thread(reader.type, *commands[2:], cwd="portal")
    assert again.returncode == 0, again.stdout + again.stderr
    assert reader.runs() != first

    look = next(each for each in commands if "smoke" in each)
    back = await to_thread(reader.type, reader.way_back(), look, cwd="portal")
    assert back.returncode == 0, back.stdout + back.stderr
    assert reader.runs() == first


async def test_a_value_that_was_not_handed_over_stops_it_early(reader: Reader) -> None:
    """Without what the vault keeps, nothing is deployed, and the variable is named."""
    reader.vault = {"PORTAL_PORT": reader.vault["PORTAL_PORT"]}
    done = await to_thread(reader.type, *reader.commands())
    assert done.returncode != 0
    assert "PORTAL_CERTIFICATE" in done.stdout
    assert not (reader.home / "server").exists()
