"""What went wrong with a request, in the facts' terms. Imported with httpcore."""

from __future__ import annotations

import asyncio
import re

import h2.events
import h2.exceptions
import httpcore

from launchready.facts.base import CannotSee
from launchready.facts.http import Failure
from launchready.net.backend import NoAddress
from launchready.net.connection import TlsFailed


def explain(
    error: Exception, silence_s: float, *, answered: bool = True
) -> tuple[Failure, str]:
    """Say what the server did.

    Args:
        error: what httpcore, or the connection under it, raised.
        silence_s: how long a silent server was waited for.
        answered: the server sent something before.

    Raises:
        CannotSee: it did nothing that could be seen, a time-out.
        Exception: the error itself, where it is a fault of ours.
    """
    match error:
        case httpcore.TimeoutException():
            raise CannotSee(f"no answer within {silence_s:g} s") from None
        case NoAddress():
            return Failure.NO_ADDRESS, "no A or AAAA record"
        case TlsFailed():
            return Failure.TLS, str(error)
        case ConnectionRefusedError():
            return Failure.REFUSED, "connection refused"
        case httpcore.NetworkError() | OSError():
            return Failure.RESET, "the server reset the connection"
        case httpcore.RemoteProtocolError():
            return _protocol(error, answered=answered)
        case httpcore.LocalProtocolError() | h2.exceptions.H2Error():
            return Failure.MALFORMED, "not valid HTTP/2"
        case ValueError() | KeyError() if _raised_in_http2(error):
            # httpcore reads an HTTP/2 status with int(), and loses track of streams that
            # a server ends twice.
            return Failure.MALFORMED, "not valid HTTP/2"
    raise error


def lost_count(error: Exception) -> bool:
    """Tell whether httpcore lost count of a connection's streams, a fault of none but its own.

    Seen with 1.0.9, on an HTTP/2 connection whose first request was cancelled while it took
    its stream limit: whatever ends there later is released once too often.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = "" if trace is None else str(trace.tb_frame.f_globals["__name__"])
    return isinstance(error, ValueError) and module.startswith("anyio.")


def given_up(seconds: float) -> BaseException:
    """Give what a request ends with whose cancellation was lost to another exception.

    Args:
        seconds: how long it was to be waited for, which is why it was cancelled, unless the
            task is being cancelled as a whole.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        return asyncio.CancelledError()
    return CannotSee(f"no answer within {seconds:g} s")


def _protocol(error: httpcore.RemoteProtocolError, *, answered: bool) -> tuple[Failure, str]:
    cause = error.args[0] if error.args else ""
    if isinstance(cause, h2.events.StreamReset | h2.events.ConnectionTerminated):
        return Failure.RESET, f"the server ended the stream (HTTP/2 error {cause.error_code})"
    text = str(cause)
    if text.startswith("Server disconnected without") and answered:
        return Failure.MALFORMED, "not valid HTTP: the answer broke off in its head"
    if "disconnected" in text.lower():
        return Failure.RESET, "the server closed the connection without an answer"
    if "Receive buffer too long" in text:
        return Failure.MALFORMED, "the header block is over 100 kB"
    # h11 quotes what it read after a colon: that may be anything, secrets too.
    reason = re.sub(r"[^\w .,'()/-]", "", text.partition(":")[0])[:120]
    return Failure.MALFORMED, f"not valid HTTP: {reason or 'no reason given'}"


def _raised_in_http2(error: Exception) -> bool:
    """Tell what a server's frames did to httpcore from a fault of ours."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals["__name__"] == "httpcore._async.http2"
