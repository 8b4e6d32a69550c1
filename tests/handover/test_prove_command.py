"""`launchready handover prove`, against name servers, a host and a provider on loopback."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.evidence import read_history
from launchready.facts.drills import DrillHistory, DrillResult
from launchready.facts.ownership import Method, proofs
from launchready.keyed_hash import user_key
from launchready.net.network import Network
from tests.checks.handover.accounts import ANA, owner
from tests.collect.dns_world import ACME, World, world_up
from tests.servers.http import answer, make_authority, raw_server

DOMAIN = "acme.example"
TOKEN = secrets.token_urlsafe(30)
WRITTEN = frozenset({"asset", "provider", "account", "holder", "second"})


def published(*texts: str) -> str:
    """Write the zone with records at the name of the challenge."""
    return ACME + "".join(f'_launchready TXT "{text}"\n' for text in texts)


@dataclass
class Product:
    """A folder with a manifest, and what its servers answer.

    Attributes:
        folder: where the manifest is.
        texts: records in its zone; file: body of its challenge's file.
        github: what GitHub says.
    """

    folder: Path
    texts: list[str] = field(default_factory=list)
    file: bytes = b""
    github: dict[str, object] = field(default_factory=dict)
    sent: list[bytes] = field(default_factory=list)

    async def says(self, *words: str, yes: bool = True) -> Result:
        """Run a command of handover, while the servers run."""
        given = ["handover", *words] + (["--yes"] if yes else [])
        async with self.up():
            return await asyncio.to_thread(CliRunner().invoke, cli, given)

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Bring up name servers, the product's host and GitHub."""
        authority = make_authority(self.folder)
        async with AsyncExitStack() as stack:
            names = await stack.enter_async_context(world_up(World(published(*self.texts))))
            hosts = {
                DOMAIN: answer(200 if self.file else 404, body=self.file),
                "api.github.com": answer(body=json.dumps(self.github).encode()),
            }
            servers = {
                host: await stack.enter_async_context(
                    raw_server(reply, tls=authority.serve_context(host))
                )
                for host, reply in hosts.items()
            }
            connect = dict(names.connect)
            connect |= {f"{host}:443": f"127.0.0.1:{it.port}" for host, it in servers.items()}
            connect["198.51.100.1:443"] = connect[f"{DOMAIN}:443"]
            self._write(names, connect)
            yield
            self.sent = servers["api.github.com"].heads

    def _write(self, names: Network, connect: dict[str, str]) -> None:
        others = {"hosting": "hetzner", "repository": "github", "registrar": "gandi"}
        owners = [owner(), owner("edge")]
        owners += [owner(asset, provider=provider) for asset, provider in others.items()]
        tables = "".join(
            "[[owners]]\n"
            + "".join(f'{key} = "{value}"\n' for key, value in each.items() if key in WRITTEN)
            for each in owners
        )
        lines = "".join(f'"{seen}" = "{real}"\n' for seen, real in connect.items())
        text = (
            f'[product]\nname = "Acme"\ndomain = "{DOMAIN}"\n{tables}\n'
            f'[network]\nresolver = "{names.resolver}"\nca_file = "ca.pem"\n'
            f"[network.connect]\n{lines}"
        )
        (self.folder / "launchready.toml").write_text(text)

    @property
    def kept(self) -> DrillHistory:
        """Read what is on record."""
        return read_history(self.folder, DOMAIN)


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Product:
    """Make a product in the current folder, and keys of a user of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUNCHREADY_KEY_FILE", str(tmp_path / "config" / "key"))
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    return Product(tmp_path)


async def test_a_zone_is_proven_in_two_steps(acme: Product) -> None:
    """The command prints what to publish; published, it proves zone and proxy, and keeps it."""
    first = await acme.says("prove", "dns", yes=False)
    assert first.exit_code == 1, first.output
    record = first.stdout.strip()
    assert record.startswith("_launchready.acme.example. 300 IN TXT ")
    assert not proofs(acme.kept)
    acme.texts = [record.partition('"')[2].rstrip('"')]
    second = await acme.says("prove", "dns", yes=False)
    assert second.exit_code == 0, second.output
    found = proofs(acme.kept)
    assert {(each.asset, each.method, each.result) for each in found} == {
        ("dns", Method.DNS, DrillResult.PASSED), ("edge", Method.DNS, DrillResult.PASSED)
    }  # fmt: skip
    assert acme.kept.records[0].key, "the proof is signed"


async def test_a_host_is_proven_by_a_file(acme: Product) -> None:
    """Likewise with a file; a host that is not the product's is refused."""
    first = await acme.says("prove", "file", yes=False)
    assert first.exit_code == 1, first.output
    acme.file = first.stdout.strip().encode()
    second = await acme.says("prove", "file", yes=False)
    assert second.exit_code == 0, second.output
    assert [(each.asset, each.method) for each in proofs(acme.kept)] == [
        ("hosting", Method.FILE)
    ]
    other = await acme.says("prove", "file", "--host", "evil.example", yes=False)
    assert other.exit_code == 2


async def test_a_token_is_sent_once_and_kept_nowhere(acme: Product) -> None:
    """The right account proves, another's fails; neither output nor files hold the token."""
    acme.github = {"login": "ana", "email": ANA}
    words = ("prove", "token", "--env", "GITHUB_TOKEN", "github")
    right = await acme.says(*words)
    assert right.exit_code == 0, right.output
    assert "a…@acme.example" in right.stdout
    assert [TOKEN.encode() in head for head in acme.sent] == [True]
    acme.github = {"login": "eve", "email": "eve@agency.example"}
    wrong = await acme.says(*words)
    assert wrong.exit_code == 1, wrong.output
    everything = right.output + wrong.output
    everything += "".join(p.read_text() for p in (acme.folder / ".launchready").rglob("*.*"))
    assert TOKEN not in everything
    assert "eve@" not in everything


async def test_nothing_is_sent_without_consent_or_cause(acme: Product) -> None:
    """No token leaves before somebody agreed, nor where it would prove nothing."""
    words = ("prove", "token", "--env", "GITHUB_TOKEN", "github")
    assert (await acme.says(*words, yes=False)).exit_code in {1, 2}
    assert acme.sent == []
    for wrong in (
        "--env GITHUB_TOKEN vercel",
        "--env NO_SUCH github",
        "github",
        "--env GITHUB_TOKEN gandi",
    ):
        assert (await acme.says("prove", "token", *wrong.split())).exit_code == 2
        assert acme.sent == []


async def test_a_statement_bears_name_and_day(acme: Product) -> None:
    """Who says it and when is signed; of an account that nobody declared nothing is said."""
    done = await acme.says("prove", "statement", "--by", "Ana Founder", "registrar")
    assert done.exit_code == 0, done.output
    found = [(each.asset, each.provider, each.by) for each in proofs(acme.kept)]
    assert found == [("registrar", "gandi", "Ana Founder")]
    day = acme.kept.records[0].started_at.date()
    assert f"Ana Founder says on {day}" in acme.kept.records[0].summary
    assert acme.kept.records[0].by == "Ana Founder"
    other = await acme.says("prove", "statement", "--by", "Ana", "database")
    assert other.exit_code == 2
    assert (await acme.says("prove", "statement", "--by", " ", "registrar")).exit_code == 2


async def test_a_key_that_does_not_last_makes_no_challenge(
    acme: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A challenge that tomorrow's run would not know is not given out."""
    blocked = acme.folder / "blocked"
    blocked.write_text("a file, where a folder would have to be")
    monkeypatch.setenv("LAUNCHREADY_KEY_FILE", str(blocked / "key"))
    done = await acme.says("prove", "dns", yes=False)
    assert (done.exit_code, done.stdout) == (2, "")
    monkeypatch.setenv("LAUNCHREADY_KEY", "of CI")
    assert (await acme.says("prove", "dns", yes=False)).exit_code == 1
    assert user_key()
