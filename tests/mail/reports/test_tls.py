"""TLS reports are read as RFC 8460 writes them."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.mail.reports.model import BadReport
from launchready.mail.reports.tls import parse_tls

REPORT: dict[str, Any] = {
    "organization-name": "Mail Example",
    "date-range": {
        "start-datetime": "2026-11-02T00:00:00Z",
        "end-datetime": "2026-11-02T23:59:59Z",
    },
    "contact-info": "smtp-reports@mail.example",
    "report-id": "5065427c@mail.example",
    "policies": [
        {
            "policy": {"policy-type": "sts", "policy-domain": "acme.example"},
            "summary": {
                "total-successful-session-count": 5326,
                "total-failure-session-count": 303,
            },
            "failure-details": [
                {
                    "result-type": "certificate-expired",
                    "receiving-mx-hostname": "mx.acme.example",
                    "failed-session-count": 100,
                },
                {"result-type": "starttls-not-supported", "failed-session-count": "200"},
            ],
        }
    ],
}


def test_failures_are_counted_by_reason() -> None:
    """Each reason has its count; what the summary counts beyond them is not lost."""
    found = parse_tls(json.dumps(REPORT).encode())
    (policy,) = found.policies
    assert (policy.domain, policy.kind, policy.successes) == ("acme.example", "sts", 5326)
    assert [(each.kind, each.count) for each in policy.failures] == [
        ("certificate-expired", 100), ("starttls-not-supported", 200), ("not-detailed", 3),
    ]  # fmt: skip
    assert policy.failed == 303
    assert found.begin.isoformat() == "2026-11-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"{}", "is JSON, but no TLS report"),
        (b'{"policies": []}', "does not say which time it covers"),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, why: str) -> None:
    """The reason is said in our words."""
    with pytest.raises(BadReport, match=f"^{why}$"):
        parse_tls(content)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(VALUES, st.sampled_from(sorted(REPORT)), VALUES)
def test_no_json_raises_anything_else(value: Any, key: str, other: Any) -> None:
    """Whatever stands anywhere, the only error is BadReport."""
    policy = {**REPORT["policies"][0], "summary": other, "failure-details": [value, other]}
    for found in (
        {**REPORT, key: value},
        {**REPORT, "policies": [value, policy]},
        {**REPORT, "date-range": {"start-datetime": str(value), "end-datetime": other}},
    ):
        with contextlib.suppress(BadReport):
            parse_tls(json.dumps(found).encode())
