"""Alerting rules for Prometheus, and targets for blackbox_exporter, of a manifest's monitors.

Rules stand on what `/metrics` of the running monitor tells.  JSON strings are YAML's, too, so
that no name of a monitor can break either file.
"""

from __future__ import annotations

import json

from launchready.manifest.schema import Manifest, Monitor

MODULES = {"http": "http_2xx", "tcp": "tcp_connect", "tls": "tcp_tls", "smtp": "smtp_starttls"}
"""As blackbox_exporter's own example.yml calls them, `tcp_tls` beside it."""

NOT_SEEN_PERIODS = 3


def rules(manifest: Manifest) -> str:
    """Write rules: a monitor is down, a certificate ends, and the watcher is not well."""
    lines = [
        "# Made by launchready watch export; make it again when launchready.toml changes.",
        "groups:",
        f"  - name: {_text('launchready ' + manifest.product.domain)}",
        "    rules:",
        *_rule(
            "LaunchreadyNotWell",
            "launchready_healthy == 0 or absent(launchready_healthy)",
            "5m",
            "page",
            "launchready watch is not well, or not there: nobody looks",
        ),
    ]
    for monitor in manifest.monitors:
        which = f"monitor={_label(monitor.target)}"
        lines += _rule(
            "MonitorDown",
            f"launchready_monitor_up{{{which}}} == 0",
            "0m",
            monitor.severity,
            f"{monitor.target} is down",
        )
        lines += _rule(
            "MonitorNotSeen",
            f"time() - launchready_last_look_seconds{{{which}}} > {_patience(monitor)}",
            "0m",
            "notify",
            f"{monitor.target} was not looked at for {NOT_SEEN_PERIODS} periods",
        )
    days = max((each.certificate_days for each in manifest.monitors), default=14)
    if days:
        lines += _rule(
            "CertificateEnds",
            f"probe_ssl_earliest_cert_expiry - time() < {days * 86400}",
            "0m",
            "notify",
            f"the certificate behind {{{{ $labels.monitor }}}} ends within {days} days",
        )
    return "\n".join(lines) + "\n"


def _patience(monitor: Monitor) -> int:
    return NOT_SEEN_PERIODS * min(monitor.every_s, 60 if monitor.kind == "heartbeat" else 10**9)


def _rule(alert: str, expression: str, after: str, severity: str, summary: str) -> list[str]:
    return [
        f"      - alert: {alert}",
        f"        expr: {_text(expression)}",
        f"        for: {after}",
        f"        labels: {{severity: {severity}}}",
        f"        annotations: {{summary: {_text(summary)}}}",
    ]


def targets(manifest: Manifest) -> tuple[str, list[str]]:
    """Write a file for file_sd_configs; and name the monitors that no module looks at."""
    groups, without = [], []
    for monitor in manifest.monitors:
        module = MODULES.get(monitor.kind)
        if module is None:
            without.append(monitor.target)
            continue
        route = manifest.route_named(monitor.route)
        address = route.url if route else monitor.at
        labels = {"module": module, "monitor": monitor.target, "severity": monitor.severity}
        groups.append({"targets": [address], "labels": labels})
    return json.dumps(groups, indent=2, ensure_ascii=False) + "\n", without


def _text(text: str) -> str:
    return json.dumps(text)


def _label(text: str) -> str:
    """Write a label's value as PromQL has it: in double quotes, escaped as in Go."""
    return json.dumps(text, ensure_ascii=False)
