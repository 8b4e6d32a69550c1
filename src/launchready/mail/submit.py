"""Hand a message to a mail server (RFC 6409), by an smtp:// or smtps:// URL.

The standard library's client does the talking, in a thread.
"""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from launchready.facts.base import CannotSee
from launchready.net.network import Network

SILENCE_S = 15.0
"""How long a server may say nothing."""

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Refused(Exception):
    """The server took the connection and not the message.

    Attributes:
        passing: it may take it later (a code of 4xx, or a connection that broke off).
    """

    def __init__(self, text: str, *, passing: bool) -> None:
        super().__init__(text)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and as whom.

    Attributes:
        host: as its certificate names it.
        port: 465 with smtps, else 587.
        tls_first: TLS comes before SMTP (smtps).
        user: empty for none.
        password: never shown.
    """

    host: str
    port: int
    tls_first: bool
    user: str = ""
    password: str = field(default="", repr=False)


def read_server(url: str) -> MailServer:
    """Read smtp://user:password@host:587 or smtps://user:password@host:465.

    Raises:
        ValueError: it is something else; the message holds nothing of it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("is not an smtp:// or smtps:// URL") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("is not an smtp:// or smtps:// URL")
    secure = parts.scheme == "smtps"
    return MailServer(
        parts.hostname,
        port or (465 if secure else 587),
        secure,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


async def submit(
    server: MailServer, network: Network, message: EmailMessage, to: list[str]
) -> None:
    """Hand a message in, over TLS wherever the server is not this machine.

    Raises:
        Refused: the server does not want it, or has no TLS.
        CannotSee: it could not be reached, or fell silent.
    """
    await asyncio.to_thread(_submit, server, network, message, to)


class _Client(smtplib.SMTP):
    """The standard client, led to another address."""

    place: tuple[str, int] | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection(self.place or (host, port), timeout)


class _SecureClient(_Client):
    trust: ssl.SSLContext

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        try:
            return self.trust.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


def _submit(server: MailServer, network: Network, message: EmailMessage, to: list[str]) -> None:
    try:
        client = _open(server, network)
    except ssl.SSLCertVerificationError as error:
        raise CannotSee(f"{server.host}: certificate: {error.verify_message}") from None
    except TimeoutError:
        raise CannotSee(f"{server.host}: no answer within {SILENCE_S:g} s") from None
    except OSError as error:
        raise CannotSee(f"{server.host}: {error.strerror or 'cannot be reached'}") from None
    try:
        _hand_in(client, server, network, message, to)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        text = f"the server refused the recipient ({codes[0]})"
        raise Refused(text, passing=codes[0] < 500) from None
    except smtplib.SMTPResponseException as error:
        # The text of a reply may quote the address or the credentials.
        text = f"the server answered {error.smtp_code}"
        raise Refused(text, passing=error.smtp_code < 500) from None
    except smtplib.SMTPNotSupportedError:
        raise Refused("the server takes no sign-in over TLS", passing=False) from None
    except (smtplib.SMTPException, TimeoutError, OSError):
        raise CannotSee(f"{server.host}: the connection broke off") from None
    finally:
        client.close()


def _open(server: MailServer, network: Network) -> smtplib.SMTP:
    client = (
        _SecureClient(timeout=SILENCE_S) if server.tls_first else _Client(timeout=SILENCE_S)
    )
    client.place = network.route(server.host, server.port)
    if isinstance(client, _SecureClient):
        client.trust = network.trust
    try:
        client.connect(server.host, server.port)
    except smtplib.SMTPException:
        client.close()
        raise OSError(0, "does not speak SMTP") from None
    # `connect` does not keep it, and STARTTLS verifies against it.
    client._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001
    return client


def _hand_in(
    client: smtplib.SMTP,
    server: MailServer,
    network: Network,
    message: EmailMessage,
    to: list[str],
) -> None:
    client.ehlo()
    if not server.tls_first and client.has_extn("starttls"):
        client.starttls(context=network.trust)
        client.ehlo()
    elif not server.tls_first and server.host not in _LOCAL:
        raise Refused("the server has no TLS", passing=False)
    if server.user:
        client.login(server.user, server.password)
    client.send_message(message, to_addrs=to)
    client.quit()
