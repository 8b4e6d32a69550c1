"""No value of a secret is in anything that a scan writes, prints, raises or leaves behind."""

from __future__ import annotations

import base64
import functools
import gzip
import itertools
import os
import random
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from click.testing import CliRunner

from launchready.audit.bundle import Bundle, write_bundle
from launchready.audit.gather import Key, Seen
from launchready.clock import Clock
from launchready.collect.secrets import history_secrets, tree_secrets
from launchready.collect.services import Environment, Folder
from launchready.manifest.schema import EnvVar, Manifest, Product, Repository
from launchready.secrets import claims
from launchready.secrets.confirm import Match
from tests.secrets.samples import Sample, every_rule, sample
from tests.secrets.scanning import commit, git, new_scan, scan_text

VAULT = "kU7-vault-55-odd/+Zq"


SIZE = 12
"""Bytes in a row of a secret that must not be seen anywhere."""


def windows(octets: bytes) -> set[bytes]:
    """Give every run of that many bytes."""
    return {octets[at : at + SIZE] for at in range(len(octets) - SIZE + 1)}


@functools.cache
def samples() -> list[Sample]:
    """Make a token of every format."""
    chance = random.Random(11)
    return [sample(rule, chance) for rule in every_rule()]


def own_part(made: Sample) -> bytes:
    """Give what of a secret is its own: not how every token of its format begins."""
    own = made.secret
    for seed in range(3):
        other = sample(made.rule, random.Random(seed)).secret
        shared = sum(
            1
            for _ in itertools.takewhile(
                lambda p: p[0] == p[1], zip(made.secret, other, strict=False)
            )
        )
        own = min(own, made.secret[shared:], key=len)
    return own


@functools.cache
def hidden() -> set[bytes]:
    """Give what must not be seen: a part of any of the secrets."""
    own = set().union(windows(VAULT.encode()), *(windows(own_part(m)) for m in samples()))
    return own - windows(base64.b64encode(b'{"alg":"RS256","'))  # how JWTs begin


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with a token of every format, and the product's own value."""
    root = tmp_path / "repo"
    files: dict[str, str | bytes | None] = {
        f"f{number}.txt": b"x = '" + made.text + b"'\n" for number, made in enumerate(samples())
    }
    files["own.py"] = f"v = '{VAULT}'\nb = '{base64.b64encode(VAULT.encode()).decode()}'\n"
    files["allowed.py"] = b"k = '" + samples()[0].text + b"'  # launchready: allow a test\n"
    files["log.gz"] = gzip.compress(samples()[1].text)
    files["bad.zip"] = b"PK\x03\x04" + samples()[2].text
    files["launchready.toml"] = (
        '[product]\nname = "A"\ndomain = "a.example"\n[env.VAULT]\nsecret = true\n'
    )
    commit(root, files)
    commit(root, {"f1.txt": None, "f2.txt": None}, f"remove {VAULT}")
    (root / "staged.txt").write_bytes(samples()[5].text)
    git(root, "add", "-A")
    return root


def assert_clean(octets: bytes, where: str) -> None:
    """Refuse a part of any of the secrets."""
    assert not windows(octets) & hidden(), where


@pytest.mark.parametrize("arguments", [[], ["--staged"], ["--no-history"], ["--verbose"]])
@pytest.mark.parametrize("format_", ["terminal", "json", "sarif"])
def test_no_output_file_or_cache_holds_a_value(
    arguments: list[str], format_: str, repository: Path, tmp_path: Path
) -> None:
    """Standard output, errors, the cache, the settings, the folder for temporary files."""
    kept = {name: tmp_path / name for name in ("cache", "config", "tmp")}
    for folder in kept.values():
        folder.mkdir()
    environment = {
        **os.environ, "VAULT": VAULT, "XDG_CACHE_HOME": str(kept["cache"]),
        "XDG_CONFIG_HOME": str(kept["config"]), "TMPDIR": str(kept["tmp"]),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "launchready", "secrets", str(repository), "--format", format_,
         *arguments],
        capture_output=True, env=environment, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert len(done.stdout) > 200
    assert_clean(done.stdout, "output")
    assert_clean(done.stderr, "errors")
    for path in (path for folder in kept.values() for path in folder.rglob("*")):
        if path.is_file():
            assert_clean(path.read_bytes(), path.name)


async def test_no_fact_or_bundle_holds_a_value(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept to be judged again has hashes and masks alone."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    table = Repository(path="repo")
    manifest = Manifest(
        product=Product(name="P", domain="example.com"),
        repository=table,
        env={"VAULT": EnvVar.model_validate({"secret": True})},
    )
    given = (table, manifest, Folder(tmp_path), Environment(VAULT=VAULT))
    facts = (await tree_secrets(*given), await history_secrets(*given))
    assert all(fact.findings.found for fact in facts)
    path = tmp_path / "run.evidence"
    gathered: dict[Key, Seen] = {(type(fact), table.key): fact for fact in facts}
    now = Clock.system().now
    write_bundle(path, Bundle(manifest, "launchready.toml", now, 1.0, (), gathered))
    assert_clean(gzip.decompress(path.read_bytes()), "bundle")
    assert_clean(repr(facts).encode(), "repr of facts")


def test_no_exception_holds_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours in the middle of a match: neither its text nor its locals' reprs."""
    made = samples()[0]

    def fault(*_: object) -> str:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(claims, "masked", fault)
    with pytest.raises(RuntimeError) as caught:
        scan_text(made.text)
    shown = "".join(traceback.TracebackException.from_exception(caught.value).format())
    assert_clean(shown.encode(), "traceback")
    assert_clean(repr(Match(0, 0, 1, made.secret)).encode(), "repr of a match")
    assert_clean(repr(new_scan({"VAULT": VAULT})).encode(), "repr of a scan")


def test_a_fault_of_ours_is_told_without_the_value(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command's own last words say where it failed, not what it held."""

    def fault(*_: object) -> str:
        raise RuntimeError(samples()[0].secret.decode("latin-1"))

    monkeypatch.setattr(claims, "masked", fault)
    from launchready.cli import main

    monkeypatch.setattr(sys, "argv", ["launchready", "secrets", str(repository)])
    runner = CliRunner()
    with runner.isolation() as (out, err, _), pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 4
    assert_clean(out.getvalue() + err.getvalue(), "last words")
