"""A client that is closed leaves no socket behind, whatever the server does."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
from pathlib import Path

import trustme

from launchready.net.dns import Resolver
from launchready.net.http import HttpClient
from launchready.net.network import Network

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def test_a_server_that_does_not_say_farewell_holds_up_nothing(tmp_path: Path) -> None:
    """TLS is ended without the peer's close_notify, before the event loop is gone."""
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("app.acme.example").configure_cert(context)
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    done = threading.Event()

    def answer(listening: socket.socket) -> None:
        plain, _ = listening.accept()
        peer = context.wrap_socket(plain, server_side=True)
        peer.recv(4096)
        peer.sendall(ANSWER)
        done.wait(10)  # and says nothing more
        peer.close()

    async def ask(place: str) -> None:
        network = Network(connect={"app.acme.example:443": place}, ca_file=tmp_path / "ca.pem")
        async with HttpClient(network, Resolver(network)) as http:
            found = await http.request("GET", "https://app.acme.example/")
        assert found.content == b"ok"

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, args=(listening,))
        thread.start()
        try:
            asyncio.run(ask(f"127.0.0.1:{listening.getsockname()[1]}"))
            gc.collect()  # an open socket would be a warning, and so an error
        finally:
            done.set()
            thread.join()
