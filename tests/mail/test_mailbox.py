"""A mailbox is read over IMAP from a real server, and left as it was."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from launchready.facts.base import CannotSee
from launchready.mail import mailbox as module
from launchready.mail.accounts import open_account
from launchready.mail.mailbox import Account, Mailbox
from launchready.manifest.schema import Mailbox as Declared
from launchready.net.network import Network
from tests.servers.imap import HOST, USER, ImapServer, serve_imap

MESSAGE = b"Subject: hello\r\n\r\nWelcome.\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """Run one server for this file."""
    with serve_imap(tmp_path_factory.mktemp("imap")) as running:
        yield running


def account(server: ImapServer, **fields: object) -> Account:
    """Name the server's account."""
    place = ("127.0.0.1", server.port)
    given = {"host": HOST, "port": 993, "user": USER, "password": server.password}
    return Account(**{**given, "address": place, **fields})  # type: ignore[arg-type]


def test_only_what_arrives_from_now_on_is_read(server: ImapServer) -> None:
    """Mail from before is none of the drill's business; what comes is given whole."""
    with Mailbox(account(server), server.trust, deadline_s=20) as box:
        start = box.next_uid("INBOX")
        assert box.since("INBOX", start) == []
        server.put(MESSAGE)
        (arrived,) = box.since("INBOX", start)
    assert arrived.content == MESSAGE
    assert datetime.now(UTC) - arrived.at < timedelta(minutes=1)


def test_a_message_is_still_unread_afterwards(server: ImapServer) -> None:
    """Reading sets no flag."""
    server.put(MESSAGE)
    before = server.flags()
    with Mailbox(account(server), server.trust, deadline_s=20) as box:
        assert box.from_day("INBOX", datetime.now(UTC).date() - timedelta(days=1))
    assert server.flags() == before


def test_the_folder_for_spam_is_found(server: ImapServer) -> None:
    """Without a mark, its usual name tells it."""
    with Mailbox(account(server), server.trust, deadline_s=20) as box:
        assert box.junk_folder() == ""
    server.make_folder("Junk")
    with Mailbox(account(server), server.trust, deadline_s=20) as box:
        assert box.junk_folder() == "Junk"
        assert box.since("Junk", box.next_uid("Junk"), junk=True) == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"password": "no"}, f"{HOST} refused the user name or the password"),
        ({"address": ("127.0.0.1", 1)}, f"{HOST}: Connection refused"),
        ({"host": "other.example"}, "other.example: certificate: Hostname mismatch"),
    ],
)
def test_what_cannot_be_read_says_why(
    server: ImapServer, fields: dict[str, object], why: str
) -> None:
    """Each failure has its own words, and none of them the password."""
    with (
        pytest.raises(CannotSee, match=f"^{why}") as raised,
        Mailbox(account(server, **fields), server.trust, deadline_s=20),
    ):
        raise AssertionError("signed in")
    assert server.password not in str(raised.value)
    assert server.password not in repr(account(server))


def test_a_folder_that_is_not_there_is_named(server: ImapServer) -> None:
    """A wrong folder is told apart from an empty one."""
    with (
        Mailbox(account(server), server.trust, deadline_s=20) as box,
        pytest.raises(CannotSee, match='has no folder No"where'),
    ):
        box.next_uid('No"where')


def test_time_that_is_up_ends_it(server: ImapServer) -> None:
    """After the deadline nothing more is asked."""
    with (
        Mailbox(account(server), server.trust, deadline_s=0) as box,
        pytest.raises(CannotSee, match="took too long"),
    ):
        box.next_uid("INBOX")


def test_a_message_without_end_is_not_read(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A literal larger than any message may be ends the connection, not the memory."""
    monkeypatch.setattr(module, "MAX_MESSAGE", 1000)
    with Mailbox(account(server), server.trust, deadline_s=20) as box:
        start = box.next_uid("INBOX")
        server.put(b"Subject: large\r\n\r\n" + b"x" * 2000 + b"\r\n")
        with pytest.raises(CannotSee, match="broke off"):
            box.since("INBOX", start)


def test_a_server_that_says_nothing_is_left(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence ends in time, and is called so."""
    monkeypatch.setattr(module, "SILENCE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        taken: list[socket.socket] = []
        thread = threading.Thread(target=lambda: taken.append(silent.accept()[0]))
        thread.start()
        place = ("127.0.0.1", silent.getsockname()[1])
        with (
            pytest.raises(CannotSee, match=r"no answer within 0\.2 s"),
            Mailbox(account(server, address=place), server.trust, deadline_s=20),
        ):
            raise AssertionError("signed in")
        thread.join()
        taken[0].close()


async def test_a_common_providers_server_is_known() -> None:
    """An address at a common provider needs no host; another says what it needs."""
    secret = {"MAIL_PASSWORD": "word"}
    box = Declared(name="g", address="a@gmail.com", password_env="MAIL_PASSWORD")
    assert (await open_account(box, Network(), secret)).host == "imap.gmail.com"
    own = Declared(name="own", address="a@acme.example", password_env="MAIL_PASSWORD")
    with pytest.raises(CannotSee, match='mailbox own needs "host"'):
        await open_account(own, Network(), secret)
    with pytest.raises(CannotSee, match="MAIL_PASSWORD is not set"):
        await open_account(box, Network(), {})
