"""How long the restore drill takes with a few million rows, and how much memory it needs.

pgbench fills a server on loopback; the installed command backs it up, restores it and holds
every row of both against each other.  About two minutes, and 2 GB of disk.

    python -m bench.restore
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.servers.postgres import postgres_programs, serve_cluster

SCALE = 50
"""Of pgbench: 100,000 rows each."""
MANIFEST = """\
[product]
name = "Acme"
domain = "acme.example"
environment = "staging"

[database]
url_env = "DATABASE_URL"
"""


def main() -> None:
    """Measure, and say it."""
    programs = postgres_programs()
    if programs is None:
        sys.exit("no Postgres is installed here")
    with tempfile.TemporaryDirectory() as name, serve_cluster(programs) as cluster:
        folder = Path(name)
        (folder / "launchready.toml").write_text(MANIFEST)
        subprocess.run(
            (str(programs / "pgbench"), "-i", "-q", "-s", str(SCALE), cluster.url),
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        began = time.monotonic()
        done = subprocess.run(
            (sys.executable, "-m", "launchready", "drill", "restore", str(folder), "--yes",
             "--format", "json"),
            check=True, stdout=subprocess.PIPE,
            env={**os.environ, "DATABASE_URL": cluster.url, "XDG_CONFIG_HOME": name},
        )  # fmt: skip
        took = time.monotonic() - began
    record = json.loads(done.stdout)
    figures = {each["name"]: each["value"] for each in record["figures"]}
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"rows, both sides compared   {figures['rows']:,.0f} ({record['result']})")
    print(f"the whole drill             {took:.1f} s")
    print(f"of it, loading              {figures['recovery time'] * 60:.1f} s")
    print(f"largest process (Linux)     {memory:.0f} MB")


if __name__ == "__main__":
    main()
