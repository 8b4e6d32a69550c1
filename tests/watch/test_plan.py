"""From the manifest to what is run; what cannot be run is said before anything is."""

from __future__ import annotations

from typing import Any

import pytest

from launchready.manifest.schema import Manifest
from launchready.net.network import Network
from launchready.watch.model import HOUR, MINUTE
from launchready.watch.service.plan import Plan, PlanError, make_plan

BASE: dict[str, Any] = {
    "product": {"name": "Acme", "domain": "acme.example"},
    "routes": [
        {"name": "home", "url": "https://acme.example/"},
        {"name": "login", "url": "https://app.acme.example/login"},
        {"name": "dashboard", "url": "https://app.acme.example/dashboard", "access": "user"},
    ],
    "queues": [{"name": "mail", "engine": "rq", "url_env": "SET"}],
    "senders": [{"domain": "acme.example", "from": "Acme <hello@acme.example>"}],
}


def plan(environment: dict[str, str] | None = None, **tables: Any) -> Plan:
    """Make a plan."""
    return make_plan(Manifest.model_validate({**BASE, **tables}), environment or {}, Network())


def test_monitors_of_one_host_share_an_incident_and_its_certificate_is_looked_at() -> None:
    """Once for each host, once an hour, and nobody is woken by it."""
    made = plan(
        monitors=[{"route": "login"}, {"route": "dashboard", "every_s": 30}, {"route": "home"}]
    )
    watched = made.setting.watched
    assert [each.group for each in watched.values()][:3] == [
        "app.acme.example",
        "app.acme.example",
        "acme.example",
    ]
    certificate = watched["certificate of app.acme.example"]
    assert (certificate.period_ms, certificate.rules.severity) == (HOUR, "notify")
    assert len(watched) == 5
    assert set(made.looks) == set(watched)


def test_a_job_is_late_at_once_when_its_grace_is_over() -> None:
    """Its silence is looked at every minute, whatever its own period."""
    made = plan(monitors=[{"kind": "heartbeat", "name": "nightly", "every_s": 86400}])
    job = made.setting.watched["nightly"]
    assert (job.period_ms, job.rules.misses) == (MINUTE, 1)
    assert made.heartbeats["nightly"].period_ms == 24 * HOUR
    assert "nightly" not in made.looks


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        (
            {"channels": [{"name": "x", "kind": "slack", "url_env": "SLACK_URL"}]},
            "channel x: SLACK_URL is not set",
        ),
        ({"channels": [{"name": "x", "kind": "pigeon"}]}, "channel x: no kind pigeon; known: "),
        ({"channels": [{"name": "x", "kind": "slack"}]}, 'channel x: needs "url_env"'),
        (
            {"channels": [{"name": "x", "kind": "email", "to": "a@b.example"}]},
            'channel x: needs "url_env", [watch] smtp_env or SMTP_URL',
        ),
        (
            {
                "channels": [
                    {"name": "x", "kind": "email", "to": "a@b.example", "url_env": "SET"}
                ]
            },
            "channel x: SET is not an smtp:// or smtps:// URL",
        ),
        (
            {"channels": [{"name": "x", "kind": "sms", "url_env": "SET", "to": "+1,+2"}]},
            'channel x: needs one "to"; make a channel of its own for each',
        ),
        (
            {"monitors": [{"route": "home"}, {"route": "home"}]},
            "two monitors are named home: give one a name of its own",
        ),
        (
            {"monitors": [{"kind": "redis", "url_env": "SET"}]},
            "monitor SET: SET is not a redis:// URL",
        ),
        (
            {"monitors": [{"kind": "queue", "queue": "mail"}]},
            "monitor mail: SET is not a redis:// URL",
        ),
        (
            {
                "monitors": [{"kind": "queue", "queue": "mail"}],
                "queues": [{"name": "mail", "engine": "pg-table", "url_env": "SET"}],
            },
            "monitor mail: SET is not a postgresql:// URL",
        ),
        (
            {
                "monitors": [{"kind": "queue", "queue": "mail"}],
                "queues": [{"name": "mail", "engine": "rabbitmq", "url_env": "SET"}],
            },
            "monitor mail: SET is not an amqp:// or https:// URL",
        ),
        ({"watch": {"dead_man_env": "DMS"}}, "[watch] dead_man_env: DMS is not set"),
    ],
)
def test_what_cannot_be_run_is_said(tables: dict[str, Any], problem: str) -> None:
    """By the name of the variable, and never by its value."""
    with pytest.raises(PlanError) as caught:
        plan({"SET": "s3cret"}, **tables)
    assert any(each.startswith(problem) for each in caught.value.problems)
    assert "s3cret" not in str(caught.value)


def test_no_secret_is_in_how_a_plan_looks() -> None:
    """A plan may end up in a traceback."""
    made = plan(
        {"HOOK": "https://s3cret.example/", "KEY": "s3cret", "SMTP_URL": "smtp://a:s3cret@b"},
        channels=[
            {"name": "x", "kind": "webhook", "url_env": "HOOK", "secret_env": "KEY"},
            {"name": "y", "kind": "email", "to": "a@b.example"},
        ],
        watch={"dead_man_env": "HOOK", "second_env": "HOOK", "second_key_env": "KEY"},
        monitors=[{"route": "home"}],
    )
    shown = made.channels, made.second_key and repr(made).replace(repr(made.looks), "")
    assert "s3cret" not in repr(shown)
