"""Logs, key files and served files, seen on a real disk and real servers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from launchready.collect.key_files import find_key_files, key_files
from launchready.collect.logs import MAX_BYTES_OF_FILE, exposures_in, log_exposures
from launchready.collect.served_files import PATHS, served_files
from launchready.collect.services import Folder
from launchready.demo.leaks import card_number, private_key
from launchready.facts.base import CannotSee
from launchready.facts.exposure import Exposed, ServedFiles
from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.checks.given import host, manifest
from tests.servers.http import Authority, TableResolver, answer, make_authority, raw_server

NAME = "app.acme.example"


def log(folder: Path, name: str, text: bytes) -> Path:
    """Write a log."""
    path = folder / "logs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text)
    return path


def test_a_log_is_read_line_by_line_and_never_quoted(tmp_path: Path) -> None:
    """Colours are taken out, lines are counted, and no value is in what comes back."""
    number = card_number()
    text = f"\x1b[32mINFO\x1b[0m start\npassword=\x1b[1mTr0ub4dor&3\x1b[0m\ncard={number}\n"
    log(tmp_path, "a.log", text.encode() + b"password=Tr0ub4dor\n")
    seen = exposures_in(tmp_path, ("logs/*.log", "other/*.log"))
    found = {each.kind: (each.place, each.count) for each in seen.found}
    assert found == {
        Exposed.PASSWORD: ("logs/a.log:2", 2),
        Exposed.CARD: ("logs/a.log:3", 1),
    }
    assert seen.missing == ("other/*.log",)
    assert "Tr0ub4" not in repr(seen)
    assert number[:8] not in repr(seen)


def test_of_a_large_log_the_end_is_read(tmp_path: Path) -> None:
    """A sparse gigabyte costs no more than its last megabytes, and the cut is told."""
    path = log(tmp_path, "big.log", b"")
    with path.open("r+b") as file:
        file.truncate(2**30)
        file.seek(0, os.SEEK_END)
        file.write(b"\npassword=Tr0ub4dor\n")
    seen = exposures_in(tmp_path, ("logs/*.log",))
    assert seen.cut == ("logs/big.log",)
    assert [each.kind for each in seen.found] == [Exposed.PASSWORD]
    assert MAX_BYTES_OF_FILE < 2**30


def test_pipes_and_links_are_not_read(tmp_path: Path) -> None:
    """A log that is no file is left alone, and reading it never waits."""
    os.mkfifo(tmp_path / "pipe.log")
    (tmp_path / "link.log").symlink_to("/etc/hostname")
    seen = exposures_in(tmp_path, ("*.log",))
    assert (seen.files, seen.missing) == (0, ("*.log",))


async def test_without_declared_logs_nothing_is_read(tmp_path: Path) -> None:
    """The check asks for them instead."""
    repository = manifest(repository={}).repository
    assert repository is not None
    assert (await log_exposures(repository, Folder(tmp_path))).files == 0
    repository = manifest(repository={"logs": ["*.log"]}).repository
    assert repository is not None
    with pytest.raises(CannotSee, match="bare domain"):
        await log_exposures(repository, Folder(None))


async def test_key_files_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    """A private key counts whatever its name's ending; a certificate does not."""
    (tmp_path / "id_deploy").write_text(private_key())
    (tmp_path / "id_deploy").chmod(0o640)
    (tmp_path / "public.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    (tmp_path / ".pgpass").write_text("db:5432:portal:portal:x\n")
    (tmp_path / ".pgpass").chmod(0o600)
    (tmp_path / "ids.txt").write_text("1 2 3\n")
    (tmp_path / "link.key").symlink_to(tmp_path / "id_deploy")
    seen = find_key_files(tmp_path)
    assert [(each.path, each.what, each.open_to) for each in seen.found] == [
        (".pgpass", "passwords of Postgres", ""),
        ("id_deploy", "private key", "its group"),
    ]
    repository = manifest(repository={"path": "nowhere"}).repository
    assert repository is not None
    with pytest.raises(CannotSee, match="no such file"):
        await key_files(repository, Folder(tmp_path))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Make a certificate authority that the client trusts."""
    return make_authority(tmp_path)


async def serve(
    authority: Authority, reply: bytes | Callable[[bytes], bytes]
) -> tuple[ServedFiles, list[bytes]]:
    """Ask a host that answers so."""
    server = raw_server(reply, tls=authority.serve_context(NAME))
    async with server as at:
        network = Network(
            connect={f"{NAME}:443": f"127.0.0.1:{at.port}"}, ca_file=authority.ca_file
        )
        async with HttpClient(network, TableResolver()) as http:
            return await served_files(host(NAME), Folder(Path("/")), http), at.heads


CONTENTS = {
    "/.env": b"# settings\nDATABASE_URL=postgres://x\nexport SESSION_KEY=abc\n",
    "/.git/config": b"[core]\n\trepositoryformatversion = 0\n",
    "/backup.zip": b"PK\x03\x04rest",
    "/docker-compose.yml": b"services:\n  web: {}\n",
}


async def test_served_files_are_known_by_their_content(authority: Authority) -> None:
    """Each is asked for once, with GET; names of variables are kept, values are not."""

    def reply(head: bytes) -> bytes:
        path = head.split(b" ")[1].decode()
        body = CONTENTS.get(path)
        return answer(404, body=b"no") if body is None else answer(200, body=body)

    seen, heads = await serve(authority, reply)
    assert {each.path for each in seen.served} == set(CONTENTS)
    variables = next(e for e in seen.served if e.path == "/.env")
    assert variables.names == ("DATABASE_URL", "SESSION_KEY")
    assert "postgres" not in repr(seen)
    assert len(heads) == len(PATHS) + 1
    assert all(head.startswith(b"GET /") for head in heads)


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Acme</title>\nNOT_FOUND=1\n",
        b"A_FRONTEND=that answers everything alike\n",
        b"",
    ],
)
async def test_a_site_that_answers_everything_serves_nothing(
    authority: Authority, body: bytes
) -> None:
    """A page in place of a file, or the same text for any name, is no finding."""
    seen, _ = await serve(authority, answer(200, body=body))
    assert seen.served == ()


async def test_a_redirect_or_refusal_serves_nothing(authority: Authority) -> None:
    """Only what comes back with 200 is looked at."""
    seen, _ = await serve(authority, answer(302, "Location: /login", body=CONTENTS["/.env"]))
    assert seen.served == ()


async def test_strangers_are_not_asked(authority: Authority) -> None:
    """The audit of a bare domain sends no request for such files."""
    async with HttpClient(Network(), TableResolver()) as http:
        with pytest.raises(CannotSee, match="stranger"):
            await served_files(host(NAME), Folder(None), http)
