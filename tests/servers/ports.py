"""Ports for programs that must be told one: they cannot take port 0 and say which they got."""

from __future__ import annotations

import secrets
import socket

FIRST = 20000
OUTGOING_PORTS_BEGIN = 32768
"""Linux' `ip_local_port_range` begins here; IANA's range, which others keep, is above it."""


def free_port() -> int:
    """Find a port of loopback on which a program may listen.

    A port that the system chose could be given to another's outgoing connection before the
    program has it. Below the range that outgoing connections come from, nobody takes it.

    Raises:
        OSError: none of a hundred ports is free.
    """
    for _ in range(100):
        port = FIRST + secrets.randbelow(OUTGOING_PORTS_BEGIN - FIRST)
        with socket.socket() as taken:
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port on loopback")
