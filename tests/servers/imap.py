"""A real IMAP server on loopback (pymap), with one user and some folders."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import secrets
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.servers.ports import free_port

HOST = "imap.inbox.example"
USER = "drill@inbox.example"


@dataclass(frozen=True)
class ImapServer:
    """A running server.

    Attributes:
        port: of 127.0.0.1, TLS from the first octet on.
        password: of `USER`.
        ca_file: whom to trust.
    """

    port: int
    password: str
    ca_file: Path

    @property
    def trust(self) -> ssl.SSLContext:
        """Trust the server's certificate, and no other."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def put(self, message: bytes, folder: str = "INBOX") -> None:
        """Let a message arrive."""
        client = self._client()
        answer, _ = client.append(folder, "", "", message)
        assert answer == "OK"
        client.logout()

    def make_folder(self, name: str) -> None:
        """Make a folder."""
        client = self._client()
        client.create(name)
        client.logout()

    def flags(self) -> bytes:
        """Tell what was done to the inbox's messages."""
        client = self._client()
        client.select("INBOX", readonly=True)
        _, found = client.fetch("1:*", "(FLAGS)")
        client.logout()
        return b" ".join(each for each in found if isinstance(each, bytes))

    def _client(self) -> imaplib.IMAP4_SSL:
        context = self.trust
        context.check_hostname = False
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context)
        client.login(USER, self.password)
        return client


@contextlib.contextmanager
def serve_imap(folder: Path) -> Iterator[ImapServer]:
    """Run a server with an empty mailbox; its files go into `folder`."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(folder / "imap-ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(HOST).configure_cert(context)
    # In hex: a password that began with a dash would be taken for an option.
    password, inner = secrets.token_hex(12), free_port()
    start = "import sys; from pymap.main import main; sys.exit(main())"
    server = subprocess.Popen(
        [
            sys.executable, "-c", start, "--host", "127.0.0.1", "--port", str(inner),
            "--no-tls", "dict", "--demo-data", "--demo-user", USER,
            "--demo-password", password,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(inner, server)
        with _tls_in_front(inner, context) as port:
            yield ImapServer(port, password, folder / "imap-ca.pem")
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def _tls_in_front(inner: int, context: ssl.SSLContext) -> Iterator[int]:
    """Put TLS from the first octet on before a plain server, which pymap cannot itself."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    open_writers: set[asyncio.StreamWriter] = set()

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_writers.add(writer)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            there, back = await asyncio.open_connection("127.0.0.1", inner)
            open_writers.add(back)
            await asyncio.gather(copy(reader, back), copy(there, writer))

    async def stop() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for writer in open_writers:
            writer.transport.abort()
        # Lets the transports tell their ends while there still is a loop.
        for writer in open_writers:
            with contextlib.suppress(OSError, ssl.SSLError):
                await writer.wait_closed()

    serving = asyncio.start_server(carry, "127.0.0.1", 0, ssl=context)
    server = asyncio.run_coroutine_threadsafe(serving, loop).result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1000):
        assert server.poll() is None, f"the IMAP server ended with {server.returncode}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise AssertionError("the IMAP server did not come up in 50 seconds")
