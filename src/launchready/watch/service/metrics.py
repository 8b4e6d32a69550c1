"""Metrics in Prometheus' text format, with blackbox_exporter's names where it has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchready.watch.model import MissedWindow, Status, Verdict
from launchready.watch.service.health import Health, Vitals
from launchready.watch.store.rows import Backlog, MonitorNow

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[str, float]


def write_metrics(
    monitors: list[MonitorNow],
    vitals: Vitals,
    health: Health,
    backlog: Backlog,
    incidents: int,
    *,
    windows: Iterable[MissedWindow],
) -> str:
    """Write all metrics; what was not seen has no sample."""
    seen = [each for each in monitors if each.seen_at is not None]
    judged = [each for each in seen if each.verdict is not Verdict.UNJUDGED]
    known = [each for each in seen if each.status is not Status.UNKNOWN]
    probing = vitals.role == "probing"
    with_phases = [each for each in judged if each.latency_ms is not None]
    families: list[tuple[str, str, list[Sample]]] = [
        ("probe_success", "Whether the last look was good",
         [(_of(m), float(m.verdict is Verdict.UP)) for m in judged]),
        ("probe_duration_seconds", "How long the last look took",
         [(_of(m), (m.latency_ms or 0) / 1000) for m in with_phases]),
        ("probe_http_status_code", "Status of the last answer",
         [(_of(m), m.http_status) for m in judged if m.kind == "http"]),
        ("probe_http_duration_seconds", "Duration of the last look by phase",
         [sample for m in with_phases if m.kind == "http" for sample in _phases(m)]),
        ("probe_dns_lookup_time_seconds", "Time of the last look in DNS",
         [(_of(m), m.phases.dns / 1000) for m in judged if m.phases.dns is not None]),
        ("probe_ssl_earliest_cert_expiry", "When the certificate ends",
         [(_of(m), m.certificate_ends / 1000) for m in seen if m.certificate_ends]),
        ("launchready_monitor_up", "What is held to be true of a monitor",
         [(_of(m), float(m.status is Status.UP)) for m in known]),
        ("launchready_last_look_seconds", "When the last look was, seconds since 1970",
         [(_of(m), (m.seen_at or 0) / 1000) for m in seen]),
        ("launchready_healthy", "Whether the monitor itself is well", [("", health.well)]),
        ("launchready_probing", "Whether this instance looks", [("", float(probing))]),
        ("launchready_looks_waiting", "Looks that are not written yet", [("", vitals.waiting)]),
        ("launchready_alerts_pending", "Alerts that are due and not sent",
         [("", backlog.pending)]),
        ("launchready_alerts_given_up", "Alerts that were never delivered, three days",
         [("", backlog.given_up)]),
        ("launchready_incidents_open", "Incidents that are open", [("", incidents)]),
        ("launchready_missed_window_seconds", "How long we did not look, last 50 windows",
         [("", sum(window.end - window.start for window in windows) / 1000)]),
    ]  # fmt: skip
    return "".join(line for family in families for line in _family(*family))


def _family(name: str, text: str, samples: list[Sample]) -> Iterator[str]:
    if not samples:
        return
    yield f"# HELP {name} {text}\n# TYPE {name} gauge\n"
    for labels, value in samples:
        yield f"{name}{labels} {float(value):.15g}\n"


def _of(monitor: MonitorNow, **more: str) -> str:
    labels = {"monitor": monitor.name, "kind": monitor.kind, **more}
    return "{" + ",".join(f'{key}="{_escaped(value)}"' for key, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _phases(monitor: MonitorNow) -> Iterator[Sample]:
    """Name phases as blackbox_exporter does; what is not one of them is the transfer."""
    phases = monitor.phases
    spent = {
        "resolve": phases.dns,
        "connect": phases.connect,
        "tls": phases.tls,
        "processing": phases.first_byte,
    }
    rest = (monitor.latency_ms or 0) - sum(each or 0 for each in spent.values())
    for phase, ms in {**spent, "transfer": max(rest, 0.0)}.items():
        yield _of(monitor, phase=phase), (ms or 0.0) / 1000
