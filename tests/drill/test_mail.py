"""The mail drill makes a real product send mail, and judges what real mailboxes got."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import given
from hypothesis import strategies as st

from launchready.audit.services import open_network
from launchready.collect.services import Folder
from launchready.demo.faults import READY, Faults
from launchready.demo.servers import closed_port
from launchready.demo.twin import Twin, serve
from launchready.drill import Outcome
from launchready.drill.mail.catcher import catch
from launchready.drill.mail.recipients import (
    MAX_MAILBOXES,
    MAX_MAILS,
    fill,
    make_token,
    recipient,
)
from launchready.drill.mail.run import MAX_FINDINGS, MAX_TEXT, plan_mail, send_mails
from launchready.drill.submit import filled
from launchready.evidence import read_history, save_record
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillRecord, DrillResult, Trial
from launchready.manifest.load import load_manifest
from launchready.manifest.schema import Mail, Mailbox, Manifest
from launchready.net.html_page import Input, PageForm
from tests.servers.imap import HOST, USER, ImapServer, serve_imap


async def drill(twin: Twin, manifest: Manifest | None = None, **more: str) -> Outcome:
    """Run the drill on a twin."""
    folder = Folder(twin.manifest_path.parent)
    manifest = manifest or load_manifest(twin.manifest_path)
    lines: list[str] = []
    return await send_mails(
        manifest,
        open_network(manifest, folder),
        make_token(),
        say=lines.append,
        environment={**twin.environment, **more},
    )


@asynccontextmanager
async def running(faults: Faults, folder: Path) -> AsyncIterator[Twin]:
    """Bring a twin up without the evidence of an earlier drill."""
    async with serve(faults, folder, drilled=False) as twin:
        yield twin


def said(outcome: Outcome) -> set[tuple[str, str, str]]:
    """Give what did not pass: mail, mailbox and aspect."""
    wrong = (each for each in outcome.trials if each.result is not DrillResult.PASSED)
    return {(each.subject, each.place, each.aspect) for each in wrong}


async def test_every_mail_of_a_good_product_arrives(tmp_path: Path) -> None:
    """Signup, reset, invitation and news come, and nothing is wrong with any."""
    async with running(READY, tmp_path) as twin:
        outcome = await drill(twin)
    assert (outcome.result, said(outcome)) == (DrillResult.PASSED, set())
    assert outcome.summary == "4 of 4 mails came; nothing is wrong with them"
    assert {each.subject for each in outcome.trials} == {"signup", "reset", "invite", "news"}
    kept = "\n".join(line for each in outcome.trials for line in each.evidence)
    assert "dkim-signature: v=1; a=rsa-sha256;" in kept
    assert twin.environment["ACME_PASSWORD"] not in kept


async def test_a_product_that_does_not_let_the_drill_in_is_not_judged(tmp_path: Path) -> None:
    """Without the session's password, the invitation is unknown; the others are seen."""
    async with running(READY, tmp_path) as twin:
        outcome = await drill(twin, ACME_PASSWORD="wrong")
    assert said(outcome) == {("invite", "catcher", "arrives")}
    assert outcome.result is DrillResult.UNKNOWN


async def test_a_form_that_has_changed_is_told(tmp_path: Path) -> None:
    """Fields that no form has are named, with those that there are; nothing is sent."""
    async with running(READY, tmp_path) as twin:
        manifest = load_manifest(twin.manifest_path)
        mail = manifest.mails[0].model_copy(update={"fields": {"e-mail": "{recipient}"}})
        outcome = await drill(twin, manifest.model_copy(update={"mails": (mail,)}))
    (trial,) = outcome.trials
    assert trial.result is DrillResult.UNKNOWN
    assert "shows no form with the fields e-mail (there are: csrf_token, email)" in trial.text


async def test_neither_earlier_mail_nor_another_runs_is_taken_for_what_is_awaited(
    tmp_path: Path,
) -> None:
    """The reset never comes: not even where only its address and time can tell it."""
    async with running(Faults(mail_not_sent=True), tmp_path) as twin:
        manifest = load_manifest(twin.manifest_path)
        untold = [each.model_copy(update={"subject": ""}) for each in manifest.mails[:2]]
        place = manifest.mailboxes[0].listen
        assert place is not None
        port = int(place.rpartition(":")[2])

        def stray() -> None:
            with smtplib.SMTP("127.0.0.1", port) as server:
                to = "drill+lrother@inbox.example"
                server.sendmail("a@b.example", [to], b"Subject: another run\r\n\r\n")

        async def strays() -> None:
            await asyncio.sleep(1)
            await asyncio.to_thread(stray)

        outcome, _ = await asyncio.gather(
            drill(twin, manifest.model_copy(update={"mails": tuple(untold)})), strays()
        )
    assert said(outcome) == {("reset", "catcher", "arrives")}
    assert outcome.summary == "1 of 2 mails came; one thing is wrong"


async def test_a_page_that_is_gone_is_told(tmp_path: Path) -> None:
    """A route that answers 404 triggered nothing, and that is not called a lost mail."""
    async with running(READY, tmp_path) as twin:
        manifest = load_manifest(twin.manifest_path)
        gone = manifest.routes[0].model_copy(
            update={"name": "signup", "url": "https://app.acme.example/nowhere"}
        )
        parts = {"mails": manifest.mails[:1], "routes": (gone,)}
        outcome = await drill(twin, manifest.model_copy(update=parts))
    (trial,) = outcome.trials
    assert trial.result is DrillResult.UNKNOWN
    assert trial.text.endswith("/nowhere answered 404")


class _Delivers:
    """Takes mail as a mailbox provider does, and puts it into an IMAP folder."""

    def __init__(self, server: ImapServer, folder: str, told: str) -> None:
        self._server, self._folder, self._told = server, folder, told

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        top = (
            f"Authentication-Results: {self._told}\r\nReceived: from x by mx.inbox.example\r\n"
        )
        content = top.encode() + envelope.original_content
        await asyncio.to_thread(self._server.put, content, self._folder)
        return "250 OK"


async def drill_over_imap(
    twin: Twin, server: ImapServer, *, folder: str = "INBOX", told: str
) -> Outcome:
    """Let a provider take the product's mail, and drill with its mailbox in IMAP."""
    declared = load_manifest(twin.manifest_path)
    place = declared.mailboxes[0].listen
    assert place is not None
    loop = asyncio.get_running_loop()
    host, _, port = place.rpartition(":")
    takes = await loop.create_server(
        lambda: SMTP(_Delivers(server, folder, told), loop=loop), host, int(port)
    )
    box = Mailbox(name="imap", address=USER, host=HOST, password_env="BOX_PASSWORD")
    network = declared.network.model_copy(
        update={
            "connect": {**declared.network.connect, f"{HOST}:993": f"127.0.0.1:{server.port}"}
        }
    )
    manifest = declared.model_copy(
        update={"mails": declared.mails[:1], "mailboxes": (box,), "network": network}
    )
    certificate = await asyncio.to_thread(server.ca_file.read_bytes)
    trusted = twin.manifest_path.parent / "ca.pem"
    with trusted.open("ab") as file:
        file.write(certificate)
    try:
        return await drill(twin, manifest, BOX_PASSWORD=server.password)
    finally:
        takes.close()
        await takes.wait_closed()


@pytest.mark.parametrize(
    ("folder", "told", "wrong"),
    [
        ("INBOX", "mx.inbox.example; dkim=pass; dmarc=pass", set()),
        ("Junk", "mx.inbox.example; dkim=pass; dmarc=pass", {"inbox"}),
        ("INBOX", "mx.inbox.example; dkim=fail; dmarc=fail", {"as-received"}),
    ],
)
async def test_a_mailbox_is_watched_over_imap(
    folder: str, told: str, wrong: set[str], tmp_path: Path
) -> None:
    """Where it lies and what its provider wrote of it are seen in a real mailbox."""
    files = tmp_path / "imap"
    files.mkdir()
    with serve_imap(files) as server:
        server.make_folder("Junk")
        server.put(b"To: drill@inbox.example\r\nSubject: Confirm your address\r\n\r\nold\r\n")
        async with running(READY, tmp_path) as twin:
            outcome = await drill_over_imap(twin, server, folder=folder, told=told)
    assert {aspect for _, _, aspect in said(outcome)} == wrong
    assert outcome.result is (DrillResult.FAILED if wrong else DrillResult.PASSED)
    assert server.password not in repr(outcome)


async def test_a_mailbox_that_cannot_be_read_makes_its_mails_unknown(tmp_path: Path) -> None:
    """Nothing is said of the mails, and nothing is triggered for them."""
    async with running(READY, tmp_path) as twin:
        manifest = load_manifest(twin.manifest_path)
        box = Mailbox(name="imap", address=USER, host=HOST, password_env="NOT_SET")
        outcome = await drill(twin, manifest.model_copy(update={"mailboxes": (box,)}))
    assert outcome.result is DrillResult.UNKNOWN
    assert {each.text for each in outcome.trials} == {
        "NOT_SET is not set, the password of mailbox imap"
    }


async def test_the_catcher_takes_this_runs_mail_alone() -> None:
    """Another's address is refused: it is no relay; what is for us is kept whole."""
    with closed_port("127.0.0.1") as place:
        async with catch(place, "drill@inbox.example") as catcher:
            port = int(place.rpartition(":")[2])

            def hand_over(to: str) -> None:
                with smtplib.SMTP("127.0.0.1", port) as server:
                    server.sendmail("a@acme.example", [to], b"Subject: x\r\n\r\nbody\r\n")

            await asyncio.to_thread(hand_over, "drill+lr1@inbox.example")
            for other in ("root@inbox.example", "drill@other.example"):
                with pytest.raises(smtplib.SMTPRecipientsRefused):
                    await asyncio.to_thread(hand_over, other)
            (caught,) = await catcher.look()
        assert caught.content.endswith(b"Subject: x\r\n\r\nbody\r\n")
        assert b"Delivered-To: drill+lr1@inbox.example" in caught.content
        async with catch(place, "drill@inbox.example"):
            with pytest.raises(CannotSee, match=f"cannot listen at {place}"):
                await catch(place, "drill@inbox.example").__aenter__()


async def test_the_plan_says_what_will_happen(tmp_path: Path) -> None:
    """Every form, every address and what stays behind is said before anything is done."""
    async with running(READY, tmp_path) as twin:
        manifest = load_manifest(twin.manifest_path)
    plan = plan_mail(manifest, "lr1")
    text = plan.text("Acme", "staging")
    assert "drill+lr1@inbox.example" in text
    for route in ("/signup", "/reset", "/team/invite", "/news"):
        assert f"https://app.acme.example{route}" in text
    assert "delete those accounts" in " ".join(text.split())
    for less, why in (
        ("mails", "no mail is declared"),
        ("mailboxes", "no mailbox is declared"),
    ):
        with pytest.raises(CannotSee, match=why):
            plan_mail(manifest.model_copy(update={less: ()}), "lr1")


def test_an_address_bears_the_runs_mark() -> None:
    """With a plus where the provider takes one; else as it is."""
    box = Mailbox(name="g", address="Ana.B@gmail.com", password_env="X")
    assert recipient(box, "lr1") == "Ana.B+lr1@gmail.com"
    assert recipient(box.model_copy(update={"plus": False}), "lr1") == "Ana.B@gmail.com"
    assert len({make_token() for _ in range(50)}) == 50


def test_fields_are_filled_without_touching_other_braces() -> None:
    """Only {recipient} and {token} mean something."""
    mail = Mail(name="m", route="r", fields={"a": "{recipient}", "b": "x{token}{y}", "c": "{"})
    assert fill(mail, "a@b.example", "lr1") == {"a": "a@b.example", "b": "xlr1{y}", "c": "{"}


def test_a_form_is_filled_as_a_browser_would() -> None:
    """Hidden fields keep their values, unchecked boxes are left out, one button is pressed."""
    form = PageForm(
        "https://app.acme.example/signup",
        "post",
        [
            Input("csrf", "hidden", "secret"),
            Input("email", "email", ""),
            Input("terms", "checkbox", "yes"),
            Input("news", "checkbox", "yes", checked=True),
            Input("", "text", "nameless"),
            Input("go", "submit", "1"),
            Input("other", "submit", "2"),
        ],
    )
    assert filled(form, {"email": "a@b.example"}) == [
        ("csrf", "secret"), ("email", "a@b.example"), ("news", "yes"), ("go", "1"),
    ]  # fmt: skip
    assert ("terms", "on") in filled(form, {"terms": "on"})


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_value_breaks_a_field(value: str, token: str) -> None:
    """Whatever stands in the manifest, it is filled in or left as it is."""
    mail = Mail(name="m", route="r", fields={"a": value})
    filled_in = fill(mail, "a@b.example", token)
    assert filled_in.keys() == {"a"}


def test_the_largest_run_can_be_read_again(tmp_path: Path) -> None:
    """Ten mails in eight mailboxes, everything wrong with each: the record is not too large."""
    trials = tuple(
        Trial(f"m{m}", f"b{b}", f"aspect-{a}", DrillResult.FAILED, "x" * MAX_TEXT,
              ("y" * 260,) * 14 if a == 0 else ())
        for m in range(MAX_MAILS) for b in range(MAX_MAILBOXES) for a in range(13)
    )  # fmt: skip
    findings = (DrillFinding("m at b", "z" * 300),) * MAX_FINDINGS
    record = DrillRecord(
        "mail", "acme.example", "staging", datetime(2026, 11, 2, tzinfo=UTC), 1.0,
        DrillResult.FAILED, "wrong", findings, (), "1", trials,
    )  # fmt: skip
    save_record(tmp_path, record)
    assert read_history(tmp_path, "acme.example").latest("mail") == record
