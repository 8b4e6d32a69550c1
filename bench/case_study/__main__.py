"""Watches the databases of django-oscar and of wagtail, and prints what launchready says.

Both are installed by pip into an environment of their own, which is named:

    python -m venv /tmp/case
    /tmp/case/bin/pip install wagtail django-oscar sorl-thumbnail 'psycopg[binary]'
    python -m bench.case_study /tmp/case/bin/python

Their own views are read as a member of staff, 20 times each, on loopback: three minutes.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import trustme
from tests.checks.given import manifest as given_manifest
from tests.database.test_faults import CHECKS, said
from tests.servers.ports import free_port
from tests.servers.postgres import STATISTICS, Cluster, installed_postgres, serve_cluster

from launchready.checks.verdict import Status
from launchready.clock import Clock
from launchready.collect.database import database_schema, database_server
from launchready.collect.services import Environment
from launchready.database.connection import open_database
from launchready.database.windows import open_windows
from launchready.facts.performance import PerfHistory
from launchready.load.sample import Manner, sample
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from launchready.report.performance import render

HERE = Path(__file__).parent
HOST = "case.acme.example"
CASES = {
    "shop.py": (
        "/catalogue/",
        "/catalogue/category/shelf-1_2/",
        "/search/?q=book",
        "/dashboard/",
        "/dashboard/orders/",
        "/dashboard/catalogue/",
    ),
    "cms.py": (
        "/admin/",
        "/admin/pages/3/",
        "/admin/images/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        "/admin/users/",
        "/admin/pages/4/edit/",
    ),
}


@dataclass(frozen=True)
class Case:
    """One product.

    Attributes:
        python: of the environment that has it; script: its project.
        authority: that makes its certificate; roots: file with that.
    """

    python: str
    script: str
    authority: trustme.CA
    roots: Path

    @contextmanager
    def serve(self, cluster: Cluster) -> Iterator[tuple[int, str]]:
        """Fill its database and serve it; gives its port and a session's cookie."""
        with tempfile.TemporaryDirectory(prefix="launchready-case-") as media:
            tls = Path(media) / "tls.pem"
            own = self.authority.issue_cert(HOST, "127.0.0.1")
            own.private_key_and_cert_chain_pem.write_to_path(tls)
            environment = {
                "PATH": os.environ["PATH"],
                "CASE_DATABASE": f"127.0.0.1 {cluster.port} postgres",
                "CASE_KEY": secrets.token_hex(20),
                "CASE_MEDIA": media,
                "CASE_TLS": str(tls),
            }
            run = [self.python, str(HERE / self.script)]
            printed = subprocess.check_output([*run, "prepare"], env=environment, text=True)
            port = free_port()
            server = subprocess.Popen([*run, "serve", str(port)], env=environment)
            try:
                cookie = f"sessionid={printed.split()[-1]}"
                for path in CASES[self.script]:
                    self._warm(f"https://127.0.0.1:{port}{path}", cookie)
                yield port, cookie
            finally:
                server.kill()
                server.wait()

    def _warm(self, url: str, cookie: str) -> None:
        """Ask until it answers: templates compile and thumbnails are made at first."""
        until = time.monotonic() + 60
        trust = ssl.create_default_context()
        self.authority.configure_trust(trust)
        request = urllib.request.Request(url, headers={"Cookie": cookie})
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30, context=trust) as answer:
                    answer.read()
                    return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def look(self, programs: Path) -> None:
        """Serve it on a new server, and look at it as a user would."""
        with serve_cluster(programs, STATISTICS) as cluster:
            with psycopg.connect(cluster.url, autocommit=True) as connection:
                connection.execute("CREATE EXTENSION pg_stat_statements")
            with self.serve(cluster) as (port, cookie):
                with psycopg.connect(cluster.url, autocommit=True) as connection:
                    connection.execute("ANALYZE")
                routes = [
                    {
                        "name": path,
                        "url": f"https://{HOST}{path}",
                        "access": "user",
                        "kind": "report" if "report" in path else "page",
                    }
                    for path in CASES[self.script]
                ]
                manifest = given_manifest(
                    routes=routes,
                    database={"url_env": "CASE_URL", "connections": 20},
                    session={"cookie_env": "CASE_COOKIE"},
                )
                network = Network(
                    connect={f"{HOST}:443": f"127.0.0.1:{port}"}, ca_file=self.roots
                )
                environment = {"CASE_URL": cluster.url, "CASE_COOKIE": cookie}
                print(f"\n# {self.script}\n")
                asyncio.run(judge(manifest, network, environment))


async def judge(manifest: Manifest, network: Network, environment: dict[str, str]) -> None:
    """Sample, look at the state, judge, and print."""
    declared = manifest.database
    assert declared is not None
    async with open_database(declared, environment, network) as reader:
        run = await sample(
            manifest,
            network,
            environment=environment,
            manner=Manner(first=20, most=20),
            watcher=await open_windows(reader),
        )
    variables = Environment(environment)
    facts: tuple[Any, ...] = (
        await database_server(declared, variables, network),
        await database_schema(declared, variables, network),
        PerfHistory((run,)),
        manifest,
        Clock.system(),
    )
    seen = {type(each): each for each in facts}
    print(render(run))
    print()
    for check in CHECKS:
        for verdict in said(check, seen):
            status = verdict.outcome.status
            if status is not Status.PASS:
                name = check.__name__.rpartition(".")[2].replace("_", "-")
                print(f"{status.value} {name} {verdict.place}: {verdict.summary}")


def main(python: str) -> None:
    """Look at each product on the newest Postgres."""
    programs = list(installed_postgres().values())[-1]
    authority = trustme.CA()
    with authority.cert_pem.tempfile() as roots:
        for script in CASES:
            Case(python, script, authority, Path(roots)).look(programs)


if __name__ == "__main__":
    main(sys.argv[1])
