"""SMTP TLS reports from strangers, read within bounds (RFC 8460)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from launchready.mail.reports.model import BadReport, TlsFailure, TlsPolicy, TlsReport

MAX_POLICIES = 1000
MAX_FAILURES = 1000
MAX_TEXT = 255


def parse_tls(content: bytes) -> TlsReport:
    """Read a report's JSON.

    Raises:
        BadReport: not JSON, or not of this kind.
    """
    try:
        found = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise BadReport("is not JSON") from None
    if not isinstance(found, dict) or "policies" not in found:
        raise BadReport("is JSON, but no TLS report")
    span = _object(found.get("date-range"))
    return TlsReport(
        reporter=_text(found.get("organization-name")),
        report_id=_text(found.get("report-id")),
        begin=_moment(span.get("start-datetime")),
        end=_moment(span.get("end-datetime")),
        policies=tuple(
            _policy(_object(each)) for each in _list(found["policies"])[:MAX_POLICIES]
        ),
    )


def _policy(found: dict[str, Any]) -> TlsPolicy:
    policy, summary = _object(found.get("policy")), _object(found.get("summary"))
    failures = [
        TlsFailure(
            kind=_text(each.get("result-type")),
            count=_count(each.get("failed-session-count")),
            mx=_text(each.get("receiving-mx-hostname")),
            reason=_text(each.get("failure-reason-code")),
        )
        for each in map(_object, _list(found.get("failure-details"))[:MAX_FAILURES])
    ]
    told = _count(summary.get("total-failure-session-count"))
    listed = sum(each.count for each in failures)
    if told > listed:
        failures.append(TlsFailure("not-detailed", told - listed))
    return TlsPolicy(
        domain=_text(policy.get("policy-domain")).lower(),
        kind=_text(policy.get("policy-type")).lower(),
        successes=_count(summary.get("total-successful-session-count")),
        failures=tuple(failures),
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value.strip()[:MAX_TEXT] if isinstance(value, str) else ""


def _count(value: object) -> int:
    """Read a count; some reporters write it as a string."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 12:
        return int(value)
    counts = isinstance(value, int) and not isinstance(value, bool)
    return value if counts and 0 <= value < 10**12 else 0  # type: ignore[operator,return-value]


def _moment(value: object) -> datetime:
    """Read an RFC 3339 time."""
    try:
        found = datetime.fromisoformat(_text(value))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadReport("does not say which time it covers") from None
