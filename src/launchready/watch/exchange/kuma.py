"""Uptime Kuma's backup (its versions 1.x write one; a JSON file with `monitorList`)."""

from __future__ import annotations

import json
from typing import Any

from launchready.watch.exchange.imported import (
    Imported,
    NotReadable,
    Scalars,
    number_of,
    period,
    text_of,
)
from launchready.watch.exchange.yaml_file import tables

_WITH_SECRETS = {
    "postgres": 'kind = "postgres" with url_env',
    "redis": 'kind = "redis" with url_env',
}


def read_kuma(text: str) -> Imported:
    """Read a backup.

    Raises:
        NotReadable: it is none.
    """
    try:
        backup = json.loads(text)
    except (ValueError, RecursionError):
        raise NotReadable("it is no JSON") from None
    if not isinstance(backup, dict) or not isinstance(backup.get("monitorList"), list):
        raise NotReadable('it is no backup of Uptime Kuma: it has no "monitorList"')
    found = Imported()
    for each in tables(backup["monitorList"]):
        _monitor(each, found)
    for each in tables(backup.get("notificationList")):
        name = text_of(each.get("name"), 100) or "a notification"
        found.leave_out(
            name, "declare it as one of [[channels]]; its secret is not carried over"
        )
    return found


def _monitor(told: dict[str, Any], found: Imported) -> None:
    name = text_of(told.get("name"), 100) or "unnamed"
    kind = text_of(told.get("type"), 40)
    if kind == "group":
        return
    if number_of(told.get("active")) == 0 or told.get("active") is False:
        found.leave_out(name, "is paused")
        return
    host, port = text_of(told.get("hostname"), 255), number_of(told.get("port"))
    common = _common(told)
    if kind in {"http", "keyword", "json-query"}:
        _http(told, name, kind, found)
    elif kind in {"port", "smtp"} and host and port:
        made = "tcp" if kind == "port" else "smtp"
        found.add(name, {"kind": made, "at": f"{_bracketed(host)}:{int(port)}", **common})
    elif kind == "dns" and host:
        record = text_of(told.get("dns_resolve_type"), 10).upper() or "A"
        found.add(name, {"kind": "dns", "at": host, "record": record, **common})
    elif kind == "push":
        every = {key: common[key] for key in ("every_s",) if key in common}
        found.add(name, {"kind": "heartbeat", **every})
        found.leave_out(name, "its job calls another URL now: launchready watch --list")
    elif kind in _WITH_SECRETS:
        found.leave_out(
            name, f"its URL is a secret: declare {_WITH_SECRETS[kind]}, and set the variable"
        )
    else:
        found.leave_out(name, f'there is no kind of monitor for "{kind}"')


def _common(told: dict[str, Any]) -> Scalars:
    every, retries = number_of(told.get("interval")), number_of(told.get("maxretries"))
    timeout = number_of(told.get("timeout"))
    return {
        "every_s": period(every),
        "misses": None if retries is None else min(20, int(retries) + 1),
        "timeout_s": min(60.0, timeout) if timeout else None,
    }


def _http(told: dict[str, Any], name: str, kind: str, found: Imported) -> None:
    if told.get("upsideDown") or told.get("invertKeyword"):
        found.leave_out(name, "is good when it fails, which no monitor here is")
        return
    method = text_of(told.get("method"), 10).upper() or "GET"
    if method not in {"GET", "HEAD"} or told.get("body"):
        found.leave_out(name, f"sends {method} with a body, and monitors only read")
        return
    if told.get("headers") or told.get("basic_auth_user") or told.get("authMethod"):
        found.leave_out(name, "its credentials are secrets: declare a route of a user's, and")
        found.left_out[-1] += " [session]"
    if told.get("ignoreTls"):
        found.leave_out(name, "certificates are always verified here")
    monitor: Scalars = _common(told)
    monitor["certificate_days"] = None if told.get("expiryNotification") else 0
    if kind == "keyword":
        monitor["text"] = text_of(told.get("keyword"), 1000) or None
    if kind == "json-query":
        path = text_of(told.get("jsonPath"), 200).removeprefix("$").removeprefix(".")
        if path and path.replace(".", "").replace("_", "").isalnum():
            monitor["json"] = {path: _scalar(text_of(told.get("expectedValue"), 500))}
        else:
            found.leave_out(name, "its JSON query is more than a path")
    given = told.get("accepted_statuscodes")
    statuses = [text_of(each, 10) for each in given] if isinstance(given, list) else []
    route: Scalars = {}
    if len(statuses) == 1 and statuses[0].isascii() and statuses[0].isdigit():
        route["expect"] = int(statuses[0])
    else:
        shown = ", ".join(statuses[:4]) or "200-299"
        found.leave_out(name, f"200 is expected, where {shown} was")
    if number_of(told.get("maxredirects")) not in {0, None}:
        found.leave_out(name, "redirects are not followed unless ends_at says where they end")
    found.add_http(name, text_of(told.get("url")), route, monitor)


def _scalar(text: str) -> str | float | int | bool:
    """Read what a JSON value is compared with."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str | int | float | bool) else text


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
