"""Each channel is sent what its provider's pages say that it wants, over real connections."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from msgspec.structs import replace

from launchready.facts.base import CannotSee
from launchready.mail.submit import MailServer, read_server
from launchready.net.network import Network
from launchready.watch.deliver.channel import KINDS, Channel, Sender
from launchready.watch.deliver.message import Message, NotSent
from launchready.watch.deliver.posts import POSTS, Secret
from launchready.watch.model import News
from tests.servers.http import Authority, TableResolver, answer, make_authority
from tests.watch.channels import Channels, serve_channels, serve_mail

NOW = 1_790_000_000
DOWN = Message(
    "i1:opened1:oncall",
    "i1",
    News.OPENED,
    "page",
    "Acme & Sons",
    "DOWN: home <app>",
    "home: status 500\nDown since then.",
    "https://watch.acme.test/ack/token",
    NOW * 1000,
)
UP = replace(
    DOWN, key="i1:closed1:oncall", news=News.CLOSED, title="UP: app", acknowledge_url=""
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Make an authority that senders trust."""
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def channels(authority: Authority) -> AsyncIterator[Channels]:
    """Serve every provider."""
    async with serve_channels(authority) as serving:
        yield serving


async def send(channels: Channels, kind: str, secret: Secret, message: Message = DOWN) -> None:
    """Send one message."""
    sender = Sender(channels.network, TableResolver(), lambda: NOW)
    await sender.send(Channel("oncall", kind, secret), message)


async def test_slack(channels: Channels) -> None:
    """Markup of others is escaped; the link is Slack's own kind."""
    await send(channels, "slack", Secret("https://hooks.slack.test/services/T0/B0/x"))
    [request] = channels.requests
    assert request.path == "/services/T0/B0/x"
    text = json.loads(request.body)["text"]
    assert text.startswith("*[Acme &amp; Sons] DOWN: home &lt;app&gt;*\nhome: status 500")
    assert text.endswith("<https://watch.acme.test/ack/token|Acknowledge>")


async def test_discord(channels: Channels) -> None:
    """Nobody can be mentioned by what a server answered; 204 is fine."""
    channels.replies.append(answer(204, body=b""))
    await send(channels, "discord", Secret("https://discord.test/api/webhooks/1/x"))
    body = json.loads(channels.requests[0].body)
    assert body["allowed_mentions"] == {"parse": []}
    assert len(body["content"]) <= 2000


async def test_teams(channels: Channels) -> None:
    """An adaptive card with a button; a workflow answers 202."""
    channels.replies.append(answer(202, body=b""))
    await send(channels, "teams", Secret("https://teams.test/workflows/x?sig=y"))
    [request] = channels.requests
    assert request.path == "/workflows/x?sig=y"
    [attachment] = json.loads(request.body)["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["actions"][0]["url"] == DOWN.acknowledge_url


async def test_telegram(channels: Channels) -> None:
    """Plain text to the declared chat."""
    url = "https://api.telegram.org/bot1:x/sendMessage"
    await send(channels, "telegram", Secret(url, to="-100200"))
    [request] = channels.requests
    assert request.path == "/bot1:x/sendMessage"
    body = json.loads(request.body)
    assert body["chat_id"] == "-100200"
    assert body["text"].endswith("Acknowledge: https://watch.acme.test/ack/token")


async def test_pagerduty(channels: Channels) -> None:
    """The same incident is triggered and resolved under one key, so that it tells doubles."""
    for message in (DOWN, UP, replace(DOWN, severity="notify")):
        await send(channels, "pagerduty", Secret("R0UTINGKEY"), message)
    bodies = [json.loads(request.body) for request in channels.requests]
    assert [body["event_action"] for body in bodies] == ["trigger", "resolve", "trigger"]
    assert {body["dedup_key"] for body in bodies} == {"i1"}
    assert {body["routing_key"] for body in bodies} == {"R0UTINGKEY"}
    assert [body["payload"]["severity"] for body in bodies] == [
        "critical",
        "critical",
        "warning",
    ]
    assert channels.requests[0].path == "/v2/enqueue"
    assert "links" not in bodies[1]


async def test_opsgenie(channels: Channels) -> None:
    """An alert is opened and closed by its alias; a URL chooses another region."""
    await send(channels, "opsgenie", Secret("https://api.opsgenie.com/v2/alerts?key=K"))
    await send(channels, "opsgenie", Secret("K"), UP)
    opened, closed = channels.requests
    assert (opened.path, opened.headers["authorization"]) == ("/v2/alerts", "GenieKey K")
    body = json.loads(opened.body)
    assert (body["alias"], body["priority"]) == ("i1", "P1")
    assert closed.path == "/v2/alerts/i1/close?identifierType=alias"


async def test_sms(channels: Channels) -> None:
    """Twilio's form, with the credentials as a header and in no URL."""
    secret = Secret(
        "https://AC1:t0ken@api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?From=%2B15005550006",
        to="+4915100000000",
    )
    channels.replies.append(answer(201))
    await send(channels, "sms", secret)
    [request] = channels.requests
    assert request.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert request.headers["authorization"] == (
        "Basic " + base64.b64encode(b"AC1:t0ken").decode()
    )
    form = parse_qs(request.body.decode())
    assert form["From"] == ["+15005550006"]
    assert form["To"] == ["+4915100000000"]
    assert form["Body"][0].startswith("[Acme & Sons] DOWN")


@pytest.mark.parametrize(
    "key", ["plain words", "whsec_" + base64.b64encode(b"k" * 24).decode()]
)
async def test_webhook(channels: Channels, key: str) -> None:
    """Whoever has the key can tell that it is ours, and fresh; doubles by their id."""
    await send(channels, "webhook", Secret("https://hooks.acme.test/alerts", key=key))
    [request] = channels.requests
    headers = request.headers
    assert headers["webhook-id"] == headers["idempotency-key"] == DOWN.key
    assert headers["webhook-timestamp"] == str(NOW)
    octets = b"k" * 24 if key.startswith("whsec_") else key.encode()
    signed = f"{DOWN.key}.{NOW}.".encode() + request.body
    expected = base64.b64encode(hmac.digest(octets, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    body = json.loads(request.body)
    assert (body["type"], body["data"]["incident"]) == ("launchready.opened", "i1")


async def test_email() -> None:
    """One thread for an incident, the same identity at every try, no automatic answers."""
    async with serve_mail() as server:
        channel = Channel(
            "team",
            "email",
            server=MailServer("127.0.0.1", server.port, False),
            sender="Acme watch <watch@acme.test>",
            to=("ana@acme.test", "ben@acme.test"),
        )
        sender = Sender(Network(), TableResolver())
        for message in (DOWN, DOWN, UP):
            await sender.send(channel, message)
    assert {tuple(to) for to, _ in server.mails} == {channel.to}
    first, second, third = (mail for _, mail in server.mails)
    assert first["subject"] == "[Acme & Sons] DOWN: home <app>"
    assert first["message-id"] == second["message-id"] != third["message-id"]
    assert first["references"] == third["references"]
    assert first["auto-submitted"] == "auto-generated"
    assert DOWN.acknowledge_url in first.get_content()


async def test_email_is_tried_again_when_refused() -> None:
    """A refusal says its code and nothing that the server quoted."""
    async with serve_mail() as server:
        server.refuse = "451 4.3.0 hunter2 is a bad password"
        place = MailServer("127.0.0.1", server.port, False)
        channel = Channel("team", "email", server=place, sender="a@b.test", to=("c@d.test",))
        with pytest.raises(NotSent, match=r"^the server answered 451$"):
            await Sender(Network(), TableResolver()).send(channel, DOWN)


async def test_email_is_not_sent_in_the_clear() -> None:
    """A server elsewhere that offers no TLS is sent neither password nor mail."""
    async with serve_mail() as server:
        network = Network(connect={"mx.acme.test:587": f"127.0.0.1:{server.port}"})
        place = read_server("smtp://ana:hunter2@mx.acme.test")
        channel = Channel("team", "email", server=place, sender="a@b.test", to=("c@d.test",))
        with pytest.raises(NotSent, match="no TLS"):
            await Sender(network, TableResolver()).send(channel, DOWN)
    assert not server.mails


async def test_email_over_starttls(authority: Authority) -> None:
    """The certificate is verified, for the name and not for where it led."""
    context = authority.serve_context("mx.acme.test")
    async with serve_mail(tls_context=context) as server:
        connect = {"mx.acme.test:587": f"127.0.0.1:{server.port}"}
        place = read_server("smtp://mx.acme.test")
        channel = Channel("team", "email", server=place, sender="a@b.test", to=("c@d.test",))
        trusting = Network(connect=connect, ca_file=authority.ca_file)
        await Sender(trusting, TableResolver()).send(channel, DOWN)
        with pytest.raises(NotSent):
            await Sender(Network(connect=connect), TableResolver()).send(channel, DOWN)
    assert len(server.mails) == 1


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")
async def test_apprise(channels: Channels, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any URL of Apprise's; here its JSON notification to a server on this machine."""
    pytest.importorskip("apprise")
    bodies: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        bodies.append(await reader.readexactly(length))
        writer.write(answer(200 if len(bodies) == 1 else 500, "Connection: close"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        secret = Secret(f"json://127.0.0.1:{port}/alerts")
        await send(channels, "apprise", secret)
        with pytest.raises(NotSent, match="not taken"):
            await send(channels, "apprise", secret)
        with pytest.raises(NotSent, match="does not know"):
            await send(channels, "apprise", Secret("nonsense"))
    assert json.loads(bodies[0])["title"] == DOWN.subject


@pytest.mark.parametrize(
    ("reply", "after_s"),
    [
        (answer(500), 0),
        (answer(404), 0),
        (answer(302, "Location: https://elsewhere.test/"), 0),
        (answer(429, "Retry-After: 30"), 30),
        (answer(503, "Retry-After: Mon, 21 Sep 2026 14:14:20 GMT"), 60),
        (answer(429, "Retry-After: 999999"), 3600),
        (answer(429, "Retry-After: soon"), 0),
        (answer(429, body=b'{"ok": false, "parameters": {"retry_after": 7}}'), 7),
        (answer(429, body=b'{"retry_after": 1.5}'), 1.5),
    ],
)
async def test_what_is_not_taken_is_tried_again_when_the_channel_wants(
    channels: Channels, reply: bytes, after_s: float
) -> None:
    """Retry-After is respected within an hour, as header or body; redirects lead nowhere."""
    channels.replies.append(reply)
    with pytest.raises(NotSent) as caught:
        await send(channels, "slack", Secret("https://hooks.slack.test/x"))
    assert caught.value.after_s == after_s
    assert len(channels.requests) == 1


async def test_without_dns_a_message_waits() -> None:
    """A name that cannot be looked up now is tried again, like a server that fails."""

    class Gone:
        async def addresses(self, host: str) -> tuple[str, ...]:
            raise CannotSee(f"DNS, {host}: no answer")

    channel = Channel("oncall", "slack", Secret("https://hooks.slack.test/x"))
    for network, names in ((Network(), Gone()), (Network(), TableResolver(default=()))):
        with pytest.raises(NotSent):
            await Sender(network, names).send(channel, DOWN)


async def test_no_secret_is_shown(channels: Channels, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in what is raised, nor logged, nor in how a channel looks in a traceback."""
    caplog.set_level(logging.DEBUG)
    for kind in POSTS:
        channels.replies.append(answer(500, body=b"s3cret"))
        secret = Secret("https://u:s3cret@hooks.acme.test/s3cret?key=s3cret", key="s3cret")
        with pytest.raises(NotSent) as caught:
            await send(channels, kind, secret)
        assert "s3cret" not in str(caught.value) + repr(Channel("a", kind, secret))
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert "s3cret" not in caplog.text


def test_every_kind_of_the_manifest_can_be_sent() -> None:
    """What docs/manifest.md lists is what there is."""
    text = (Path(__file__).parents[2] / "docs" / "manifest.md").read_text()
    assert all(kind in text for kind in KINDS)


async def test_what_a_server_says_cannot_break_a_mail() -> None:
    """Line breaks in a title do not become headers."""
    async with serve_mail() as server:
        place = MailServer("127.0.0.1", server.port, False)
        channel = Channel("team", "email", server=place, sender="a@b.test", to=("c@d.test",))
        evil = replace(DOWN, title="x\r\nBcc: evil@evil.test", text="a\r\n.\r\nQUIT\r\nb")
        await Sender(Network(), TableResolver()).send(channel, evil)
    [(to, mail)] = server.mails
    assert to == ["c@d.test"]
    assert mail["bcc"] is None
    assert "QUIT" in mail.get_content()
