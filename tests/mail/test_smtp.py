"""The mail client is bounded: whatever a server says, it ends, and sends no mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.collect import mail_servers as collect
from launchready.facts.base import CannotSee
from launchready.facts.mail_servers import (
    DomainExchangers,
    Exchanger,
    MailExchangers,
    MailServers,
    RecipientAnswer,
)
from launchready.mail import smtp
from launchready.mail.smtp import SmtpError, printable, smtp_session
from launchready.manifest.schema import Product, Sender
from launchready.net.network import Network
from tests.servers.smtp import POLITE, serve_for_ever, serve_lines
from tests.servers.tls import Authority, self_signed_context

HOST, ADDRESS, BOX = "mx.acme.example", "203.0.113.25", "support@acme.example"
PRODUCT = Product(name="Acme", domain="acme.example")
SENDER = Sender.model_validate({"domain": "acme.example", "reply_to": BOX})
EXCHANGERS = MailExchangers(
    (DomainExchangers("acme.example", (Exchanger(HOST, 10, (ADDRESS,)),)),), ("acme.example",)
)
STARTTLS = b"250-mx.acme.example\r\n250 STARTTLS\r\n"


def network(place: str, ca_file: Path | None = None) -> Network:
    """Lead the exchanger to a server of the test."""
    return Network(connect={f"{ADDRESS}:25": place}, ca_file=ca_file)


async def visit(place: str, ca_file: Path | None = None) -> MailServers:
    """Greet the server."""
    return await collect.mail_servers(PRODUCT, EXCHANGERS, network(place, ca_file))


async def ask(place: str) -> RecipientAnswer:
    """Ask the server about the mailbox."""
    return await collect.recipient_answer(SENDER, EXCHANGERS, network(place))


async def test_the_dialogue_ends_before_any_mail() -> None:
    """The client says EHLO, MAIL, RCPT and QUIT; never DATA."""
    async with serve_lines(POLITE) as (place, heard):
        answer = await ask(place)
    assert (answer.code, answer.host, answer.stage) == (250, HOST, "RCPT")
    assert [line.split(" ")[0] for line in heard] == ["EHLO", "MAIL", "RCPT", "QUIT"]
    assert heard[1] == "MAIL FROM:<>"
    assert heard[2] == f"RCPT TO:<{BOX}>"


async def test_a_certificate_for_the_name_is_believed(tmp_path: Path) -> None:
    """STARTTLS with a certificate that a trusted authority made is secure."""
    authority = Authority()
    answers = {**POLITE, "EHLO": STARTTLS, "STARTTLS": b"220 go\r\n"}
    async with serve_lines(answers, tls=authority.context(HOST)) as (place, _):
        (seen,) = (await visit(place, authority.write_root(tmp_path))).visits
    assert (seen.starttls, seen.protocol, seen.tls_error) == (True, "TLSv1.3", "")


@pytest.mark.parametrize("name", [HOST, "other.example"])
async def test_a_certificate_of_nobody_is_not_believed(name: str) -> None:
    """A self-signed certificate is told, and is no failure to see."""
    answers = {**POLITE, "EHLO": STARTTLS, "STARTTLS": b"220 go\r\n"}
    async with serve_lines(answers, tls=self_signed_context(name)) as (place, _):
        (seen,) = (await visit(place)).visits
    assert seen.starttls
    assert seen.tls_error
    assert not seen.unseen


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"": b"554 5.7.1 go away\r\n"}, "greeted with 554"),
        ({"": b"SSH-2.0-OpenSSH_9.6\r\n"}, "answered what is no SMTP"),
        ({"": b"220 " + b"x" * 10_000 + b"\r\n"}, "a line of more than 4096 octets"),
        ({"": b"220-x\r\n" * 200}, "a reply of more than 100 lines"),
        ({"": b"220 ok\r\n", "EHLO": None}, "hung up"),
        ({"": b"220 ok\r\n", "EHLO": b"500 no\r\n", "HELO": b"500 no\r\n"}, "refused EHLO"),
        ({"": b"2\xff0 ok\r\n"}, "no SMTP"),
        ({"": b"\x00\r\n"}, "no SMTP"),
    ],
)
async def test_what_is_no_mail_server_is_told(
    answers: dict[str, bytes | None], error: str
) -> None:
    """Each way of being wrong has its words, and none of them is an exception of ours."""
    async with serve_lines(answers) as (place, _):
        (seen,) = (await visit(place)).visits
        assert error in seen.error
        with pytest.raises(CannotSee, match="acme"):
            await ask(place)


async def test_starttls_that_is_declined_is_told() -> None:
    """A server that offers TLS and then refuses it does not speak it."""
    answers = {**POLITE, "EHLO": STARTTLS, "STARTTLS": b"454 not now\r\n"}
    async with serve_lines(answers) as (place, _):
        (seen,) = (await visit(place)).visits
    assert "declined STARTTLS: 454 not now" in seen.tls_error


async def test_tls_that_is_none_is_told() -> None:
    """Bytes that are no handshake end as an error of the server's."""
    answers = {**POLITE, "EHLO": STARTTLS, "STARTTLS": b"220 go\r\n"}
    async with serve_lines(answers) as (place, _):
        (seen,) = (await visit(place)).visits
    assert seen.tls_error
    assert not seen.unseen


@pytest.mark.parametrize("chunk", [b"220-and more\r\n", b"x" * 65536])
async def test_a_banner_without_end_is_left(chunk: bytes) -> None:
    """A server that never stops talking is left after a hundred lines."""
    async with serve_for_ever(chunk) as place:
        (seen,) = (await visit(place)).visits
    assert "more than" in seen.error


@pytest.mark.parametrize("answers", [{}, {"": b"220 ok\r\n"}, {"": b"220 half a li"}])
async def test_silence_is_unseen(
    answers: dict[str, bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that makes strangers wait is not called broken."""
    monkeypatch.setattr(smtp, "DIALOGUE_S", 0.3)
    async with serve_lines(answers) as (place, _):
        (seen,) = (await visit(place)).visits
        assert "took more than" in seen.unseen
        with pytest.raises(CannotSee, match="took more than"):
            await ask(place)


async def test_a_closed_port_is_refused() -> None:
    """Nothing listens: the exchanger takes no mail."""
    async with serve_lines(POLITE) as (place, _):
        pass
    (seen,) = (await visit(place)).visits
    assert seen.error == "connection refused"
    with pytest.raises(SmtpError, match="refused"):
        async with smtp_session(network(place), HOST, ADDRESS):
            pass


def test_what_a_server_says_cannot_steer_a_terminal() -> None:
    """Control characters are replaced, and texts are cut."""
    assert printable("a\x1b[31mb\u202ec") == "a?[31mb?c"
    assert len(printable("x" * 10_000)) == 200


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"reply_to": "Help <Help@Acme.Example>"}, "Help@acme.example"),
        ({"from": "Acme <hello@acme.example>"}, "hello@acme.example"),
        ({"reply_to": "a b@acme.example"}, ""),
        ({"reply_to": "x\r\nRCPT TO:<y>@acme.example"}, ""),
        ({"reply_to": "nobody"}, ""),
        ({}, ""),
    ],
)
def test_the_reply_address_is_one_that_can_be_asked_for(
    given: dict[str, str], wanted: str
) -> None:
    """Nothing that is no plain address reaches a server."""
    sender = Sender.model_validate({"domain": "acme.example", **given})
    assert collect.reply_address(sender) == wanted
