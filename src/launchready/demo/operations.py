"""How the demo's product is watched and mended: monitors, channels, guide, drills on record."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import launchready
from launchready.clock import Clock
from launchready.demo.evidence import keep
from launchready.demo.faults import Faults
from launchready.demo.places import DOMAIN
from launchready.evidence import STATE_FOLDER
from launchready.facts.drills import DrillRecord, DrillResult, Figure, Trial

INCIDENT_GUIDE = f"""\
# When the portal is down

1. Acknowledge the alert, so that nobody else is woken. Nobody there within ten minutes: the
   second person is paged. Contacts are in the handover pack.
2. Was something released in the last hour? Roll back: `make rollback`. It takes two minutes.
3. Look at the dashboard of launchready watch, then at the logs (`docker service logs
   acme-portal`) by the request id from the customer's answer, then at Sentry by release.
4. Tell customers on the status page within fifteen minutes, and again every hour.
5. Afterwards: write down what happened, when it was noticed and by whom.

Questions go to ops@{DOMAIN}.
"""

WATCH = """\
[watch]
dead_man_env = "DEAD_MAN_URL"
"""

STATUS_PAGE = """\
[[answers]]
check = "monitoring/status-page"
answer = "acme.statuspages.example, which is another provider's"
by = "the founder"
on = 2026-11-02
"""


def tables(faults: Faults) -> list[str]:
    """Write what the manifest says of monitors, channels and incidents."""
    routes = [] if faults.nothing_watched else ["home", "login", "api-health"]
    if faults.login_unwatched:
        routes.remove("login")
    monitors = [_monitor(faults, route) for route in routes]
    if routes:
        monitors.append(
            '[[monitors]]\nkind = "mail"\nname = "mail path"\nmailbox = "catcher"\n'
            'url_env = "MAIL_URL"\nseverity = "notify"\n'
        )
    retention = 5 if faults.logs_thrown_away else 30
    watch = [] if faults.monitor_unwatched else [WATCH]
    return [
        *monitors,
        *_channels(faults),
        *watch,
        f"[monitoring]\nlog_retention_days = {retention}\n",
        STATUS_PAGE,
    ]


def _monitor(faults: Faults, route: str) -> str:
    period = 90 if faults.monitor_seldom and route == "home" else 60
    misses = 1 if faults.monitor_jumpy and route == "home" else 2
    return (
        f'[[monitors]]\nroute = "{route}"\nevery_s = {period}\nmisses = {misses}\n'
        'severity = "page"\n'
    )


def _channels(faults: Faults) -> list[str]:
    phone = "email" if faults.pages_by_mail_alone else "sms"
    second = "ana" if faults.alone_on_call else "ben"
    return [
        _channel("oncall", phone, to="+15550100", severity="page", person="ana"),
        _channel("second", phone, to="+15550101", severity="page", person=second, after_min=10),
        _channel("team", "email", to=f"ops@{DOMAIN}", severity="notify"),
    ]


def _channel(
    name: str, kind: str, *, to: str, severity: str, person: str = "", after_min: int = 0
) -> str:
    variable = "SMS_URL" if kind == "sms" else "MAIL_URL"
    return (
        f'[[channels]]\nname = "{name}"\nkind = "{kind}"\nurl_env = "{variable}"\n'
        f'to = "{to}"\nperson = "{person}"\nafter_min = {after_min}\n'
        f'severity = ["{severity}"]\n'
    )


def tracked(faults: Faults) -> dict[str, str]:
    """Give the documents that the repository keeps."""
    return {} if faults.incident_unwritten else {"docs/incident.md": INCIDENT_GUIDE}


def write_drills(folder: Path, faults: Faults) -> None:
    """Leave the records of alert, error and rollback drills of last week, and no others."""
    # Another twin may have stood in this folder before.
    for drill in ("alert", "error", "rollback"):
        shutil.rmtree(folder / STATE_FOLDER / "drills" / drill, ignore_errors=True)
    if not faults.alerts_undrilled:
        reached = 6.5 if faults.alert_slow else 1.2
        _record(folder, "alert", "every channel was acknowledged", reached)
    _record(folder, "error", "an error was raised", 0.1, _error_trials(faults))
    if not faults.rollback_undrilled:
        _record(folder, "rollback", "went back, and every route answered", _rollback(faults))


def _error_trials(faults: Faults) -> tuple[Trial, ...]:
    """Say what was seen of an error, as `drill error` does."""
    if faults.error_invisible:
        text = "not visible within 5 min"
        return (Trial("error", "log", "visible", DrillResult.FAILED, text),)
    named = DrillResult.FAILED if faults.error_anonymous else DrillResult.PASSED
    told = "carries no id that the request has" if faults.error_anonymous else "carries the id"
    well = [
        ("visible", "visible after 6 s"),
        ("cause", "says what failed"),
        ("release", "names the release"),
        ("nothing-personal", "holds nothing personal that was sent"),
    ]
    return (
        *(Trial("error", "log", aspect, DrillResult.PASSED, text) for aspect, text in well),
        Trial("error", "log", "request-id", named, told),
    )


def _rollback(faults: Faults) -> float:
    return 11.0 if faults.rollback_slow else 2.1


def _record(
    folder: Path, drill: str, summary: str, minutes: float, trials: tuple[Trial, ...] = ()
) -> None:
    bad = any(each.result is DrillResult.FAILED for each in trials)
    record = DrillRecord(
        drill=drill,
        product=DOMAIN,
        environment="production",
        started_at=Clock.system().now.replace(microsecond=0) - timedelta(days=7),
        duration_s=minutes * 60,
        result=DrillResult.FAILED if bad else DrillResult.PASSED,
        summary=summary,
        figures=(Figure("longest", minutes, "min"),),
        launchready=launchready.__version__,
        trials=trials,
    )
    keep(folder, record)
