"""`launchready env` in a process of its own, and a contract to hold its environment to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"

[env.DATABASE_URL]
type = "url"
secret = true
describe = "Postgres of the app"

[env.LOG_LEVEL]
type = "enum"
values = ["info", "debug"]
default = "info"

[env.STRIPE_SECRET_KEY]
secret = true
min_length = 20
in = ["production"]
not_in_repository = true

[env.SANDBOX]
in = ["staging"]
"""
STRIPE = "sk_live_" + "Qz7v" * 6
GOOD = {"DATABASE_URL": "postgres://u:p%40ss@db/x", "STRIPE_SECRET_KEY": STRIPE}


def run(
    folder: Path, *arguments: str, given: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the installed command with an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "launchready", "env", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **_python(), **(given or {})},
        check=False,
        timeout=30,
    )


def _python() -> dict[str, str]:
    return {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
