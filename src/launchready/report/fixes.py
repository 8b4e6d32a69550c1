"""The small set of fixes as a terminal's page, Markdown, HTML or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import to_builtins

from launchready.audit.fixes import Fix, Fixes
from launchready.report.markdown import code, prose
from launchready.report.plain import plain
from launchready.report.templates import templates

NOTHING = "Nothing to mend: no check of performance fails."
MAX_PROOF = 300
MAX_UNSEEN = 5


def saving(fix: Fix) -> str:
    """Say what a fix saves, for its work."""
    if fix.saved_s is None or fix.worth is None:
        return "what it saves users cannot be told in time"
    return (
        f"saves users {duration(fix.saved_s)} an hour at the peak, {duration(fix.worth)} for "
        "each hour of work"
    )


def duration(seconds: float) -> str:
    """Write seconds as a person says them."""
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def basis(fixes: Fixes) -> str:
    """Say how much of the product is used where savings are told."""
    if fixes.declared:
        return f"At the declared peak of {fixes.rps:g} requests a second."
    return "No peak_rps is declared in [product]: told for one request a second."


def title(fixes: Fixes) -> str:
    """Say how many fixes there are, and how long they take."""
    count = len(fixes.fixes)
    return f"{count} {'fix' if count == 1 else 'fixes'}, about {fixes.hours:g} h"


def unseen(fixes: Fixes) -> tuple[str, ...]:
    """Give the first of what could not be judged, and how many more there are."""
    more = len(fixes.unseen) - MAX_UNSEEN
    shown = fixes.unseen[:MAX_UNSEEN]
    return (*shown, f"and {more} more") if more > 0 else shown


def terminal(fixes: Fixes) -> str:
    """Write a page of text for a person."""
    lines = [f"{plain(fixes.product, 80)}: {title(fixes)}", basis(fixes), ""]
    if not fixes.fixes:
        lines = [f"{plain(fixes.product, 80)}: {NOTHING}", ""]
    for fix in fixes.fixes:
        lines += [
            f"{fix.number}. {plain(fix.summary, 300)}",
            f"   {plain(fix.target, 120)}  [{fix.check}]",
            f"   {saving(fix)}; {fix.hours:g} h",
            *([f"   counted: {fix.counted}"] if fix.counted else []),
            *(f"   proof: {plain(each, MAX_PROOF)}" for each in fix.proof),
            f"   fix: {plain(fix.how, 600)}",
            f"   measure again: {fix.measure}",
            "",
        ]
    lines += _rest(fixes)
    return "\n".join(lines).rstrip() + "\n"


def _rest(fixes: Fixes) -> Iterator[str]:
    if fixes.more:
        yield f"{fixes.more} more are less worthwhile: launchready plan lists everything."
        yield ""
    if fixes.unseen:
        yield "Not judged, so that there may be more:"
        yield from (f"   {plain(each, 200)}" for each in unseen(fixes))


def markdown(fixes: Fixes) -> str:
    """Write a page for a wiki or an issue."""
    lines = [f"# {prose(fixes.product, 80)}: {title(fixes)}", "", basis(fixes), ""]
    if not fixes.fixes:
        lines = [f"# {prose(fixes.product, 80)}", "", NOTHING, ""]
    for fix in fixes.fixes:
        lines += [
            f"## {fix.number}. {prose(fix.summary)}",
            "",
            f"- Where: {code(plain(fix.target, 120))}, found by {code(fix.check)}",
            f"- Worth: {saving(fix)}; {fix.hours:g} h",
            *([f"- Counted: {fix.counted}"] if fix.counted else []),
            *(f"- Proof: {code(plain(each, MAX_PROOF))}" for each in fix.proof),
            f"- Fix: {prose(fix.how, 600)}",
            f"- Measure again: `{fix.measure}`",
            "",
        ]
    if fixes.more:
        lines += [f"{fixes.more} more are less worthwhile.", ""]
    if fixes.unseen:
        lines += ["Not judged, so that there may be more:", ""]
        lines += [f"- {prose(each, 200)}" for each in unseen(fixes)]
    return "\n".join(lines).rstrip() + "\n"


def html(fixes: Fixes) -> str:
    """Write one file that works offline and runs no script."""
    return (
        templates()
        .get_template("fixes.html")
        .render(
            fixes=fixes,
            title=title(fixes),
            basis=basis(fixes),
            saving=saving,
            unseen=unseen(fixes),
            nothing=NOTHING,
        )
    )


def as_json(fixes: Fixes) -> str:
    """Write everything, for a program: seconds saved in an hour at the peak."""
    told = [to_builtins(each) | {"saved_s_per_work_hour": each.worth} for each in fixes.fixes]
    content = {
        "product": fixes.product,
        "peak_rps": fixes.rps if fixes.declared else None,
        "hours": fixes.hours,
        "fixes": told,
        "more": fixes.more,
        "unseen": list(fixes.unseen),
    }
    return json.dumps(content, indent=2) + "\n"
