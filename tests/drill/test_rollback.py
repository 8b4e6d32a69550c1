"""Going back is proved by what answers afterwards, on a real server with real commands."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from launchready.drill.rollback import Way, choose_way, plan_rollback, roll_back
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.facts.smoke import SmokeRun
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from launchready.smoke.run import smoke
from tests.servers.http import answer, make_authority, raw_server

NAME = "app.acme.example"
SWITCH = f"{sys.executable} switch.py"
SCRIPT = """\
import pathlib, sys
place = pathlib.Path("release")
place.write_text(sys.argv[1])
"""


def manifest(port: int, ca_file: Path, **deploy: object) -> Manifest:
    """Declare a product of one page and a health route."""
    return Manifest.model_validate(
        {
            "product": {
                "name": "Acme",
                "domain": "acme.example",
                "canonical": f"https://{NAME}",
                "environment": "staging",
            },
            "routes": [{"name": "health", "url": f"https://{NAME}/health", "kind": "health"}],
            "deploy": {"release_header": "x-release", "health": "health", **deploy},
            "network": {
                "connect": {f"{NAME}:443": f"127.0.0.1:{port}"},
                "ca_file": str(ca_file),
            },
        }
    )


class Product:
    """A product whose running release is what a file says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.release = folder / "release"
        self.release.write_text("1")
        (folder / "switch.py").write_text(SCRIPT)
        self.manifest: Manifest | None = None
        self.said: list[str] = []

    def answer(self, _head: bytes) -> bytes:
        """Answer any request as the running release does: release 0 is a broken one."""
        running = self.release.read_text()
        status = 500 if running == "0" else 200
        return answer(status, f"X-Release: {running}", "Content-Type: text/html")

    async def look(self) -> SmokeRun:
        """Smoke-test it."""
        assert self.manifest is not None
        declared = self.manifest.network
        network = Network(dict(declared.connect), ca_file=self.folder / "ca.pem")
        return await smoke(self.manifest, network, {})

    def way(self, deploy: str, rollback: str, minutes: float = 0.01) -> Way:
        """Choose commands; `minutes` is short, so that what never comes is given up soon."""
        return Way(deploy, rollback, minutes, self.folder)  # type: ignore[arg-type]


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """Serve a product over https."""
    async with _serve(tmp_path) as up:
        yield up


@asynccontextmanager
async def _serve(folder: Path) -> AsyncIterator[Product]:
    authority = make_authority(folder)
    up = Product(folder)
    context = authority.serve_context(NAME)
    async with raw_server(up.answer, tls=context) as server:
        up.manifest = manifest(server.port, authority.ca_file)
        yield up


async def test_the_release_before_answers_again(product: Product) -> None:
    """Deployed, taken back, seen by the header, and measured."""
    way = product.way(f"{SWITCH} 2", f"{SWITCH} 1", 5)
    outcome = await roll_back(way, product.look, product.said.append, pause_s=0.01)
    assert outcome.result is DrillResult.PASSED, outcome.summary
    assert outcome.summary == "went back, and the release before answers"
    assert [(each.name, each.unit) for each in outcome.figures] == [("took", "min")]
    assert product.said == ["well, release 1", "deployed, release 2"]
    assert product.release.read_text() == "1"


@pytest.mark.parametrize(
    ("deploy", "rollback", "result", "said"),
    [
        (f"{SWITCH} 2", "exit 7", DrillResult.FAILED, "failed (exit status 7)"),
        (f"{SWITCH} 2", "true", DrillResult.FAILED, "2 still answers, not 1"),
        (f"{SWITCH} 2", f"{SWITCH} 0", DrillResult.FAILED, "not well after it"),
        (f"{SWITCH} 2", "sleep 60", DrillResult.FAILED, "did not end in time"),
        (f"{SWITCH} 0", f"{SWITCH} 1", DrillResult.FAILED, "the new release is not well"),
        ("exit 1", f"{SWITCH} 1", DrillResult.FAILED, "the deployment failed"),
        ("true", f"{SWITCH} 1", DrillResult.UNKNOWN, "proves nothing"),
        ("", f"{SWITCH} 1", DrillResult.PASSED, "the product is well"),
    ],
)
async def test_what_did_not_happen_is_not_called_a_rollback(
    product: Product, deploy: str, rollback: str, result: DrillResult, said: str
) -> None:
    """A command that fails, hangs, or changes nothing proves nothing."""
    way = product.way(deploy, rollback)
    outcome = await roll_back(way, product.look, product.said.append, pause_s=0.01)
    assert outcome.result is result, outcome.summary
    assert said in outcome.summary


async def test_a_product_that_is_not_well_is_left_alone(product: Product) -> None:
    """Nothing is deployed onto an outage."""
    product.release.write_text("0")
    with pytest.raises(CannotSee, match="not well before"):
        await roll_back(
            product.way(f"{SWITCH} 2", f"{SWITCH} 1"), product.look, product.said.append
        )
    assert product.release.read_text() == "0"


def test_the_commands_are_announced_beforehand(tmp_path: Path) -> None:
    """Whoever agrees has read which commands run, and what is left behind."""
    declared = manifest(1, tmp_path, command="make deploy", rollback="make rollback")
    text = plan_rollback(choose_way(declared, tmp_path, deploys=True)).text("Acme", "staging")
    assert "`make deploy`" in text
    assert "`make rollback`" in text
    assert "the release before as the running one" in text


@pytest.mark.parametrize(
    ("deploy", "said"),
    [({"command": "make deploy"}, "rollback"), ({"rollback": "make rollback"}, "--no-deploy")],
)
def test_a_missing_command_is_asked_for(
    tmp_path: Path, deploy: dict[str, str], said: str
) -> None:
    """The message names the key to write."""
    with pytest.raises(CannotSee, match=said):
        choose_way(manifest(1, tmp_path, **deploy), tmp_path, deploys=True)


def is_alive(process: int) -> bool:
    """Say whether a process still runs."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    """A command that is stopped takes its children with it."""
    import asyncio

    from launchready.drill.command import run_command

    mark = tmp_path / "pid"
    asyncio.run(run_command(f"sleep 300 & echo $! > {mark}; wait", tmp_path, 0.5))
    child = int(mark.read_text())
    while is_alive(child):  # a signal is sent at once, and taken when its process runs next
        time.sleep(0.05)
    assert os.getpid() != child
