"""`launchready email` is driven as a user drives it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import cli
from launchready.demo.dns_server import Zones, serve_dns
from launchready.demo.faults import READY, Faults
from launchready.demo.twin import background
from tests.mail.message.made import PUBLIC, arrived, compose
from tests.mail.reports.made import record, report, unaligned
from tests.servers.imap import HOST, USER, serve_imap

MANIFEST = """
[product]
name = "Acme Portal"
domain = "acme.example"

[[senders]]
domain = "acme.example"
provider = "postmark"
"""


def run(*words: str) -> Result:
    """Run a command of the group."""
    return CliRunner().invoke(cli, ["email", *words])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with a manifest and thirty days of good reports."""
    (tmp_path / "launchready.toml").write_text(MANIFEST)
    monkeypatch.chdir(tmp_path)
    days = tmp_path / "dmarc"
    days.mkdir()
    for day in range(30):
        content = report(record(), unaligned("203.0.113.66", "evil.example"), day=day)
        (days / f"{day}.xml").write_bytes(content)
    return tmp_path


def test_reports_say_that_it_is_safe(folder: Path) -> None:
    """A month without a loss: the next step is named, strangers too, and the status is 0."""
    result = run("reports", "dmarc", "--no-lookups")
    assert result.exit_code == 0, result.output
    for words in (
        "acme.example: p=none, 300 of 600 messages fail DMARC",
        "Postmark",
        "a stranger",
        "Safe to move to p=quarantine now.",
    ):
        assert words in result.output


def test_reports_say_what_would_break(folder: Path) -> None:
    """An own sender that fails is named with its fix; the status is 1."""
    broken = record("198.51.100.9", 50, dkim="fail", spf="fail", envelope="pm.mtasv.net",
                    signatures=(("mtasv.net", "pm", "pass"),))  # fmt: skip
    (folder / "dmarc/x.xml").write_bytes(report(broken, day=31))
    result = run("reports", "dmarc", "--no-lookups", "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    (domain,) = told["domains"]
    assert (domain["advice"], domain["own_lost"]) == ("fix", 50)
    assert told["sources"][0]["why"] == (
        "it signs for mtasv.net, not for acme.example; SPF of pm.mtasv.net says pass"
    )


def test_a_report_cannot_write_to_the_terminal(folder: Path) -> None:
    """What a stranger wrote is shown without what a terminal would obey."""
    content = report(record(header_from="a\x9b31mcme.example"), domain="e\u202evil.example")
    (folder / "dmarc/y.xml").write_bytes(content)
    result = run("reports", "dmarc", "--no-lookups")
    assert "\x9b" not in result.output
    assert "\u202e" not in result.output


def test_a_folder_without_reports_says_so(folder: Path) -> None:
    """Nothing read is not good news: the status is 3."""
    (folder / "empty").mkdir()
    result = run("reports", "empty")
    assert (result.exit_code, result.output) == (3, "No report was found.\n")


def test_a_place_that_is_not_there_is_an_error(folder: Path) -> None:
    """A misspelt file is told, with status 2."""
    result = run("reports", "nowhere")
    assert result.exit_code == 2
    assert "nowhere is not there" in result.output


def test_reports_are_read_from_a_mailbox(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`imap` reads the declared mailbox: reports count, other mail is passed over."""
    with serve_imap(folder) as server:
        monkeypatch.setenv("REPORTS_PASSWORD", server.password)
        (folder / "launchready.toml").write_text(
            MANIFEST + f'[[mailboxes]]\nname = "dmarc"\naddress = "{USER}"\nhost = "{HOST}"\n'
            'password_env = "REPORTS_PASSWORD"\nreports = true\n'
            '[network]\nca_file = "imap-ca.pem"\n'
            f'[network.connect]\n"{HOST}:993" = "127.0.0.1:{server.port}"\n'
        )
        head = b"From: d@mail.example\r\nMIME-Version: 1.0\r\nContent-Type: text/xml\r\n\r\n"
        server.put(head + report(record()) + b"\r\n")
        server.put(b"Subject: lunch?\r\n\r\nAt noon.\r\n")
        result = run("reports", "imap", "--no-lookups", "--format", "json")
        none = run("reports", "imap", "--mailbox", "other")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["reports"], told["problems"]) == (1, [])
    assert none.exit_code == 2
    assert server.password not in result.output


RECORDS = f"""$TTL 60
acme.example. IN SOA ns.acme.example. a.acme.example. 1 60 60 60 60
pm._domainkey.acme.example. IN TXT {" ".join(f'"{PUBLIC[n : n + 250]}"' for n in (0, 250))}
"""


async def judge_saved(folder: Path, content: bytes, *words: str) -> Result:
    """Run `email message` on a saved mail, with the sender's zone on loopback."""
    (folder / "mail.eml").write_bytes(content)
    zones = Zones({"acme.example": RECORDS}, recursive=True)
    async with serve_dns(zones) as place:
        more = f'reply_to = "support@acme.example"\n[network]\nresolver = "{place}"\n'
        (folder / "launchready.toml").write_text(MANIFEST + more)
        return await asyncio.to_thread(run, "message", "mail.eml", *words)


async def test_a_good_saved_message_passes(folder: Path) -> None:
    """Every aspect is listed; the status is 0."""
    result = await judge_saved(folder, arrived(compose()))
    assert result.exit_code == 0, result.output
    assert (
        "pass     dkim         signed for acme.example with pm, and verified" in result.output
    )
    assert "Took:    9 s" in result.output


async def test_what_is_wrong_with_a_saved_message_comes_first(folder: Path) -> None:
    """A failed aspect makes the status 1, and stands on top."""
    result = await judge_saved(folder, arrived(compose(text="")), "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["result"] == "failed"
    assert [m["aspect"] for m in told["marks"] if m["result"] == "failed"] == ["text-part"]
    result = await judge_saved(folder, arrived(compose(text="")))
    assert result.output.splitlines()[3].split()[:2] == ["FAIL", "text-part"]


def test_a_file_that_is_no_message_is_an_error(folder: Path) -> None:
    """The status is 2, and the reason is said."""
    (folder / "mail.eml").write_bytes(b"")
    result = run("message", "mail.eml")
    assert result.exit_code == 2
    assert "has no header fields: it is no mail" in result.output


@pytest.mark.parametrize(
    ("faults", "status", "words"),
    [
        (READY, 0, ["_dmarc.acme.example: is there", "ns1.acme.example says so"]),
        (
            Faults(sender_unverified=True),
            1,
            ["acme.example: ADD", "zone:    acme.example. 3600 IN TXT", "does not say so yet"],
        ),
    ],
)
def test_records_are_checked_at_the_authoritative_servers(
    faults: Faults, status: int, words: list[str], tmp_path: Path
) -> None:
    """What is there and what is missing is told, and every server of the zone is asked."""
    with background(faults, tmp_path) as twin:
        result = run("records", str(twin.manifest_path), "--check")
        zone = run("records", str(twin.manifest_path), "--format", "zone")
        told = run("records", str(twin.manifest_path), "--format", "json")
    assert result.exit_code == status, result.output
    for word in words:
        assert word in result.output
    assert bool(zone.stdout) is bool(status)
    assert json.loads(told.stdout)["records"][0]["host"] == "@"


def test_the_plan_uses_reports(folder: Path) -> None:
    """With a month of good reports, quarantine is a matter of today."""
    (folder / "twin").mkdir()
    with background(READY, folder / "twin") as twin:
        path = str(twin.manifest_path)
        without = run("plan", path, "--format", "json")
        with_reports = run("plan", path, "--reports", "dmarc")
    (steps,) = json.loads(without.stdout)["domains"].values()
    assert [step["title"] for step in steps][-2:] == [
        "enforce p=quarantine",
        "enforce p=reject",
    ]
    assert "reports say that this holds now" in with_reports.output
    assert "_dmarc.acme.example TXT v=DMARC1; p=reject" in with_reports.output
