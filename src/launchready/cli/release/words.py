"""Releases as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from launchready.load.counted import percent
from launchready.report.plain import plain

_WORDS = {"regressed": "REGRESSED", "fine": "fine", "cannot tell": "cannot tell"}


def render_list(document: Mapping[str, Any]) -> str:
    """Write `list_document` as a table."""
    releases = document["releases"]
    if not releases:
        return (
            "no release is known yet: tell of one with `launchready release finish TAG`, or "
            "let the product send its version (release_header in [deploy])"
        )
    width = max(len(plain(each["tag"], 60)) for each in releases)
    lines = []
    for each in releases:
        tag = plain(each["tag"], 60)
        lines.append(
            f"{tag:{width}}  {_state(each):12}  {_when(each)}  {_told_by(each)}".rstrip()
        )
    return "\n".join(lines)


def _state(release: Mapping[str, Any]) -> str:
    if release["running"]:
        return "runs"
    if release["rolled_back_at"]:
        return "rolled back"
    if release["started_at"] and not release["finished_at"]:
        return "in progress"
    return "ran" if release["finished_at"] else "seen"


def _when(release: Mapping[str, Any]) -> str:
    at = release["finished_at"] or release["started_at"] or release["first_seen"]
    return str(at)[:16].replace("T", " ") + " UTC"


def _told_by(release: Mapping[str, Any]) -> str:
    return ", ".join(plain(each, 20) for each in release["sources"]) or "seen by probes"


def render_figures(document: Mapping[str, Any]) -> str:
    """Write `figures_document` as a table, and why for what is not fine."""
    release, against = document["release"], document["against"]
    tag = plain(release["tag"], 60)
    beside = f" beside {plain(against, 60)}" if against else ", with none before it"
    lines = [f"{_WORDS[document['verdict']]}: {tag}{beside}"]
    if not document["measured"]:
        return "\n".join([*lines, "  nothing was seen of it yet"])
    lines += [
        "",
        f"  {'':11} {'':8} {'':24} {'p95':>19} {'errors':>19}  requests",
    ]
    for each in document["measured"]:
        before, after = each["before"], each["after"]
        p95 = f"{_ms(before)} -> {_ms(after)}"
        errors = f"{_share(before)} -> {_share(after)}"
        count = f"{_count(before)} -> {_count(after)}"
        lines.append(
            f"  {_WORDS[each['verdict']]:11} {each['kind']:8} {plain(each['name'], 24):24} "
            f"{p95:>19} {errors:>19}  {count}"
        )
        if each["verdict"] != "fine":
            lines.append(f"  {'':11} {'':8} {plain(each['why'], 200)}")
    return "\n".join(lines)


def _ms(counted: Mapping[str, Any] | None) -> str:
    known = counted is not None and counted["p95_ms"] is not None
    return f"{counted['p95_ms']:.0f} ms" if known and counted else "-"


def _share(counted: Mapping[str, Any] | None) -> str:
    return percent(counted["error_rate"]) if counted else "-"


def _count(counted: Mapping[str, Any] | None) -> str:
    return f"{counted['requests']:,}" if counted else "0"
