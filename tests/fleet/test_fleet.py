"""A fleet is audited to its end: wrong manifests are rows, and a killed run goes on."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli.fleet import command as fleet
from launchready.fleet.audited import Audited, audit_all
from launchready.fleet.history import Totals, add_run, read_history
from launchready.fleet.journal import Journal
from launchready.fleet.page import ranked
from launchready.fleet.row import Row, failed_row, page_name, worst_status
from launchready.fleet.run import Output, Taken, run_here
from launchready.fleet.targets import NoFleet, find_targets
from launchready.fleet.turns import Turns, own_hosts
from launchready.net.network import Network, SharedGates
from tests.fleet.products import OFFLINE, make_products

NARROW = [word for check in OFFLINE.only for word in ("--only", check)]


def run(folder: Path, out: Path, *arguments: str) -> Result:
    """Run the command on a folder, quick checks alone."""
    return CliRunner().invoke(fleet, [str(folder), "--out", str(out), *NARROW, *arguments])


def row(name: str, decision: str = "launch") -> Row:
    """Make the row of a product."""
    return Row(f"/x/{name}/launchready.toml", "audited", "2026-01-01", name, decision)


def test_a_fleet(tmp_path: Path) -> None:
    """Each product has a line and a page; wrong manifests come first, with what is wrong."""
    make_products(tmp_path / "clients", 5, wrong=2)
    result = run(tmp_path / "clients", tmp_path / "out")
    assert result.exit_code == 2, result.output
    lines = result.stdout.splitlines()
    assert [line[:20].strip() for line in lines[:2]] == ["manifest is wrong"] * 2
    assert ": line 1: is not TOML" in lines[0]
    assert lines[-1].startswith("5 products: ")
    assert "2 not audited" in lines[-1]
    page = (tmp_path / "out" / "index.html").read_text()
    links = re.findall(r'href="(products/[^"]+)"', page)
    assert len(links) == 3
    assert all((tmp_path / "out" / link).exists() for link in links)
    reports = [json.loads(p.read_text()) for p in (tmp_path / "out").glob("products/*.json")]
    assert {each["product"] for each in reports} == {"p0", "p1", "p2"}


def test_json_lines_and_trend(tmp_path: Path) -> None:
    """A program gets a line for each product; the next run says what changed."""
    made = make_products(tmp_path / "clients", 3, wrong=1)
    result = run(tmp_path / "clients", tmp_path / "out", "--format", "json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert Counter(each["state"] for each in rows) == {"audited": 2, "wrong": 1}
    made[-1].write_text(made[0].read_text())
    again = run(tmp_path / "clients", tmp_path / "out")
    assert "since 20" in again.stdout.splitlines()[-1]
    assert [each.failed for each in read_history(tmp_path / "out" / "history.jsonl")] == [1, 0]


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    """After a kill in the middle, every product is there, and none was audited twice."""
    made = make_products(tmp_path / "clients", 40)
    journal = tmp_path / "out" / "journal.jsonl"
    command = [
        sys.executable, "-m", "launchready", "fleet", str(tmp_path / "clients"), "--out",
        str(tmp_path / "out"), "--at-once", "1", *NARROW,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") > 5:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.005)
    assert process.wait() == -signal.SIGKILL, "it ended before it could be killed"
    before = journal.read_bytes().split(b"\n")[1:-1]
    with journal.open("ab") as file:
        file.write(b'{"row":{"manifest":"torn')
    result = run(tmp_path / "clients", tmp_path / "out")
    assert result.exit_code in {0, 1, 3}, result.output
    assert f"goes on: {len(before)} of 40" in result.stderr
    after = journal.read_bytes().split(b"\n")
    assert after[1 : len(before) + 1] == before
    rows = [json.loads(line)["row"]["manifest"] for line in after if b'"row"' in line]
    assert Counter(rows) == Counter(map(str, made))
    assert len(read_history(tmp_path / "out" / "history.jsonl")) == 1


def test_a_run_of_another_scope_is_another_run(tmp_path: Path) -> None:
    """What was narrowed to some checks is not gone on with as if it were everything."""
    first = Journal(tmp_path / "journal.jsonl", ("edge",))
    first.open("2026-01-01", fresh=False)
    first.add(row("a"))
    same = Journal(tmp_path / "journal.jsonl", ("edge",))
    assert len(same.open("2026-01-02", fresh=False)) == 1
    assert same.begun_at == "2026-01-01"
    assert Journal(tmp_path / "journal.jsonl").open("2026-01-02", fresh=False) == frozenset()


def test_a_run_that_ended_is_begun_anew(tmp_path: Path) -> None:
    """The same command on another day audits everything again, as does --fresh."""
    journal = Journal(tmp_path / "journal.jsonl")
    journal.open("2026-01-01", fresh=False)
    journal.add(row("a"))
    assert len(journal.open("2026-01-01", fresh=False)) == 1
    assert journal.open("2026-01-01", fresh=True) == frozenset()
    journal.add(row("a"))
    journal.end("2026-01-01")
    assert journal.open("2026-01-02", fresh=False) == frozenset()


def test_the_worst_comes_first(tmp_path: Path) -> None:
    """The table begins with what needs somebody."""
    journal = Journal(tmp_path / "journal.jsonl")
    journal.open("2026-01-01", fresh=False)
    for each in (
        row("fine"),
        row("risky", "launch-with-known-risks"),
        row("bad", "do-not-launch"),
        failed_row(Path("/x/wrong/launchready.toml"), "wrong", "line 1"),
        failed_row(Path("/x/ours/launchready.toml"), "broken", "KeyError"),
        row("fine"),
    ):
        journal.add(each)
    names = [Path(each.manifest).parent.name for each in ranked(journal)]
    assert names == ["ours", "wrong", "bad", "risky", "fine"]


async def test_our_own_fault_is_a_row(tmp_path: Path) -> None:
    """So many are audited at once, each once, and what fails does not stop the others."""
    targets = make_products(tmp_path, 20)
    running, most = 0, 0

    async def work(manifest: Path) -> Audited:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return Audited(failed_row(manifest, "broken", "KeyError"))

    with Output(tmp_path / "out") as output:
        left = output.left(targets, fresh=False)
        await run_here(left, output, at_once=3, selection=OFFLINE, work=work)
        assert len(list(output.journal.rows())) == 20
    assert most == 3


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    """A second run says that the first is there, and writes nothing."""
    with Output(tmp_path), pytest.raises(Taken):
        Output(tmp_path)
    with Output(tmp_path) as output:
        assert output.folder == tmp_path


async def test_products_of_one_host_take_turns(tmp_path: Path) -> None:
    """No host is audited by two at a time; others go on meanwhile, and all are done."""
    hosts = {
        Path(name): frozenset(each)
        for name, each in {
            "a": {"one"}, "b": {"one", "two"}, "c": {"two"}, "d": {"three"}, "e": set[str](),
        }.items()
    }  # fmt: skip
    turns, running, order = Turns(hosts, hosts.__getitem__), set[Path](), list[str]()

    async def work(manifest: Path) -> Audited:
        assert not any(hosts[manifest] & hosts[other] for other in running)
        running.add(manifest)
        order.append(manifest.name)
        await asyncio.sleep(0.002)
        running.remove(manifest)
        return Audited(failed_row(manifest, "wrong", ""))

    kept: list[Audited] = []
    await audit_all(turns, 3, selection=OFFLINE, keep=kept.append, work=work)
    assert sorted(order) == ["a", "b", "c", "d", "e"]
    assert order[:3] == ["a", "c", "d"]
    assert len(kept) == 5


def test_the_hosts_of_a_product(tmp_path: Path) -> None:
    """Hosts are those of the manifest; a wrong one has none, and takes nobody's turn."""
    good, bad = make_products(tmp_path, 2, wrong=1)
    assert own_hosts(good) == {"p0.example"}
    assert own_hosts(bad) == frozenset()
    assert own_hosts(tmp_path / "gone.toml") == frozenset()


async def test_products_share_the_limit_of_a_host() -> None:
    """Audits at the same time do not open more connections to a host than one does."""
    gates, networks = SharedGates(most=2), []
    open_now, most = 0, 0

    async def use(network: Network) -> None:
        nonlocal open_now, most
        async with network.slot("rdap.example"):
            open_now += 1
            most = max(most, open_now)
            await asyncio.sleep(0.001)
            open_now -= 1

    networks = [Network(gates=gates) for _ in range(5)]
    await asyncio.gather(*(use(network) for network in networks for _ in range(3)))
    assert most == 2
    assert gates.hosts == 0, "nothing is kept of a host that nobody talks to"


def test_targets(tmp_path: Path) -> None:
    """Folders, lists and manifests are taken, each product once, missing ones too."""
    made = make_products(tmp_path / "clients", 2)
    hidden = tmp_path / "clients" / "node_modules" / "x" / "launchready.toml"
    hidden.parent.mkdir(parents=True)
    hidden.write_text("")
    listed = tmp_path / "list.txt"
    listed.write_text("clients/product-0000  # ours\n\nclients/gone/launchready.toml\n")
    found = find_targets([tmp_path / "clients", listed, made[1]])
    assert found == (*made, tmp_path / "clients" / "gone" / "launchready.toml")
    with pytest.raises(NoFleet, match="no such file"):
        find_targets([tmp_path / "gone.txt"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoFleet, match=r"no launchready\.toml"):
        find_targets([tmp_path / "empty"])


def test_pages_have_names_of_their_own() -> None:
    """Two products whose folders have one name do not write over each other."""
    names = {page_name(Path(f"/{each}/My App/launchready.toml")) for each in "ab"}
    assert len(names) == 2
    assert all(re.fullmatch(r"my-app-[0-9a-f]{10}", name) for name in names)


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [({0}, 0), ({0, 3}, 3), ({3, 2}, 2), ({2, 4}, 4), ({4, 1, 0}, 1), (set(), 0)],
)
def test_exit_status(statuses: set[int], worst: int) -> None:
    """The worst product decides, in the order of an audit's own statuses."""
    assert worst_status(frozenset(statuses)) == worst


def test_history_is_bounded_and_survives_damage(tmp_path: Path) -> None:
    """The trend goes back for a year of days, whatever happened to a line of it."""
    path = tmp_path / "history.jsonl"
    path.write_text('{"at": "old", "products": 1}\nnot json\n{"other": 1}\n')
    assert [each.at for each in read_history(path)] == ["old"]
    path.write_text("".join(f'{{"at": "{n:03}", "products": {n}}}\n' for n in range(410)))
    runs = add_run(path, Totals("409", 7))
    assert len(runs) == 400
    assert (runs[-1].at, runs[-1].products) == ("409", 7)


def test_wrong_words(tmp_path: Path) -> None:
    """A check that does not exist and a folder without products are said at once."""
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty", tmp_path / "out").exit_code == 2
    result = CliRunner().invoke(fleet, [str(tmp_path), "--only", "edge/nothing-like-it"])
    assert result.exit_code == 2
    assert not os.path.exists("launchready-fleet")  # noqa: PTH110
