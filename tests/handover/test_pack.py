"""The pack says what is so, what nobody has shown to be so, and what changed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from launchready.audit.model import Report
from launchready.demo.faults import READY, Faults
from launchready.demo.twin import background
from launchready.facts.drills import DrillHistory, DrillResult
from launchready.handover.model import Pack
from launchready.handover.pack import CannotPack, changed, make_pack, unproven, write_pack
from launchready.handover.signed import read_pack
from launchready.manifest.schema import Manifest
from tests.audit.test_sprint import failure, report
from tests.checks.given import NOW, manifest
from tests.checks.handover.accounts import access, owner
from tests.checks.handover.proofs import proven, trial
from tests.checks.monitoring.drills import FAILED, history
from tests.e2e.test_command import run

EVIL = "<script>alert(1)</script> | `x` [y](javascript:z) \x1b[31m"
ASSETS = (
    "registrar", "dns", "edge", "hosting", "email", "monitoring", "repository", "database",
    "payments", "error-tracking",
)  # fmt: skip
NOTHING = DrillHistory()
BY_AGENCY = {"asset": "dns", "account": "a", "holder": "agency"}
ONE_PHONE = {"name": "a", "kind": "sms", "person": "ana"}


def product(**tables: object) -> Manifest:
    """Declare a product whose every account has two people."""
    who = {"provider": "x", "account": "f@acme.example", "holder": "founder", "second": "cto",
           "mfa": "key", "billing": "founder"}  # fmt: skip
    base: dict[str, object] = {
        "owners": [{"asset": asset, **who} for asset in ASSETS],
        "routes": [{"name": "home", "url": "https://acme.example/"}],
        "monitors": [{"route": "home"}],
        "channels": [
            {"name": "a", "kind": "sms", "person": "ana"},
            {"name": "b", "kind": "sms", "person": "ben", "after_min": 10},
        ],
        "env": {
            "KEY": {"secret": True, "describe": "signs", "rotate": "ops", "lives": "vault"}
        },
        "deploy": {"command": "make deploy", "rollback": "make rollback"},
    }
    return manifest(**{**base, **tables})


def pack(
    declared: Manifest | None = None,
    drills: DrillHistory = NOTHING,
    made: Report | None = None,
    guide: tuple[str, str] = ("Call ana.", "docs/incident.md"),
) -> Pack:
    """Make a pack."""
    return make_pack(
        declared or product(),
        made or report(),
        drills,
        runbook="# Keys\n",
        guide=guide,
        now=NOW,
    )


def data(folder: Path) -> dict[str, object]:
    """Read the data of a pack that was written."""
    return read_pack(folder / "pack.json")


def open_points(made: Pack, section: str) -> list[str]:
    """Give what a section calls unproven."""
    return [each for page, each in unproven(made) if page.id == section]


@pytest.mark.parametrize(
    ("tables", "section", "said"),
    [
        ({"owners": []}, "access", "nobody is named for dns"),
        (
            {"owners": [{"asset": "dns", "account": "a", "holder": "agency"}]},
            "access",
            "agency",
        ),
        ({"owners": [{"asset": "dns", "account": "a"}]}, "access", "only half written"),
        ({"owners": [{"asset": "dns", "mfa": "none"}]}, "access", "no second factor"),
        ({"owners": [{"asset": "dns", "billing": "agency"}]}, "access", "whose card"),
        ({"owners": []}, "ownership", "nothing is proven"),
        (
            {"env": {"KEY": {"secret": True, "rotate": "x"}}},
            "secrets",
            "where its value is kept",
        ),
        ({"channels": []}, "contacts", "nobody is told"),
        (
            {"channels": [{"name": "a", "kind": "sms", "person": "ana"}]},
            "contacts",
            "one person",
        ),
        ({"env": {"KEY": {"secret": True, "describe": "x"}}}, "secrets", "who rotates it"),
        ({"env": {}}, "secrets", "no variable"),
        ({"monitors": []}, "monitors", "nothing is watched"),
        ({"deploy": {"command": "make deploy"}}, "deployment", "takes a release back"),
        ({"deploy": {"rollback": "make rollback"}}, "deployment", "no command deploys"),
        ({"routes": [], "monitors": []}, "endpoints", "no address"),
    ],
)
def test_what_is_missing_is_unproven_by_name(
    tables: dict[str, object], section: str, said: str
) -> None:
    """A gap in the manifest is a line on its page, and no gap where nothing is missing."""
    assert not [each for each in open_points(pack(), section) if said in each]
    assert [each for each in open_points(pack(product(**tables)), section) if said in each]


def test_a_drill_counts_while_its_evidence_holds() -> None:
    """Never, failed and long ago are told apart from what was proved."""
    proves = "a backup can be restored"
    assert f"never tried: {proves}" in open_points(pack(), "recovery")
    fresh = pack(drills=history("restore", minutes=4.0))
    assert not [each for each in open_points(fresh, "recovery") if proves in each]
    for drills, said in (
        (history("restore", FAILED), "failed on"),
        (history("restore", days_ago=200), "200 days ago"),
    ):
        found = [e for e in open_points(pack(drills=drills), "recovery") if proves in e]
        assert [each for each in found if said in each], found


def test_proofs_are_shown_and_missing_ones_told() -> None:
    """What was proven is a row with its day; what was not has the command that proves it."""
    declared = manifest(owners=[owner(), owner("registrar", provider="gandi")])
    shown = report(failure("handover/provider-matches", "dns"))
    made = pack(declared, drills=proven(trial()), made=shown)
    (section,) = (each for each in made.sections if each.id == "ownership")
    dns, registrar = section.tables[0].rows
    assert dns[1:] == ("dns is wrong", "what was seen", "2026-10-30", "Ana")
    assert registrar[1:3] == ("not looked at", "never proven")
    assert section.commands == (
        "launchready handover prove dns",
        'launchready handover prove statement --by "YOUR NAME" registrar',
    )
    assert section.unproven == ("registrar: nobody has proven whose account it is",)
    others = pack(declared, drills=proven(trial(result=DrillResult.FAILED)))
    assert open_points(others, "ownership")[0] == "dns: what was seen"
    said = pack(declared, drills=proven(trial(method="statement")))
    assert "a machine could prove it" in open_points(said, "ownership")[0]


def test_every_host_has_a_row_and_those_outside_a_table() -> None:
    """Two accounts of one kind are two rows; an agency's people are listed with their end."""
    hosts = [owner("hosting", provider="fly"), owner("hosting", provider="hetzner", second="")]
    made = pack(manifest(owners=hosts, access=[access()]))
    accounts, guarded, others, left = made.sections[0].tables
    assert guarded.rows[0] == ("hosting (fly)", "app", "founder", "2026-10-20")
    assert [row[0] for row in accounts.rows if "hosting" in row[0]] == [
        "hosting (fly)", "hosting (hetzner)"
    ]  # fmt: skip
    assert "hosting (hetzner): one person only can log in" in open_points(made, "access")
    assert others.rows == (
        ("eve@agency.example", "agency", "everything", "admin", "2026-12-31"),
    )
    both = "ana@acme.example, ben@acme.example"
    assert left.rows[0] == ("hosting (fly)", "eve@agency.example", both, "")


def test_what_stops_if_the_agency_left_is_told() -> None:
    """An account that the agency alone can log in to is named, with what ends with it."""
    agencys = owner("payments", account="x@agency.example", holder="agency", second="")
    made = pack(manifest(owners=[agencys, owner("dns")]))
    (row,) = made.sections[0].tables[-1].rows
    assert row == (
        "payments",
        "x@agency.example",
        "",
        "no money comes in, and none is paid back",
    )
    assert "payments: nobody is left if the agency goes" in open_points(made, "access")


def test_who_ran_a_drill_and_what_was_changed_since_is_told() -> None:
    """Evidence bears a name and a key; a record that was changed is told, not shown."""
    ran = history("restore", minutes=4.0).records[0]
    signed = DrillHistory((replace(ran, by="Ana", key="ab" * 8),), (), ("alert/x.json",))
    made = pack(drills=signed)
    rows = next(each for each in made.sections if each.id == "recovery").tables[0].rows
    assert [row[-1] for row in rows if row[0] == "restore"] == [f"Ana (key {'ab' * 8})"]
    assert "alert/x.json was changed after it was signed" in open_points(made, "recovery")


def test_the_pack_is_printed(tmp_path: Path) -> None:
    """The same page as PDF, beside the others."""
    written = write_pack(pack(), tmp_path, force=False, pdf=True)
    assert tmp_path / "handover.pdf" in written
    assert (tmp_path / "handover.pdf").read_bytes().startswith(b"%PDF-")


def test_no_incident_document_is_said() -> None:
    """An empty page would look like nothing can go wrong."""
    assert open_points(pack(guide=("", "")), "incidents") == ["no document says what to do"]


def test_open_risks_and_next_steps_come_from_the_report() -> None:
    """What fails is on both pages, with the command that verifies the mending."""
    made = pack(made=report(failure("domain/hsts"), failure("domain/dangling-record")))
    text = json.dumps([section.tables[-1].rows for section in made.sections[-2:]])
    assert text.count("launchready audit --only domain/hsts") == 1
    assert text.index("dangling") < text.index('"2", "high"')


class Tags(HTMLParser):
    """Counts tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        """Keep a tag."""
        self.tags.append(tag)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """Whatever a manifest or report holds, no page of the pack runs or links it."""
    evil = product(
        product={"name": EVIL},
        env={"KEY": {"describe": EVIL, "rotate": EVIL}},
        deploy={"command": "make deploy", "rollback": EVIL},
    )
    made = pack(evil, made=report(failure("domain/hsts", EVIL)), guide=(EVIL, "x.md"))
    write_pack(made, tmp_path, force=True)
    whole = (tmp_path / "handover.html").read_text()
    style = whole.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"sha256-{digest}" in whole, "a browser applies the style sheet"
    page = Tags()
    page.feed((tmp_path / "handover.html").read_text())
    assert not {"script", "iframe", "img"} & set(page.tags)
    assert "\x1b" not in (tmp_path / "handover.html").read_text().replace(EVIL[-5:], "")
    for path in tmp_path.glob("*.md"):
        if path.name == "incidents.md":
            continue  # shows the product's own document as it is
        prose = re.sub(r"(`+).*?\1", "", path.read_text())
        assert not re.search(r"<script|javascript:", prose), path.name


def test_what_changed_is_told_line_by_line(tmp_path: Path) -> None:
    """A second pack of the same product differs by what differs, and by nothing else."""
    before = pack()
    write_pack(before, tmp_path / "signed", force=False)
    assert changed(data(tmp_path / "signed"), pack()) == ()
    later = pack(product(deploy={"command": "make ship", "rollback": "make rollback"}))
    assert changed(data(tmp_path / "signed"), later) == (
        "Deploy, look, go back: - make deploy",
        "Deploy, look, go back: + make ship",
    )


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    """A folder with other files is not written into; an earlier pack is replaced."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CannotPack, match="--force"):
        write_pack(pack(), tmp_path, force=False)
    write_pack(pack(), tmp_path, force=True)
    write_pack(pack(), tmp_path, force=False)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    (tmp_path / "pack.json").write_text("[]")
    with pytest.raises(CannotPack, match="no pack"):
        data(tmp_path)
    with pytest.raises(CannotPack, match="none of launchready"):
        changed({"sections": [{"id": "access"}]}, pack())


@pytest.mark.parametrize(
    "faults",
    [READY, Faults(owner_missing=True, restore_undrilled=True)],
    ids=["ready", "lacking"],
)
def test_the_command_writes_the_pack_of_a_real_product(faults: Faults, tmp_path: Path) -> None:
    """One command audits and writes; what is unproven is on stdout and in the exit status."""
    with background(faults, tmp_path / "twin") as twin:
        done = run(
            "handover", twin.manifest_path, "--out", tmp_path / "pack",
            environment=twin.environment,
        )  # fmt: skip
    lacking = faults is not READY
    assert done.returncode == int(lacking), done.stderr
    assert ("never tried: a backup can be restored" in done.stdout) is lacking
    assert ("nobody is named for dns" in done.stdout) is faults.owner_missing
    names = {path.name for path in (tmp_path / "pack").iterdir()}
    assert {"README.md", "handover.html", "pack.json", "access.md", "secrets.md"} <= names
    whole = "".join(path.read_text() for path in (tmp_path / "pack").iterdir())
    secret = {name: value for name, value in twin.environment.items() if name != "ACME_USER"}
    assert not [name for name, value in secret.items() if value in whole]
    assert "Roll back: `make rollback`" in whole
