"""Incidents: the list, and one with all that belongs to it."""

from __future__ import annotations

from starlette.responses import Response

from launchready.watch.store.engine import Transaction
from launchready.watch.store.rows import IncidentPage
from launchready.web import incidents, post_mortem
from launchready.web.call import Call, Refused
from launchready.web.incidents import PAGE, Tick, Update

MAX_NOTE = 4000


async def show_all(call: Call) -> Response:
    """List incidents."""
    before = call.asked("before")[:40]
    hand = call.desk.service.hand
    rows = await hand.read(lambda reader: reader.incidents(before=before, limit=PAGE))
    last = rows[-1].id if len(rows) == PAGE else ""
    return call.render("incidents.html", rows=rows, older=last, here=call.here)


async def show(call: Call) -> Response:
    """Show one."""
    page, ticks = await _find(call)
    done = {tick.step: tick for tick in ticks}
    row, now = page.row, call.desk.service.now()
    return call.render(
        "incident.html",
        page=page,
        row=row,
        steps=[(step, done.get(step)) for step in call.desk.checklist],
        lasted=(row.closed_at or now) - row.opened_at,
        told=await call.desk.read(lambda run: incidents.updates(run, [row.id])),
        public=any(each.monitor in call.desk.service.plan.shown_as for each in page.members),
    )


async def acknowledge(call: Call) -> Response:
    """Take it on."""
    page, _ = await _find(call)
    done = await call.desk.service.acknowledge(page.row.id, call.who.name)
    if done:
        await call.note("took on", page.row.id)
    return call.go(f"/incidents/{page.row.id}")


async def add_note(call: Call) -> Response:
    """Add words to the timeline."""
    page, _ = await _find(call)
    text = call.field("text").strip()[:MAX_NOTE]
    if text:
        await call.desk.service.note(page.row.id, call.who.name, text)
    return call.go(f"/incidents/{page.row.id}#timeline")


async def tell_customers(call: Call) -> Response:
    """Write on the public status page."""
    page, _ = await _find(call)
    text = call.field("text").strip()[:MAX_NOTE]
    shown = call.desk.service.plan.shown_as
    if not any(each.monitor in shown for each in page.members):
        raise Refused(400, "Customers are not told of what was down here.")
    if text:
        service, who = call.desk.service, call.who.name
        update = Update(next(service.places), page.row.id, service.now(), who, text)
        doing = call.doing("told customers", text)
        await call.desk.write(lambda run: incidents.tell(run, update), doing)
        call.desk.board.forget()
    return call.go(f"/incidents/{page.row.id}#customers")


async def tick(call: Call) -> Response:
    """Tick a step of the checklist off, or take that back."""
    page, _ = await _find(call)
    place = call.field("step")
    steps = call.desk.checklist
    if not (place.isascii() and place.isdigit()) or int(place[:4]) >= len(steps):
        raise Refused(400, "There is no such step.")
    step, undo = steps[int(place)], call.field("done") != "yes"
    who, now = call.who.name, call.desk.service.now()

    def change(run: Transaction) -> None:
        if undo:
            incidents.untick(run, page.row.id, step)
        else:
            incidents.tick(run, page.row.id, step, who, now)

    await call.desk.write(change)
    call.desk.service.changes.announce()
    return call.go(f"/incidents/{page.row.id}#checklist")


async def download(call: Call) -> Response:
    """Give the post-mortem as a Markdown file."""
    page, ticks = await _find(call)
    text = post_mortem.write(page, ticks, call.desk.service.plan.product)
    name = f'attachment; filename="post-mortem-{page.row.id}.md"'
    headers = {"content-disposition": name}
    return call.dress(Response(text, 200, headers, "text/markdown; charset=utf-8"))


async def _find(call: Call) -> tuple[IncidentPage, list[Tick]]:
    identity = call.request.path_params["incident"]
    page = await call.desk.service.hand.read(lambda reader: reader.incident(identity))
    if page is None:
        raise Refused(404, "There is no such incident.")
    return page, await call.desk.read(lambda run: incidents.ticks(run, identity))
