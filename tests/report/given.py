"""Reports to write: one that has everything, and words that a hostile product would send."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from launchready.audit.decide import minimum_bar, plan, rank
from launchready.audit.model import (
    Change,
    Decided,
    Finding,
    Launch,
    MapEntry,
    MapHop,
    PastFinding,
    Report,
)
from launchready.checks.catalogue import MINIMUM_BAR
from launchready.checks.verdict import Impact, Status

STARTED = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></svg></details><h1>owned</h1>",
    "[click](javascript:alert(1)) ![x](https://evil.example/p.png)",
    "</details>\n\n# Launch\n\n- [x] all good",
    "`` ` ``` code",
    "@everyone see https://evil.example/ www.evil.example #1 GH-2 a@evil.example",
    "| a | b |\n| - | - |",
    "{{ 7 * 7 }} {% raw %} ${x} %s {0}",
    "\x1b[31mred\x07\x00\u202eright to left\u2066",
    "]]><![CDATA[ &amp; &#64; &lt;b&gt;",
    "1. one",
    "\ud800 lone",
    "x" * 5000,
)
"""What a product might send to reach whoever reads its report."""

hostile_text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=200),
    st.text(alphabet="<>&\"'`*_[]()!#@|\\~:/.-+ aw1\n{}$%", max_size=60),
)


def finding(check: str = "domain/hsts", **fields: Any) -> Finding:
    """Make a finding; a failure of medium impact unless it says otherwise."""
    status = fields.get("status", Status.FAIL)
    target = fields.get("target", "app.acme.example")
    defaults: dict[str, Any] = {
        "check": check,
        "stage": check.partition("/")[0],
        "target": target,
        "status": status,
        "outcome": "missing",
        "impact": Impact.MEDIUM if status is Status.FAIL else None,
        "summary": "sends no Strict-Transport-Security",
        "verify": f"launchready audit --only {check}",
        "fingerprint": f"{check} {target}",
        "subject": f"host:{target}",
    }
    if status in {Status.FAIL, Status.ASK}:
        defaults |= {"fix": "send the header", "effort_hours": 0.5}
    return Finding(**{**defaults, **fields})


def deferral(**fields: Any) -> Decided:
    """Make a decision to wait until the new year."""
    return Decided(
        **{
            "decision": "defer",
            "owner": "ana@acme.example",
            "reason": "the old subdomain retires first",
            "until": date(2027, 1, 15),
            "state": "active",
            **fields,
        }
    )


def report(*findings: Finding, **fields: Any) -> Report:
    """Make a report of findings, with bar, plan and counts as an audit makes them."""
    ranked = rank(findings)
    return Report(
        **{
            "product": "Acme Portal",
            "started_at": STARTED,
            "duration_s": 0.8,
            "decision": Launch.DO_NOT_LAUNCH,
            "minimum_bar": minimum_bar(ranked, frozenset(MINIMUM_BAR)),
            "findings": ranked,
            "counts": {s: sum(f.status is s for f in ranked) for s in Status},
            "blind_spots": ("From one place only.",),
            "plan": plan(ranked),
            **fields,
        }
    )


def everything(**fields: Any) -> Report:
    """Make a report that has each status, each impact, each kind of decision and change."""
    findings = [
        finding(
            f"edge/compression-{number}",
            target=f"host{number}.acme.example",
            impact=list(Impact)[number % 4],
            evidence={"header": "", "seen": ["a", "b"], "days": number, "at": STARTED},
        )
        for number in range(14)
    ]
    findings += [
        finding("domain/certificate-valid", status=Status.PASS, bar="ssl-valid"),
        finding("quick/owner-known", status=Status.ASK, summary="who holds the DNS account?"),
        finding("domain/resolves", status=Status.UNKNOWN, bar="domain-resolves"),
        finding("domain/caa-permits-issuer", status=Status.BROKEN, fix="Run with --debug."),
        finding("edge/cookie-flags", status=Status.NOT_APPLICABLE),
        finding("domain/hsts", decision=deferral(), impact=Impact.BLOCKER),
        finding("domain/tls-versions", decision=deferral(state="expired"), impact=Impact.HIGH),
        finding("domain/redirect-hops", decision=deferral(decision="fix-now", until=None)),
    ]
    past = PastFinding(
        fingerprint="past",
        check="domain/dnssec-valid",
        target="acme.example",
        impact=Impact.HIGH,
        summary="signatures did not hold",
    )
    gone = past.model_copy(update={"fingerprint": "gone", "target": "old.acme.example"})
    changes = Change(
        baseline_started_at=datetime(2026, 10, 1, tzinfo=UTC),
        new=(findings[0].fingerprint,),
        fixed=("past",),
        unchanged=(findings[1].fingerprint,),
        no_longer_visible=("gone",),
        before=(past, gone),
    )
    return report(*findings, domain_map=entries(), changes=changes, **fields)


def entries(hosts: int = 5) -> tuple[MapEntry, ...]:
    """Make a domain map: two good entry points a host, and each kind of bad end."""
    good = [entry for number in range(hosts) for entry in _good(f"h{number}.acme.example")]
    ends = ("loop", "too-many", "bad-location", "failed", "unseen", "broken")
    bad = [
        MapEntry(entry=f"https://{end}.acme.example/", end=end, detail="a reason")
        for end in ends
    ]
    return (*good, *bad)


def _good(host: str) -> tuple[MapEntry, MapEntry]:
    final = MapHop(url=f"https://{host}/", status=200)
    seen = {"certificate": "Some CA, until 2027-02-17", "proxy": "Cloudflare", "cache": "no"}
    first = MapHop(url=f"http://{host}/", status=301)
    return (
        MapEntry(entry=first.url, hops=(first, final), final=final.url, end="final", **seen),
        MapEntry(entry=final.url, hops=(final,), final=final.url, end="final", **seen),
    )


def hostile(text: str) -> Report:
    """Make a report in which everything that a product may have said is one text."""
    said: dict[str, Any] = {"target": text, "summary": text, "fix": text}
    findings = [
        finding(evidence={text or "name": text, "list": [text, [text]]}, **said),
        finding("edge/compression", status=Status.UNKNOWN, **said, bar="caching-safe"),
        finding("edge/cookie-flags", status=Status.ASK, **said),
        finding("edge/rate-limit-login", status=Status.BROKEN, **said),
        finding("edge/source-maps", status=Status.PASS, target=text, summary=text),
        finding("edge/mixed-content", decision=deferral(owner=text, reason=text), **said),
    ]
    hop = MapHop(url=text, status=302, detail=text)
    past = PastFinding(fingerprint="p", check="domain/hsts", target=text, summary=text)
    way = {"hops": (hop, hop, hop), "certificate": text, "proxy": text, "cache": text}
    return report(
        *findings,
        product=text,
        release=text,
        manifest=text,
        scope=(text,),
        blind_spots=(text,),
        domain_map=(
            MapEntry(entry=text, final=text, end="final", **way),
            MapEntry(entry=text, end="failed", detail=text, **way),
        ),
        changes=Change(
            baseline_started_at=STARTED,
            new=(findings[0].fingerprint,),
            fixed=("p",),
            unchanged=(),
            no_longer_visible=(),
            before=(past,),
        ),
    )
