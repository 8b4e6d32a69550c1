"""Messages to people: which left, when, and which did not."""

from __future__ import annotations

from starlette.responses import Response

from launchready.watch.store.read import Reader
from launchready.watch.store.rows import Backlog, Delivery
from launchready.web.call import Call

PAGE = 50


async def show(call: Call) -> Response:
    """List them, the newest first."""
    before, now = call.asked_number("before"), call.desk.service.now()

    def look(reader: Reader) -> tuple[list[Delivery], Backlog]:
        return reader.deliveries(before=before, limit=PAGE), reader.backlog(now)

    rows, backlog = await call.desk.service.hand.read(look)
    older = rows[-1].id if len(rows) == PAGE else None
    return call.render(
        "deliveries.html", rows=rows, backlog=backlog, older=older, here=call.here
    )
