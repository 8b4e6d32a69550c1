"""An audit of mail ends with an honest result, whatever name and mail servers do."""

from __future__ import annotations

import pytest

from launchready.audit.model import Report
from launchready.audit.run import Options, Selection, audit
from launchready.checks.verdict import Status
from launchready.clock import Clock
from launchready.collect.services import Folder
from launchready.demo.dns_server import Fault, serve_dns
from launchready.mail import smtp
from launchready.manifest.schema import Manifest
from tests.servers.dns import (
    garbage,
    pointer_chain,
    servfail,
    silent,
    truncated_for_ever,
    zones,
)
from tests.servers.smtp import serve_for_ever, serve_lines

OF_THE_DRILL = ("email/links-own-domain", "email/mails-arrive", "email/unsubscribe-headers")
INCLUDES = " ".join(f"include:n{n}.example" for n in range(1000))
LONG = " ".join(f'"{INCLUDES[start : start + 250]} "' for start in range(0, len(INCLUDES), 250))
RECORDS = {
    "acme": [
        "MX 10 mx.acme",
        f'TXT "v=spf1 " {LONG} "-all"',
        'TXT "\\000\\255\\254 v=spf1"',
    ],
    "mx.acme": ["A 203.0.113.25"],
    "_dmarc.acme": [
        'TXT "v=DMARC1; p=none; rua=mailto:\\000@\\255.example, mailto:a@acme.example"'
    ],
    "pm._domainkey.acme": ['TXT "v=DKIM1; p=\\000\\255AAAA"'],
    "bounces.acme": ['TXT "v=spf1 include:acme.example include:bounces.acme.example -all"'],
}


def manifest(resolver: str, mail_server: str = "127.0.0.1:1") -> Manifest:
    """Declare one sender that has everything."""
    sender = {
        "domain": "acme.example",
        "reply_to": "help@acme.example",
        "provider": "postmark",
        "dkim_selectors": ["pm"],
        "return_path": "bounces.acme.example",
    }
    connect = {"203.0.113.25:25": mail_server}
    return Manifest.model_validate(
        {
            "product": {"name": "Acme", "domain": "acme.example"},
            "senders": [sender],
            "network": {"resolver": resolver, "connect": connect},
        }
    )


async def look(declared: Manifest) -> Report:
    """Audit mail alone."""
    options = Options(selection=Selection(stages=("email",), skip=OF_THE_DRILL))
    report, _ = await audit(declared, Folder(None), options, Clock.system())
    return report


@pytest.mark.parametrize(
    "fault", [silent, servfail, garbage, pointer_chain, truncated_for_ever]
)
async def test_name_servers_that_do_not_answer_leave_mail_unseen(fault: Fault) -> None:
    """Nothing passes, nothing fails and nothing of ours breaks where nothing was seen."""
    async with serve_dns(zones({"example": RECORDS}), fault=fault) as place:
        report = await look(manifest(place))
    told = {(f.check, f.status, f.summary) for f in report.findings}
    decided = {
        each for each in told if each[1] in {Status.PASS, Status.FAIL, Status.BROKEN}
    } - {("email/from-domain-own", Status.PASS, "sends from acme.example, its own")}
    assert decided == set()
    (bar,) = [item for item in report.minimum_bar if item.id == "email-authenticated"]
    assert not bar.met


async def test_hostile_records_are_judged() -> None:
    """A thousand includes, loops, NUL bytes and what is no UTF-8 get their findings."""
    async with (
        serve_dns(zones({"example": RECORDS})) as place,
        serve_lines({"": b"554 5.7.1 no\r\n"}) as (mail, _),
    ):
        report = await look(manifest(place, mail))
    assert not [f for f in report.findings if f.status is Status.BROKEN]
    failed = {(f.check, f.target) for f in report.findings if f.status is Status.FAIL}
    assert {
        ("email/spf-lookups", "acme.example"),
        ("email/spf-valid", "bounces.acme.example"),
        ("email/dkim-key-valid", "acme.example via postmark"),
        ("email/dmarc-valid", "acme.example"),
    } <= failed


async def test_mail_servers_that_never_end_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A banner without end is no mail server; one that says nothing is unseen."""
    monkeypatch.setattr(smtp, "DIALOGUE_S", 0.5)
    async with serve_dns(zones({"example": RECORDS})) as place:
        async with serve_for_ever(b"220-more\r\n") as mail:
            endless = await look(manifest(place, mail))
        async with serve_lines({}) as (mail, _):
            mute = await look(manifest(place, mail))
    for report, wanted in ((endless, Status.FAIL), (mute, Status.UNKNOWN)):
        by_check = {f.check: f.status for f in report.findings}
        assert by_check["email/mx-starttls"] is wanted
        assert by_check["email/reply-to-accepts"] is Status.UNKNOWN
