"""Gatus' configuration (YAML with `endpoints`; github.com/TwiN/gatus, README)."""

from __future__ import annotations

import math
import re
from typing import Any
from urllib.parse import urlsplit

from launchready.watch.exchange.imported import (
    Imported,
    NotReadable,
    Scalars,
    number_of,
    period,
    seconds_of,
    text_of,
)
from launchready.watch.exchange.yaml_file import read_yaml, tables

_CONDITION = re.compile(
    r"\[([A-Z_]{1,30})\]([^\s=<>!]{0,200}) {0,5}([=<>!]{1,2}) {0,5}(.{1,1000})"
)
_PATTERN = re.compile(r"pat\(\*([^*]{1,500})\*\)")


def read_gatus(text: str) -> Imported:
    """Read a configuration.

    Raises:
        NotReadable: it is none.
    """
    config = read_yaml(text)
    if not isinstance(config, dict) or not isinstance(config.get("endpoints"), list):
        raise NotReadable('it is no configuration of Gatus: it has no "endpoints"')
    found = Imported()
    for each in tables(config["endpoints"]):
        _endpoint(each, found)
    for each in tables(config.get("external-endpoints")):
        name = _name(each)
        beat = each.get("heartbeat")
        every = seconds_of(beat.get("interval")) if isinstance(beat, dict) else None
        found.add(name, {"kind": "heartbeat", "every_s": period(every)})
        found.leave_out(name, "its job calls another URL now: launchready watch --list")
    for key in ("alerting", "maintenance", "storage", "security", "ui"):
        if config.get(key):
            found.leave_out(key, "is not carried over; channels are [[channels]], with secrets")
    return found


def _name(told: dict[str, Any]) -> str:
    return text_of(told.get("name"), 100) or "unnamed"


def _endpoint(told: dict[str, Any], found: Imported) -> None:
    name, url = _name(told), text_of(told.get("url"))
    if told.get("enabled") is False:
        found.leave_out(name, "is switched off")
        return
    monitor: Scalars = {"every_s": period(seconds_of(told.get("interval")))}
    _alerts(told, monitor)
    dns = told.get("dns")
    if isinstance(dns, dict):
        record = text_of(dns.get("query-type"), 10).upper() or "A"
        answers = [c[3] for c in _conditions(told) if c[:3] == ("BODY", "", "==")]
        at = text_of(dns.get("query-name"), 255).rstrip(".")
        found.add(
            name,
            {"kind": "dns", "at": at, "record": record, "answers": answers or None, **monitor},
        )
        return
    scheme = url.partition("://")[0]
    at = urlsplit(url).netloc if "://" in url and "[" not in url else url.partition("://")[2]
    if scheme in {"http", "https"}:
        _http(told, name, url, monitor, found)
    elif scheme == "tcp":
        found.add(name, {"kind": "tcp", "at": at, **monitor})
    elif scheme == "tls":
        found.add(name, {"kind": "tls", "at": at, **monitor, **_certificate(told)})
    elif scheme == "starttls":
        found.add(name, {"kind": "smtp", "at": at, **monitor})
    else:
        found.leave_out(name, f"there is no kind of monitor for {scheme[:20]}://")


def _alerts(told: dict[str, Any], monitor: Scalars) -> None:
    for alert in tables(told.get("alerts"))[:1]:
        for key, own in (("failure-threshold", "misses"), ("success-threshold", "recover")):
            number = number_of(alert.get(key))
            if number:
                monitor[own] = max(1, min(20, int(number)))


def _http(told: dict[str, Any], name: str, url: str, monitor: Scalars, found: Imported) -> None:
    method = text_of(told.get("method"), 10).upper() or "GET"
    if method != "GET" or told.get("body"):
        found.leave_out(name, f"sends {method} with a body, and monitors only read")
        return
    if told.get("headers"):
        found.leave_out(name, "its headers may be secrets: declare a route of a user's, and")
        found.left_out[-1] += " [session]"
    route: Scalars = {}
    values: dict[str, Any] = {}
    for what, path, sign, wanted in _conditions(told):
        pattern = _PATTERN.fullmatch(wanted)
        if (what, sign) == ("STATUS", "==") and wanted.isascii() and wanted.isdigit():
            route["expect"] = int(wanted[:4])
        elif what == "BODY" and sign == "==" and path.startswith(".") and not pattern:
            values[path[1:]] = _scalar(wanted)
        elif what == "BODY" and sign == "==" and not path and pattern:
            monitor["text"] = pattern[1]
        elif what != "CERTIFICATE_EXPIRATION":
            found.leave_out(name, f"[{what}]{path} {sign} {text_of(wanted, 60)}")
    if values:
        monitor["json"] = values
    found.add_http(name, url, route, {**monitor, **_certificate(told)})


def _certificate(told: dict[str, Any]) -> Scalars:
    for what, _, sign, wanted in _conditions(told):
        seconds = seconds_of(wanted)
        if what == "CERTIFICATE_EXPIRATION" and sign.startswith(">") and seconds is not None:
            return {"certificate_days": math.ceil(seconds / 86400)}
    return {"certificate_days": 0}


def _conditions(told: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    conditions = told.get("conditions")
    found = []
    for each in conditions if isinstance(conditions, list) else []:
        match = _CONDITION.fullmatch(text_of(each))
        if match:
            found.append((match[1], match[2], match[3], match[4].strip()))
    return found


def _scalar(text: str) -> str | float | bool:
    if text in {"true", "false"}:
        return text == "true"
    number = number_of(text)
    if number is None:
        return text
    return int(number) if number.is_integer() else number
