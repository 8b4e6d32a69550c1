"""A write drill finds what is stale and what is slow, on a real server, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from launchready.cli import cli
from launchready.demo.servers import serve_http
from launchready.drill.plan import Outcome
from launchready.drill.write import Pace, plan_writes, run_writes
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillResult
from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from tests.checks.given import manifest

HOST = "app.acme.example"
FORM = (
    '<form method="post"><input name="csrf" type="hidden" value="x"><input name="title"></form>'
)
QUICK = Pace(changes=6, first=3, per_second=500, reads=3, patience_s=0.4)


@dataclass
class Notes:
    """A small product that saves a note.

    Attributes:
        stale: reads of the list that still show what was there before.
        slow_s: how long a save takes.
        fails: saves that answer 500, by their number.
    """

    stale: int = 0
    slow_s: float = 0.0
    fails: frozenset[int] = frozenset()
    saved: list[str] = field(default_factory=list)
    asked: int = 0

    def application(self) -> Starlette:
        """Make the application."""
        return Starlette(
            routes=[
                Route("/edit", self.edit, methods=["GET", "POST"]),
                Route("/api/notes", self.edit, methods=["POST"]),
                Route("/list", self.show),
                Route("/gone", self.gone),
            ]
        )

    async def edit(self, request: Request) -> Response:
        """Show the form, or save."""
        if request.method == "GET":
            return HTMLResponse(FORM)
        self.asked += 1
        if self.asked in self.fails:
            return HTMLResponse("", 500)
        await asyncio.sleep(self.slow_s)
        body = await request.body()
        if request.url.path == "/edit":
            form = parse_qs(body.decode())
            assert form["csrf"] == ["x"]
            self.saved.append(form["title"][0])
            return RedirectResponse("/list", 303)
        self.saved.append(json.loads(body)["title"])
        return HTMLResponse("", 201)

    async def show(self, _request: Request) -> Response:
        """Show the notes; the newest is missing while it is stale."""
        shown = self.saved
        if self.stale:
            self.stale -= 1
            shown = shown[:-1]
        return HTMLResponse(" ".join(shown))

    async def gone(self, _request: Request) -> Response:
        """Answer for a page that is not there."""
        return HTMLResponse("", 404)


def product(**write: object) -> Manifest:
    """Make a manifest with one write."""
    routes = [
        {"name": "edit", "url": f"http://{HOST}/edit", "kind": "write"},
        {"name": "notes", "url": f"http://{HOST}/api/notes", "kind": "write"},
        {"name": "list", "url": f"http://{HOST}/list"},
        {"name": "gone", "url": f"http://{HOST}/gone"},
    ]
    fields = {"title": "hello {token}"}
    declared = {"name": "note", "route": "edit", "fields": fields, "as_user": False, **write}
    return manifest(routes=routes, writes=[declared])


@asynccontextmanager
async def served(notes: Notes) -> AsyncIterator[str]:
    """Serve it; gives where."""
    async with serve_http(notes.application(), ["127.0.0.1"]) as (place,):
        yield place


async def drilled(notes: Notes, pace: Pace = QUICK, **write: object) -> Outcome:
    """Run the drill."""
    async with served(notes) as place:
        network = Network(connect={f"{HOST}:80": place})
        return await run_writes(
            product(**write), network, environment={}, pace=pace, say=lambda _: None
        )


def said(outcome: Outcome) -> dict[tuple[str, str], str]:
    """Give the results, by aspect and path."""
    return {(t.aspect, t.place.rpartition("/")[2]): t.result.value for t in outcome.trials}


@pytest.mark.parametrize("way", [{}, {"submit": "json", "route": "notes"}])
async def test_a_change_that_shows_at_once_is_fresh(way: dict[str, Any]) -> None:
    """By a form with its hidden fields, and by JSON; six changes are too few for a p95."""
    notes = Notes()
    outcome = await drilled(notes, seen=["list"], **way)
    assert len(notes.saved) == 6
    assert all(each.startswith("hello lr") for each in notes.saved)
    place = str(way.get("route", "edit"))
    assert said(outcome) == {("latency", place): "unknown", ("fresh", "list"): "passed"}
    assert outcome.result is DrillResult.UNKNOWN
    enough = Pace(changes=59, first=20, per_second=500, reads=2)
    proved = await drilled(Notes(), enough, seen=["list"], **way)
    assert proved.result is DrillResult.PASSED, proved.summary


async def test_a_stale_answer_is_found_and_waited_for() -> None:
    """It fails, and says for how long; one that never shows says so, too."""
    for stale, told in ((2, "for up to 0."), (10_000, "for more than 0.4 s")):
        outcome = await drilled(Notes(stale=stale), seen=["list"])
        assert outcome.result is DrillResult.FAILED
        assert said(outcome)["fresh", "list"] == "failed"
        assert told in outcome.findings[0].text


async def test_slow_changes_are_found_by_few() -> None:
    """Where they are over for certain, the drill ends early."""
    notes = Notes(slow_s=0.15)
    pace = Pace(changes=60, first=6, per_second=500, reads=0)
    outcome = await drilled(notes, pace, p95_ms=100)
    assert said(outcome) == {("latency", "edit"): "failed"}
    assert len(notes.saved) == 6


async def test_errors_are_no_evidence_of_speed() -> None:
    """A change that fails later counts as failed; one at the beginning ends the drill."""
    outcome = await drilled(Notes(fails=frozenset({3, 4, 5})))
    assert said(outcome) == {("latency", "edit"): "failed"}
    assert "3 of 6 failed: 3x" in outcome.summary
    with pytest.raises(CannotSee, match="answered 500"):
        await drilled(Notes(fails=frozenset({1})))


async def test_what_cannot_be_read_is_unknown() -> None:
    """A page that is not there proves nothing of a cache."""
    outcome = await drilled(Notes(), seen=["gone"])
    assert said(outcome)["fresh", "gone"] == "unknown"


def test_the_plan_names_what_is_changed_and_what_stays() -> None:
    """Before anything is sent; without a declared write there is nothing to do."""
    text = plan_writes(product(seen=["list"]), QUICK).text("Acme", "staging")
    assert f"the form of http://{HOST}/edit, 6 times" in text
    assert "leaves behind" in text
    with pytest.raises(CannotSee, match="no write is declared"):
        plan_writes(manifest(), QUICK)


async def test_the_command_keeps_its_evidence(tmp_path: Path) -> None:
    """Staging alone, announced, and on record for audits."""
    async with served(Notes(stale=1)) as place:
        path = tmp_path / "launchready.toml"
        path.write_text(
            '[product]\nname = "Acme"\ndomain = "acme.example"\nenvironment = "staging"\n'
            f'[[routes]]\nname = "edit"\nurl = "http://{HOST}/edit"\nkind = "write"\n'
            f'[[routes]]\nname = "list"\nurl = "http://{HOST}/list"\n'
            '[[writes]]\nname = "note"\nroute = "edit"\nfields.title = "{token}"\n'
            'as_user = false\nseen = ["list"]\n'
            f'[network.connect]\n"{HOST}:80" = "{place}"\n'
        )
        command = ["drill", "write", str(path), "--yes", "--changes", "2"]
        result = await asyncio.to_thread(CliRunner().invoke, cli, command)
    assert result.exit_code == 1, result.output
    assert "1 of 2 times it did not show the change" in result.stdout
    assert list((tmp_path / ".launchready/drills/write").glob("*.json"))
