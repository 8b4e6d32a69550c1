"""What follows a found secret, as a user runs it, against real servers."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from launchready.demo.dns_server import serve_dns
from launchready.secrets.ledger import read_keys, read_ledger
from tests.secrets.scanning import commit, token
from tests.servers.dns import zones
from tests.servers.http import Authority, RawServer, answer, make_authority, raw_server

OLD, NEW = token("github-personal-access-token", 1), token("github-personal-access-token", 2)
MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"

[env.GITHUB_TOKEN]
secret = true

[env.SESSION_KEY]
secret = true

[repository]
path = "."

[network]
ca_file = "ca.pem"
resolver = "{resolver}"

[network.connect]
"api.github.com:443" = "127.0.0.1:{port}"
"""
API = "api.github.com"


@dataclass(frozen=True)
class Ended:
    """How a run of the command ended."""

    status: int
    out: str
    err: str


async def run(folder: Path, *arguments: str, **environment: str) -> Ended:
    """Run the command in a folder."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "launchready",
        "secrets",
        *arguments,
        cwd=folder,
        env={
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
            "HOME": str(folder.parent),
            "LAUNCHREADY_KEY": "a key of the tests",
            **environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert OLD not in out.decode() + err.decode()
    assert NEW not in out.decode() + err.decode()
    return Ended(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def github(product: Path, authority: Authority, reply: bytes) -> AsyncIterator[RawServer]:
    """Serve the provider's API, and have the product's manifest lead there."""
    async with AsyncExitStack() as stack:
        tls = authority.serve_context(API)
        server = await stack.enter_async_context(raw_server(reply, tls=tls))
        names = zones({"github.com": {"api": ["A 127.0.0.1"]}})
        resolver = await stack.enter_async_context(serve_dns(names))
        text = MANIFEST.format(port=server.port, resolver=resolver)
        (product / "launchready.toml").write_text(text)
        yield server


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make a certificate authority that the product's manifest names."""
    return make_authority(tmp_path)


@pytest.fixture
def product(tmp_path: Path, authority: Authority) -> Path:
    """Make a repository in which a key was committed, and taken out again."""
    folder = tmp_path / "product"
    commit(folder, {"ops.py": f'TOKEN = "{OLD}"\n'})
    commit(folder, {"ops.py": "import os\n"})
    (folder / "ca.pem").write_bytes(authority.ca_file.read_bytes())
    (folder / "launchready.toml").write_text(MANIFEST.format(port=9, resolver="127.0.0.1:9"))
    return folder


async def test_a_leaked_key_is_opened_replaced_and_closed(
    product: Path, authority: Authority
) -> None:
    """The whole way: found, listed, a new value seen, the old one refused by its provider."""
    listed = await run(product, "ledger", "--owner", "ana")
    assert listed.status == 1
    assert "GitHub personal access token" in listed.out
    assert "1 of 1 rotations are open" in listed.out
    (entry,) = read_ledger(product).entries
    assert (entry.owner, entry.rule) == ("ana", "github-personal-access-token")

    same = await run(
        product, "rotated", entry.hash, "--variable", "GITHUB_TOKEN", GITHUB_TOKEN=OLD
    )
    assert (same.status, "still has the leaked value" in same.err) == (1, True)

    half = await run(
        product, "rotated", entry.hash[:6], "--variable", "GITHUB_TOKEN", GITHUB_TOKEN=NEW
    )
    assert (half.status, "nobody has shown" in half.out) == (1, True)

    refuse = answer(401, body=b'{"message": "Bad credentials"}')
    async with github(product, authority, refuse) as server:
        live = ("rotated", entry.hash[:6], "--live", "--old-env", "OLD_KEY")
        other = await run(product, *live, OLD_KEY=NEW)
        assert (other.status, "another" in other.err, server.heads) == (1, True, [])
        closed = await run(product, *live, OLD_KEY=OLD)
    assert (closed.status, "is rotated" in closed.out) == (0, True)
    assert f"authorization: bearer {OLD}".lower() in server.heads[0].decode().lower()
    done = await run(product, "ledger")
    assert (done.status, "0 of 1 rotations are open" in done.out) == (0, True)
    assert OLD not in (product / ".launchready" / "rotations.json").read_text()


async def test_a_key_that_is_still_accepted_closes_nothing(
    product: Path, authority: Authority
) -> None:
    """The provider's word counts, and its silence proves nothing."""
    await run(product, "ledger")
    (entry,) = read_ledger(product).entries
    for reply, status in ((answer(200, body=b"{}"), 1), (answer(503), 3)):
        async with github(product, authority, reply):
            ended = await run(
                product, "rotated", entry.hash, "--live", "--old-env", "OLD", OLD=OLD
            )
        assert ended.status == status
        assert read_ledger(product).entries[0].open


async def test_live_asks_only_the_provider_and_keeps_what_it_says(
    product: Path, authority: Authority
) -> None:
    """Scopes are shown, the far ones named, and nothing is sent without consent."""
    reply = answer(200, "X-OAuth-Scopes: repo, read:user", body=b"{}")
    async with github(product, authority, reply) as server:
        known = {"GITHUB_TOKEN": NEW, "SESSION_KEY": "x" * 40}
        declined = await run(product, "live", **known)
        assert (declined.status, server.heads) == (1, [])
        ended = await run(product, "live", "--yes", **known)
    assert ended.status == 1
    assert "more than a product needs: repo" in ended.out
    assert "will be sent to api.github.com" in ended.err
    assert len(server.heads) == 1
    (record,) = read_keys(product)
    assert (record.variable, record.scopes) == ("GITHUB_TOKEN", ("repo", "read:user"))


async def test_what_is_found_can_be_asked_about_where_it_lies(
    product: Path, authority: Authority
) -> None:
    """A scan with --live says what is alive; the ledger takes a refusal for proof."""
    async with github(product, authority, answer(200, "X-OAuth-Scopes: repo")) as server:
        asked = await run(product, "--live")
        assert (asked.status, "more than a product needs: repo" in asked.err) == (1, True)
        assert len(server.heads) == 1
        quiet = await run(product)
        assert (quiet.status, len(server.heads)) == (1, 1)
    async with github(product, authority, answer(401)):
        listed = await run(product, "ledger", "--live")
    assert "no new value was seen in its place" in listed.out
    (entry,) = read_ledger(product).entries
    assert (entry.dead_by, entry.missing) == (
        "the provider",
        ("no new value was seen in its place",),
    )


async def test_values_come_from_a_file_too(product: Path) -> None:
    """And where no key can be asked about, nothing is."""
    (product / ".env").write_text("SESSION_KEY=abc\n")
    ended = await run(product, "live", "--yes", "--from", ".env")
    assert (ended.status, ended.out) == (0, "")
    await run(product, "ledger")
    (entry,) = read_ledger(product).entries
    named = ("rotated", entry.hash, "--by", "Ana", "--on", "2026-11-02")
    ended = await run(product, *named, "--variable", "SESSION_KEY", "--from", ".env")
    assert ended.status == 0
    listed = json.loads((await run(product, "ledger", "--no-scan", "--format", "json")).out)
    assert [(e["dead_by"], e["dead_on"], e["missing"]) for e in listed] == [
        ("Ana", "2026-11-02", [])
    ]


async def test_what_is_wrong_is_said(product: Path) -> None:
    """A damaged ledger, an unknown entry and a contradiction end with a sentence."""
    no_entry = await run(product, "rotated", "ffff", "--by", "Ana")
    assert (no_entry.status, "no entry" in no_entry.err) == (1, True)
    both = await run(product, "rotated", "ffff", "--live", "--by", "Ana")
    assert (both.status, "--old-env" in both.err) == (2, True)
    (product / ".launchready").mkdir()
    (product / ".launchready" / "rotations.json").write_text("{")
    damaged = await run(product, "ledger")
    assert (damaged.status, "not as launchready writes" in damaged.err) == (1, True)


async def test_a_folder_with_the_name_of_a_command_can_be_scanned(tmp_path: Path) -> None:
    """Written as a path, it is one."""
    commit(tmp_path / "work" / "ledger", {"a.py": "x = 1\n"})
    ended = await run(tmp_path / "work", "./ledger")
    assert (ended.status, ended.out[:9]) == (0, "No secret")
