"""An IMAP server that lies, babbles or breaks off ends in CannotSee, and in time."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import trustme

from launchready.facts.base import CannotSee
from launchready.mail import mailbox as module
from launchready.mail.mailbox import Account, Mailbox

HOST = "imap.inbox.example"
GOOD = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n%t OK done\r\n",
    b"LOGIN": b"%t OK done\r\n",
    b"LIST": b'* LIST (\\Junk) "/" Junk\r\n%t OK done\r\n',
    b"EXAMINE": b"* 1 EXISTS\r\n%t OK [READ-ONLY] done\r\n",
    b"UID SEARCH": b"* SEARCH 1\r\n%t OK done\r\n",
    b"UID FETCH": b"* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n%t OK done\r\n",
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a second for a silent server."""
    monkeypatch.setattr(module, "SILENCE_S", 1.0)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    """Make an authority for this file."""
    return trustme.CA()


@contextlib.contextmanager
def serve(ca: trustme.CA, answers: dict[bytes, bytes], greeting: bytes) -> Iterator[int]:
    """Answer one session as told; %t stands for the command's tag."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(HOST).configure_cert(context)
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(10)

    def answer() -> None:
        with contextlib.suppress(OSError):
            plain, _ = listening.accept()
            with context.wrap_socket(plain, server_side=True) as peer:
                peer.settimeout(10)
                peer.sendall(greeting)
                for line in peer.makefile("rb"):
                    tag, _, command = line.strip().partition(b" ")
                    found = [v for k, v in answers.items() if command.startswith(k)]
                    peer.sendall((found[0] if found else b"%t BAD no\r\n").replace(b"%t", tag))
                    if not found or command == b"LOGOUT":
                        return

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        thread.join()
        listening.close()


def look(port: int, ca: trustme.CA, folder: Path) -> list[bytes]:
    """Use a mailbox in every way that there is."""
    ca.cert_pem.write_to_path(folder / "ca.pem")
    trust = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    account = Account(HOST, 993, "u", "p", ("127.0.0.1", port))
    with Mailbox(account, trust, deadline_s=20) as box:
        junk = box.junk_folder()
        box.next_uid("INBOX")
        found = box.since(junk or "INBOX", 1, junk=True)
        found += box.from_day("INBOX", date(2026, 11, 2))
    return [each.content for each in found]


def outcome(port: int, ca: trustme.CA, folder: Path) -> tuple[list[bytes], str]:
    """Give what was read, or why it could not be."""
    try:
        return look(port, ca, folder), ""
    except CannotSee as error:
        return [], str(error)


def test_an_honest_server_is_read(ca: trustme.CA, tmp_path: Path) -> None:
    """The server of this file is understood, where it says what it should."""
    with serve(ca, GOOD, b"* OK hello\r\n") as port:
        assert look(port, ca, tmp_path) == [b"abc", b"abc"]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (b"CAPABILITY", b"\x00\xff\xfe\r\n"),
        (b"CAPABILITY", b"* CAPABILITY \xff\xff\r\n%t OK done\r\n"),
        (b"LOGIN", b"%t NO you sent the password p\r\n"),
        (b"LOGIN", b"+ more\r\n"),
        (b"LIST", b"* LIST {4}\r\nab\r\n%t OK done\r\n"),
        (b"LIST", b"* LIST (((((\r\n" * 500 + b"%t OK done\r\n"),
        (b"EXAMINE", b"%t NO no\r\n"),
        (b"EXAMINE", b"* BYE go away\r\n"),
        (b"UID SEARCH", b"* SEARCH 99999999999999999999 x -1\r\n%t OK done\r\n"),
        (b"UID SEARCH", b"* SEARCH \xff\r\n%t NO no\r\n"),
        (b"UID FETCH", b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\nabc)\r\n%t OK done\r\n"),
        (b"UID FETCH", b"* 1 FETCH (UID 1 BODY[] {-1}\r\nabc)\r\n%t OK done\r\n"),
        (b"UID FETCH", b"* 1 FETCH NIL\r\n%t OK done\r\n"),
        (b"UID FETCH", b'* 1 FETCH (INTERNALDATE "99-Foo-0 9" {1}\r\na)\r\n%t OK done\r\n'),
        (b"UID FETCH", b"x" * 2_000_000 + b"\r\n"),
        (b"UID FETCH", b""),
    ],
)  # fmt: skip
def test_whatever_a_server_says_nothing_else_is_raised(
    command: bytes, answer: bytes, ca: trustme.CA, tmp_path: Path
) -> None:
    """Nonsense is read as nothing, or said to be not seen, in our own words."""
    answers = {**GOOD, command: answer}
    if not answer:
        del answers[command]
    with serve(ca, answers, b"* OK hello\r\n") as port:
        found, why = outcome(port, ca, tmp_path)
    assert "password p" not in why
    assert not why or why.startswith(HOST)
    assert all(len(each) <= 3 for each in found)


@pytest.mark.parametrize("greeting", [b"", b"* BYE\r\n", b"HTTP/1.1 400\r\n\r\n", b"\xff\r\n"])
def test_what_is_no_imap_server_is_told(
    greeting: bytes, ca: trustme.CA, tmp_path: Path
) -> None:
    """A server of another kind, or a silent one, cannot be read."""
    with serve(ca, GOOD, greeting) as port, pytest.raises(CannotSee):
        look(port, ca, tmp_path)
