"""Monitors of Uptime Kuma, Gatus and blackbox_exporter come in, and rules go out."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from launchready.cli import cli
from launchready.manifest.load import load_manifest
from launchready.manifest.schema import Manifest
from launchready.watch.exchange.blackbox import read_blackbox
from launchready.watch.exchange.gatus import read_gatus
from launchready.watch.exchange.imported import Imported, NotReadable, seconds_of
from launchready.watch.exchange.kuma import read_kuma
from launchready.watch.exchange.merge import as_toml, new_to
from launchready.watch.exchange.prometheus import rules, targets
from launchready.watch.exchange.yaml_file import read_yaml

MANIFEST = """\
# What we promise.
[product]
name = "Acme"
domain = "acme.test"

[[routes]]
name = "home"          # the page that sells
url = "https://acme.test/"

[[monitors]]
route = "home"         # watched since the beginning
"""

KUMA = {
    "version": "1.23.0",
    "notificationList": [{"name": "Slack", "config": '{"slackwebhookURL": "https://secret"}'}],
    "monitorList": [
        {"name": "Home", "type": "http", "url": "https://acme.test/", "interval": 60,
         "maxretries": 1, "accepted_statuscodes": ["200"], "active": True,
         "expiryNotification": True, "timeout": 48, "maxredirects": 0},
        {"name": "API", "type": "json-query", "url": "https://api.acme.test/health",
         "interval": 20, "maxretries": 2, "jsonPath": "$.status", "expectedValue": "ok"},
        {"name": "Words", "type": "keyword", "url": "https://acme.test/pricing",
         "keyword": "Prices", "accepted_statuscodes": ["200-299"], "maxredirects": 10},
        {"name": "Database", "type": "port", "hostname": "db.acme.test", "port": 5432},
        {"name": "Mail", "type": "smtp", "hostname": "mx.acme.test", "port": 25},
        {"name": "Zone", "type": "dns", "hostname": "acme.test", "dns_resolve_type": "MX"},
        {"name": "Nightly", "type": "push", "interval": 3600, "pushToken": "hush"},
        {"name": "Gateway", "type": "ping", "hostname": "10.0.0.1"},
        {"name": "Store", "type": "postgres",
         "databaseConnectionString": "postgres://u:hush@db/x"},
        {"name": "Old", "type": "http", "url": "https://old.acme.test", "active": 0},
        {"name": "Poster", "type": "http", "url": "https://acme.test/x", "method": "POST"},
        {"name": "Folder", "type": "group"},
        {"name": "Broken", "type": "http", "url": "javascript:alert(1)"},
    ],
}  # fmt: skip

GATUS = """\
default-endpoint: &defaults
  interval: 1m30s
  alerts:
    - type: slack
      failure-threshold: 3
      success-threshold: 4
endpoints:
  - <<: *defaults
    name: site
    url: https://acme.test/status
    conditions:
      - "[STATUS] == 204"
      - "[BODY] == pat(*Welcome*)"
      - "[CERTIFICATE_EXPIRATION] > 48h"
      - "[RESPONSE_TIME] < 300"
  - name: api
    url: https://api.acme.test/health
    conditions: ["[BODY].db.up == true", "[BODY].count == 3", "[BODY].name == acme"]
  - {name: cache, url: "tcp://cache.acme.test:6379", conditions: ["[CONNECTED] == true"]}
  - {name: cert, url: "tls://acme.test:443", conditions: ["[CERTIFICATE_EXPIRATION] > 240h"]}
  - {name: mail, url: "starttls://mx.acme.test:25"}
  - name: zone
    url: 8.8.8.8
    dns: {query-name: acme.test, query-type: A}
    conditions: ["[BODY] == 198.51.100.7"]
  - {name: ping, url: "icmp://acme.test"}
  - {name: off, url: "https://off.acme.test", enabled: false}
  - {name: poster, url: "https://acme.test/graphql", method: POST, body: "{}"}
external-endpoints:
  - {name: backup, token: hush, heartbeat: {interval: 24h}}
alerting: {slack: {webhook-url: "https://hush"}}
"""

PROMETHEUS = """\
global: {scrape_interval: 30s}
scrape_configs:
  - job_name: web
    metrics_path: /probe
    params: {module: [http_2xx]}
    static_configs:
      - targets: [https://acme.test/pricing, acme.test]
  - job_name: ports
    metrics_path: /probe
    scrape_interval: 2m
    params: {module: [tcp_connect]}
    static_configs: [{targets: ["db.acme.test:5432"], labels: {name: database}}]
    file_sd_configs: [{files: [more.yml]}]
  - job_name: ping
    metrics_path: /probe
    params: {module: [icmp]}
    static_configs: [{targets: [acme.test]}]
  - job_name: node
    static_configs: [{targets: ["localhost:9100"]}]
"""


def monitors(found: Imported) -> dict[str, dict[str, Any]]:
    """Give monitors by name, without it."""
    return {
        each["name"]: {k: v for k, v in each.items() if k != "name"} for each in found.monitors
    }


def test_a_backup_of_uptime_kuma() -> None:
    """Each kind becomes its own; what cannot be is told, and no secret comes along."""
    found = read_kuma(json.dumps(KUMA))
    assert monitors(found) == {
        "Home": {"route": "home", "every_s": 60, "misses": 2, "timeout_s": 48.0},
        "API": {
            "route": "api", "every_s": 20, "misses": 3, "certificate_days": 0,
            "json": {"status": "ok"},
        },
        "Words": {"route": "words", "certificate_days": 0, "text": "Prices"},
        "Database": {"kind": "tcp", "at": "db.acme.test:5432"},
        "Mail": {"kind": "smtp", "at": "mx.acme.test:25"},
        "Zone": {"kind": "dns", "at": "acme.test", "record": "MX"},
        "Nightly": {"kind": "heartbeat", "every_s": 3600},
    }  # fmt: skip
    assert found.routes[1] == {
        "name": "api", "url": "https://api.acme.test/health", "kind": "health",
    }  # fmt: skip
    said = "\n".join(found.left_out)
    for name in ("Gateway", "Store", "Old", "Poster", "Broken", "Slack", "Nightly", "Words"):
        assert f"{name}: " in said, name
    assert "hush" not in said + as_toml(found)
    assert "secret" not in as_toml(found)


def test_a_configuration_of_gatus() -> None:
    """Conditions become what a monitor looks for; anchors and merges are followed."""
    found = read_gatus(GATUS)
    assert monitors(found) == {
        "site": {
            "route": "site", "every_s": 90, "misses": 3, "recover": 4, "text": "Welcome",
            "certificate_days": 2,
        },
        "api": {
            "route": "api", "certificate_days": 0,
            "json": {"db.up": True, "count": 3, "name": "acme"},
        },
        "cache": {"kind": "tcp", "at": "cache.acme.test:6379"},
        "cert": {"kind": "tls", "at": "acme.test:443", "certificate_days": 10},
        "mail": {"kind": "smtp", "at": "mx.acme.test:25"},
        "zone": {
            "kind": "dns", "at": "acme.test", "record": "A", "answers": ["198.51.100.7"],
        },
        "backup": {"kind": "heartbeat", "every_s": 86400},
    }  # fmt: skip
    assert found.routes[0]["expect"] == 204
    said = "\n".join(found.left_out)
    for text in ("[RESPONSE_TIME] < 300", "ping: ", "off: ", "poster: ", "alerting: "):
        assert text in said
    assert "hush" not in said + as_toml(found)


def test_targets_of_blackbox_exporter() -> None:
    """Of jobs that probe, with their module and period; others are none of ours."""
    found = read_blackbox(PROMETHEUS)
    assert monitors(found) == {
        "https://acme.test/pricing": {"route": "https-acme-test-pricing", "every_s": 30},
        "acme.test": {"route": "acme-test", "every_s": 30},
        "database": {"kind": "tcp", "at": "db.acme.test:5432", "every_s": 120},
    }
    assert [each["url"] for each in found.routes] == [
        "https://acme.test/pricing",
        "http://acme.test",
    ]
    assert len(found.left_out) == 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside a manifest and the files of others."""
    (tmp_path / "launchready.toml").write_text(MANIFEST)
    (tmp_path / "kuma.json").write_text(json.dumps(KUMA))
    (tmp_path / "gatus.yaml").write_text(GATUS)
    (tmp_path / "prometheus.yml").write_text(PROMETHEUS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def watch(*words: str, status: int = 0) -> Result:
    """Run a command to its end."""
    result = CliRunner().invoke(cli, ["watch", *words])
    assert result.exit_code == status, result.output
    return result


@pytest.mark.parametrize("name", ["kuma.json", "gatus.yaml", "prometheus.yml"])
def test_what_is_printed_can_be_put_into_a_manifest(folder: Path, name: str) -> None:
    """It is TOML, and nothing is written unless that is asked for."""
    printed = watch("import", name).stdout
    assert tomllib.loads(printed)["monitors"]
    assert (folder / "launchready.toml").read_text() == MANIFEST
    (folder / "both.toml").write_text(MANIFEST + printed)
    assert len(load_manifest(folder / "both.toml").monitors) > 2


def test_a_manifest_keeps_its_comments(folder: Path) -> None:
    """All that stood there stands there; the second time nothing is added."""
    os.chmod(folder / "launchready.toml", 0o640)  # noqa: PTH101
    for name in ("kuma.json", "gatus.yaml", "prometheus.yml"):
        result = watch("import", name, "--write")
        assert result.stdout == ""
    path = folder / "launchready.toml"
    text = path.read_text()
    for line in MANIFEST.splitlines():
        assert line in text
    assert path.stat().st_mode & 0o777 == 0o640
    declared = load_manifest(path)
    assert len(declared.monitors) == 1 + 6 + 5 + 1, "what several have is there once"
    assert "is watched already" in watch("import", "kuma.json", "--write").stderr
    assert path.read_text() == text


def test_names_that_are_taken_get_another() -> None:
    """A route of the same address is used, one of the same name is not overwritten."""
    declared = Manifest.model_validate(
        {
            "product": {"name": "Acme", "domain": "acme.test"},
            "routes": [
                {"name": "front", "url": "https://acme.test/"},
                {"name": "api", "url": "https://acme.test/api"},
            ],
            "monitors": [{"route": "api", "name": "Database"}],
        }
    )
    new = new_to(declared, read_kuma(json.dumps(KUMA)))
    made = monitors(new)
    assert made["Home"]["route"] == "front"
    assert made["API"]["route"] == "api-2"
    assert "Database-2" in made


def test_rules_are_what_prometheus_reads(folder: Path) -> None:
    """A rule for each monitor with its severity, whatever its name holds."""
    path = folder / "launchready.toml"
    odd = 'odd "name" \\ {} #:\u00e9'
    path.write_text(
        MANIFEST
        + f'[[monitors]]\nkind = "heartbeat"\nname = {json.dumps(odd)}\nseverity = "notify"\n'
    )
    made = yaml.safe_load(watch("export").stdout)
    [group] = made["groups"]
    down = [rule for rule in group["rules"] if rule["alert"] == "MonitorDown"]
    assert [rule["labels"]["severity"] for rule in down] == ["page", "notify"]
    assert down[0]["expr"] == 'launchready_monitor_up{monitor="home"} == 0'
    assert (
        json.loads(down[1]["expr"][len("launchready_monitor_up{monitor=") : -len("} == 0")])
        == odd
    )
    assert {rule["alert"] for rule in group["rules"]} == {
        "LaunchreadyNotWell", "MonitorDown", "MonitorNotSeen", "CertificateEnds",
    }  # fmt: skip
    assert rules(load_manifest(path)) == watch("export").stdout


def test_targets_come_back_as_they_went(folder: Path) -> None:
    """What is exported for blackbox_exporter is imported as the same monitors."""
    watch("import", "kuma.json", "--write")
    declared = load_manifest(folder / "launchready.toml")
    text, without = targets(declared)
    assert without == ["Zone", "Nightly"]
    (folder / "targets.json").write_text(watch("export", "--format", "targets").stdout)
    back = read_blackbox(text)
    kinds = {(each.kind, each.target) for each in declared.monitors} - {
        ("dns", "Zone"), ("heartbeat", "Nightly"),
    }  # fmt: skip
    assert {(each.get("kind", "http"), each["name"]) for each in back.monitors} == kinds
    result = watch("import", "targets.json")
    assert result.stdout == "", "all of it is watched already"


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}, *{chr(97 + n)}]\n"
    for n in range(20)
)
MERGES = "a: &a {k: v}\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} {{<<: [*{chr(97 + n)}, *{chr(97 + n)}, *{chr(97 + n)}]}}\n"
    for n in range(20)
)
HOSTILE = {
    "a billion laughs": LAUGHS + "endpoints: [*u]\n",
    "merges that double": MERGES + "endpoints: [*u]\n",
    "itself": "endpoints: &a [*a]\n",
    "depth": "endpoints: " + "[" * 5000,
    "an object of Python's": "endpoints: !!python/object/apply:os.system ['false']\n",
    "no end": "endpoints: [{name: 'x\n",
    "binary": "\x00\x01\x02endpoints:",
    "another file": "version: 3\nservices: {}\n",
    "a list": "- 1\n- 2\n",
    "nothing": "",
    "many": "endpoints:\n" + "- {name: a, url: 'tcp://a.test:1'}\n" * 2500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(name: str) -> None:
    """Each is refused in a moment, with a reason and nothing of what is in it."""
    with pytest.raises(NotReadable) as caught:
        read_gatus(HOSTILE[name])
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"monitorList": 5}', "[" * 100_000, "nonsense", "\x00"]
)
def test_what_is_no_backup(text: str) -> None:
    """Is refused as such."""
    with pytest.raises(NotReadable):
        read_kuma(text)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["name", "type", "url", "hostname", "port", "interval", "maxretries", "active", "jsonPath",
     "expectedValue", "accepted_statuscodes", "keyword", "method", "timeout", "maxredirects",
     "conditions", "alerts", "dns", "group", "heartbeat", "targets", "labels"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.dictionaries(KEYS, ANYTHING, max_size=8), max_size=4))
def test_any_value_anywhere(told: list[dict[str, Any]]) -> None:
    """Whatever stands where, nothing ends the import, and what comes in is valid."""
    read_kuma(json.dumps({"monitorList": [{"type": "http", **each} for each in told]}))
    read_gatus(json.dumps({"endpoints": told, "external-endpoints": told}))
    read_blackbox(
        json.dumps({"scrape_configs": [{"metrics_path": "/probe", "static_configs": told}]})
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("1m30s", 90), ("1h", 3600), ("500ms", 0.5), ("2d", 172800), ("", None),
     ("abc", None), ("10", None), (10, None)],
)  # fmt: skip
def test_durations_as_go_writes_them(text: object, seconds: float | None) -> None:
    """And nothing else is one."""
    assert seconds_of(text) == seconds


def test_a_file_that_is_too_long_or_not_there(folder: Path) -> None:
    """Exit status 2, and the reason."""
    (folder / "long.json").write_bytes(b" " * (4 * 1024 * 1024 + 1))
    assert "more than 4 MB" in watch("import", "long.json", status=2).output
    assert "No such file" in watch("import", "gone.json", status=2).output
    (folder / "launchready.toml").write_text(
        MANIFEST.replace('[[monitors]]\nroute = "home"', "monitors = []")
    )
    watch("import", "kuma.json", "--write", status=2)


def test_ordinary_yaml_is_read() -> None:
    """Aliases and merges within bounds are what people write; words and dates are names."""
    assert read_yaml("[off, no, true, 2026-01-01]") == ["off", "no", True, "2026-01-01"]
    assert read_yaml("a: &a {x: 1}\nb: {<<: *a, y: 2}\n") == {
        "a": {"x": 1},
        "b": {"x": 1, "y": 2},
    }
