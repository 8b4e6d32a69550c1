"""Which checks run, and that a run ends in time whatever it meets."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from launchready.audit.run import Options, Selection, SelectionError, audit
from launchready.checks.catalogue import STAGES, check_modules
from launchready.checks.verdict import Status
from launchready.clock import Clock
from launchready.collect.services import Folder
from tests.checks.given import manifest


def test_everything_runs_unless_told_otherwise() -> None:
    """Without a word, every check runs, and the run has no scope."""
    assert Selection().check_ids() == tuple(check_modules())
    assert Selection().scope == ()


@pytest.mark.parametrize(
    ("selection", "holds"),
    [
        (Selection(only=("domain/hsts",)), lambda ids: ids == ("domain/hsts",)),
        (Selection(only=("edge/*",)), lambda ids: {i.split("/")[0] for i in ids} == {"edge"}),
        (
            Selection(only=("*/certificate-*",)),
            lambda ids: len(ids) >= 4 and all("/certificate-" in i for i in ids),
        ),
        (
            Selection(stages=("quick",), only=("domain/hsts",)),
            lambda ids: "domain/hsts" in ids and "quick/traffic-map" in ids,
        ),
        (
            Selection(skip=("edge/*",)),
            lambda ids: ids and not any(i.startswith("edge/") for i in ids),
        ),
        (
            Selection(only=("edge/*",), skip=("edge/c*",)),
            lambda ids: "edge/compression" not in ids and "edge/source-maps" in ids,
        ),
        (Selection(only=("domain/hst[s]",)), lambda ids: ids == ("domain/hsts",)),
    ],
)
def test_a_run_can_be_narrowed(
    selection: Selection, holds: Callable[[tuple[str, ...]], bool]
) -> None:
    """Stages and patterns add up; what is skipped is left out, whatever else asks for it."""
    ids = selection.check_ids()
    assert holds(ids)
    assert selection.scope
    assert list(ids) == [each for each in check_modules() if each in ids]


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(only=("domain/htst",)), 'did you mean "domain/hsts"'),
        (Selection(only=("hsts",)), 'did you mean "domain/hsts"'),
        (Selection(skip=("edge/nothing-like-it-at-all",)), "there is no check"),
        (Selection(stages=("edges",)), ", ".join(STAGES)),
        (Selection(only=("",)), "there is no check"),
    ],
)
def test_a_name_that_fits_nothing_is_an_error(selection: Selection, said: str) -> None:
    """A slip must not end in a run that looked at nothing and found no fault."""
    with pytest.raises(SelectionError, match=said.replace("(", r"\(")):
        selection.check_ids()


async def test_a_run_ends_at_its_deadline_with_what_it_has(tmp_path: Path) -> None:
    """A resolver and a server that never answer leave unknowns, each with the reason."""
    with socket.socket(type=socket.SOCK_DGRAM) as names, socket.socket() as web:
        for each in (names, web):
            each.bind(("127.0.0.1", 0))
        web.listen()
        port = web.getsockname()[1]
        declared = manifest(
            hosts={"acme.example": {"role": "marketing"}},
            network={
                "resolver": f"127.0.0.1:{names.getsockname()[1]}",
                "connect": {"acme.example:443": f"127.0.0.1:{port}"},
            },
        )
        report, bundle = await audit(
            declared, Folder(tmp_path), Options(deadline_s=0.3), Clock.system()
        )
    late = [f for f in report.findings if "the whole run's deadline of 0.3 s" in f.summary]
    assert len(late) >= 10
    assert {finding.status for finding in late} == {Status.UNKNOWN}
    assert report.counts[Status.BROKEN] == 0
    assert report.decision == "do-not-launch"
    assert json.loads(report.model_dump_json())["blind_spots"]
    assert bundle.facts
