"""No secret value gets out: not in a report of any format, a bundle, a message or a file."""

from __future__ import annotations

import asyncio
import base64
import gzip
import os
import sys
from pathlib import Path

from launchready.demo.faults import Faults
from launchready.demo.leaks import payment_key
from launchready.demo.twin import serve

FAULTS = Faults(
    secret_in_tree=True,
    secret_in_history=True,
    secret_in_frontend=True,
    secret_in_source_map=True,
    secret_in_build_log=True,
    secret_in_container=True,
    env_file_served=True,
    password_logged=True,
    card_logged=True,
    key_readable_by_all=True,
)
FORMATS = ("terminal", "json", "html", "markdown", "sarif", "junit")


def forms(value: str) -> list[bytes]:
    """Give the ways in which a value could be written."""
    octets = value.encode()
    return [octets, octets.hex().encode(), base64.b64encode(octets), octets[::-1]]


def files(folder: Path) -> set[Path]:
    """List every file below a folder."""
    return {path for path in folder.rglob("*") if path.is_file()}


async def run(folder: Path, environment: dict[str, str], *arguments: str) -> tuple[int, bytes]:
    """Run the command in a folder; give its status and all that it writes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "launchready", *arguments,
        cwd=folder,
        env={**os.environ, **environment, "TMPDIR": str(folder / "tmp")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    written, _ = await process.communicate()
    return process.returncode or 0, written


async def test_no_value_of_a_found_secret_is_written_anywhere(tmp_path: Path) -> None:
    """All that audits and scans print, save or leave behind is searched for each value."""
    (tmp_path / "tmp").mkdir()
    async with serve(FAULTS, tmp_path) as twin:
        hidden = [payment_key(each) for each in ("tree", "old", "page", "map", "log", "image")]
        log = (tmp_path / "repository" / "logs" / "portal.log").read_text()
        hidden += [word.partition("=")[2] for word in log.split() if "password=" in word]
        hidden += [word.partition("=")[2] for word in log.split() if "card=" in word]
        key = (tmp_path / "repository" / "ops" / "deploy.key").read_text().split("\n")[1]
        hidden.append(key)
        hidden += [each for name, each in twin.environment.items() if name != "ACME_USER"]
        before = files(tmp_path)
        written = b""
        for format_ in FORMATS:
            status, text = await run(
                tmp_path, twin.environment, "audit", "--stage", "secrets",
                "--format", format_, "--save", f"bundle-{format_}",
            )  # fmt: skip
            assert status == 1, text.decode()
            written += text
        for arguments in (["secrets"], ["secrets", "--format", "json"], ["secrets", "ledger"]):
            status, text = await run(tmp_path, twin.environment, *arguments)
            assert status == 1, text.decode()
            written += text
    assert written.count(b"Stripe live secret key") > 20
    made = files(tmp_path) - before
    assert any(path.name.startswith("bundle-") for path in made)
    for path in [*made, tmp_path / ".launchready" / "rotations.json"]:
        content = path.read_bytes()
        packed = content.startswith(b"\x1f\x8b")
        written += gzip.decompress(content) if packed else content
    for value in hidden:
        assert len(value) >= 8
        assert not [form for form in forms(value) if form in written], value[:6]
