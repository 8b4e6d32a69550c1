"""Folders and repositories with made-up secrets in them, and scans of these."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Mapping
from pathlib import Path

from launchready.facts.secrets import Findings
from launchready.secrets.allow import Allowances
from launchready.secrets.engine import Engine, PythonEngine, best_engine
from launchready.secrets.exact import ExactValues
from launchready.secrets.masking import KeyedHash
from launchready.secrets.scan import Origin, Scan, Span
from tests.secrets.samples import every_rule, sample

HASHED = KeyedHash(b"a key of the tests, 32 bytes long")
RULES = {rule.id: rule for rule in every_rule()}


def token(rule: str = "stripe-secret-key", seed: int = 0) -> str:
    """Make up a token of a rule, another for each seed."""
    return sample(RULES[rule], random.Random(f"{rule} {seed}")).secret.decode()


def new_scan(
    values: Mapping[str, str] | None = None,
    allowances: Allowances | None = None,
    engine: Engine | None = None,
) -> Scan:
    """Begin a scan with the tests' own key."""
    return Scan(
        HASHED, ExactValues(values or {}), allowances or Allowances(), engine or best_engine()
    )


def scan_text(
    text: bytes | str,
    path: str = "a.py",
    values: Mapping[str, str] | None = None,
    allowances: Allowances | None = None,
    engine: Engine | None = None,
) -> Findings:
    """Scan one text as it stands."""
    data = text.encode() if isinstance(text, str) else text
    scan = new_scan(values, allowances, engine)
    scan.buffer(data, len(data), [Span.whole(Origin(path), 0, len(data))])
    return scan.findings()


def both_engines() -> tuple[Engine, Engine]:
    """Give the two engines whose results have to be the same."""
    return best_engine(), PythonEngine()


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, with nobody's settings."""
    return subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", "-c",
         "commit.gpgsign=false", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder, check=True, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"},
    ).stdout.strip()  # fmt: skip


def commit(folder: Path, files: Mapping[str, str | bytes | None], message: str = "c") -> str:
    """Write files (None removes one), commit them, and give the commit's name."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "-q")
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")
