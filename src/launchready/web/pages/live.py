"""Tells open pages that something changed: server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from launchready.web.call import Call, Refused

MAX_STREAMS = 100
"""Live pages at a time; those beyond are still pages."""

PAUSE_S = 2.0
"""Between two events, however much happens."""

BEAT_S = 20.0
"""Between two signs of life; proxies close what is silent for long."""

LASTS_S = 600.0
"""How long one stream is kept; the browser opens the next, and is asked who it is."""


async def events(call: Call) -> Response:
    """Stream an event whenever something may have changed."""
    if call.desk.open_streams >= MAX_STREAMS:
        raise Refused(503, "Too many live pages are open.")
    response = StreamingResponse(_stream(call), media_type="text/event-stream")
    response.headers["x-accel-buffering"] = "no"
    return call.dress(response)


async def _stream(call: Call) -> AsyncIterator[str]:
    desk, changes = call.desk, call.desk.service.changes
    desk.open_streams += 1
    try:
        now = asyncio.get_running_loop().time
        ends = now() + LASTS_S
        after = call.asked_number("after")
        # A monitor that was started again counts anew: whoever is ahead has missed something.
        count = changes.count if after is None else after if after <= changes.count else -1
        yield "retry: 5000\n\n"
        while now() < ends:
            found = await changes.after(count, BEAT_S)
            if found > count:
                count = found
                yield f"event: changed\ndata: {count}\n\n"
                await asyncio.sleep(PAUSE_S)
            else:
                yield ": still here\n\n"
    finally:
        desk.open_streams -= 1
