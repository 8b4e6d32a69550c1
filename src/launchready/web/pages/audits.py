"""Kept audits: the list with its trend, one with what changed, and taking them in."""

from __future__ import annotations

import asyncio

from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from launchready.audit.diff import compare
from launchready.audit.model import Finding, PastFinding, Report
from launchready.report import words as report_words
from launchready.report.html import render as render_html
from launchready.watch.store.engine import Transaction
from launchready.web import charts, kept
from launchready.web.call import Call, Refused
from launchready.web.forms import NoForm, TooMuch, read_body
from launchready.web.kept import MAX_REPORT, KeptAudit
from launchready.web.keyed import Asked, Problem, unfit

PAGE = 50
TREND = 60
"""Audits that the trend shows at most."""

REPORT_POLICY = (
    "script-src 'none'; object-src 'none'; connect-src 'none'; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)
"""The report's own policy, in its head, allows its style by its hash and nothing else."""


async def show_all(call: Call) -> Response:
    """List them, with the trend of one product's risks."""
    product, before = call.asked("product")[:200], call.asked("before")[:40]
    products = await call.desk.read(kept.products)
    rows = await call.desk.read(
        lambda run: kept.listed(run, product=product, before=before, limit=PAGE)
    )
    shown = product or (products[0] if len(products) == 1 else "")
    trend = await call.desk.read(
        lambda run: kept.listed(run, product=shown, limit=TREND) if shown else []
    )
    return call.render(
        "audits.html",
        rows=rows,
        products=products,
        chosen=product,
        trend=charts.trend(list(reversed(trend))) if len(trend) > 1 else "",
        older=rows[-1].id if len(rows) == PAGE else "",
        start=call.start,
    )


async def show(call: Call) -> Response:
    """Show one: its decision, its bar, its risks, and what changed since another."""
    head, report = await _find(call, call.request.path_params["audit"])
    others = await call.desk.read(
        lambda run: kept.listed(run, product=head.product, before=head.id, limit=PAGE)
    )
    chosen = call.asked("against") or (others[0].id if others else "")
    against = next((each for each in others if each.id == chosen), None)
    changes: list[tuple[str, list[Finding | PastFinding], int]] = []
    if against is not None:
        _, baseline = await _find(call, against.id)
        change = await asyncio.to_thread(compare, baseline, report.findings)
        changes = report_words.changes(change, report.findings)
    return call.render(
        "audit.html",
        audit=head,
        report=report,
        reason=report_words.reason(report),
        risks=report_words.risks(report)[:30],
        others=others,
        against=against,
        changes=changes,
    )


async def show_report(call: Call) -> Response:
    """Give the whole report as the command writes it."""
    _, report = await _find(call, call.request.path_params["audit"])
    text = await asyncio.to_thread(render_html, report)
    headers = {"content-security-policy": REPORT_POLICY}
    return call.dress(Response(text, 200, headers, "text/html; charset=utf-8"))


async def download(call: Call) -> Response:
    """Give the report as JSON, as it can be a baseline."""
    identity = call.request.path_params["audit"]
    body = await call.desk.read(lambda run: kept.body(run, identity))
    if body is None:
        raise Refused(404, "There is no such audit.")
    name = f'attachment; filename="audit-{identity}.json"'
    headers = {"content-disposition": name}
    return call.dress(Response(body, 200, headers, "application/json"))


async def take(asked: Asked) -> Response:
    """Keep a report that a program sends, as `launchready audit --format json` writes it."""
    try:
        body = await read_body(asked.request, MAX_REPORT)
    except TooMuch:
        raise Problem(413, f"a report has {MAX_REPORT // 2**20} MiB at most") from None
    except NoForm:
        raise Problem(400, "the report ended before it was whole") from None
    try:
        report = await asyncio.to_thread(Report.model_validate_json, body)
    except ValidationError as error:
        raise unfit(error, "the body", "not a launchready report: ") from None
    desk = asked.desk

    def keep(run: Transaction) -> tuple[str, bool]:
        return kept.keep(run, report, asked.name, desk.service.now())

    identity, new = await desk.write(keep, asked.doing("added an audit", report.product))
    desk.service.changes.announce()
    path = f"/audits/{identity}"
    return JSONResponse({"id": identity, "url": path}, 201 if new else 200, {"location": path})


async def _find(call: Call, identity: str) -> tuple[KeptAudit, Report]:
    head = await call.desk.read(lambda run: kept.head(run, identity))
    body = await call.desk.read(lambda run: kept.body(run, identity))
    if head is None or body is None:
        raise Refused(404, "There is no such audit.")
    return head, await asyncio.to_thread(Report.model_validate_json, body)
