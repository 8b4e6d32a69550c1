"""What each switch of speed does to the product, seen by its user, by perf and by the spike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from launchready.demo.places import APP, DOMAIN, SECOND_USER, USER
from launchready.evidence import read_history
from launchready.facts.performance import RouteSamples
from launchready.facts.queues import QueueLook
from launchready.load.history import read_runs
from launchready.manifest.load import load_manifest
from launchready.net.dial import Dialler
from launchready.net.network import Network
from launchready.net.sign_in import SignIn
from launchready.queues.open import look_into

from .visitor import Visitor

Probe = Callable[[Visitor], Awaitable[Any]]
DASHBOARD = f"https://{APP}/dashboard"


def sampled(route: str, see: Callable[[RouteSamples], Any]) -> Probe:
    """See something of a route's samples; "never" where there are none."""

    async def probe(visitor: Visitor) -> Any:
        runs = read_runs(visitor.twin.manifest_path.parent, DOMAIN).runs
        found = [each for run in runs for each in run.routes if each.route == route]
        return see(found[0]) if found else "never"

    return probe


def spiked(aspect: str) -> Probe:
    """See a verdict of the spike; "never" where there was none."""

    async def probe(visitor: Visitor) -> str:
        record = read_history(visitor.twin.manifest_path.parent, DOMAIN).latest("spike")
        if record is None:
            return "never"
        return next(t.result.value for t in record.trials if t.aspect == aspect)

    return probe


async def large(visitor: Visitor) -> bool:
    """See whether the dashboard is over half a megabyte."""
    manifest = load_manifest(visitor.twin.manifest_path)
    user = SignIn(visitor.http, manifest, visitor.twin.environment)
    return len((await user.request("GET", DASHBOARD)).content) > 500_000


async def named_to_second(visitor: Visitor) -> list[bool]:
    """See whether the second user's dashboard names the first user, and its own."""
    manifest = load_manifest(visitor.twin.manifest_path)
    other = manifest.model_copy(update={"session": manifest.second_session})
    texts = [
        (await SignIn(visitor.http, each, visitor.twin.environment).request("GET", DASHBOARD))
        for each in (manifest, other)
    ]
    return [USER in texts[1].text, SECOND_USER in texts[1].text]


def written(place: str, aspect: str) -> Probe:
    """See a verdict of the write drill at a page; "never" where there was none."""

    async def probe(visitor: Visitor) -> str:
        record = read_history(visitor.twin.manifest_path.parent, DOMAIN).latest("write")
        if record is None:
            return "never"
        where = f"https://{APP}{place}"
        found = [t for t in record.trials if (t.place, t.aspect) == (where, aspect)]
        return found[0].result.value

    return probe


def queue(see: Callable[[QueueLook], Any]) -> Probe:
    """See something of the queue of mails."""

    async def probe(visitor: Visitor) -> Any:
        manifest = load_manifest(visitor.twin.manifest_path)
        dialler = Dialler(Network(connect=visitor.twin.connect), visitor.names)
        (declared,) = manifest.queues
        url = visitor.twin.environment[declared.url_env]
        return see(await look_into(dialler, declared, url, seconds=0, every_s=0))

    return probe


SPEED_SWITCHES: dict[str, tuple[Probe, object, object]] = {
    "speed_dashboard": (
        sampled("dashboard", lambda each: min(each.latencies_ms) > 700),
        False,
        True,
    ),
    "speed_errors": (sampled("api-status", lambda each: dict(each.errors) != {}), False, True),
    "speed_unsampled": (sampled("monthly", lambda each: each.failed), 0, "never"),
    "speed_report_anew": (
        sampled("monthly", lambda each: min(each.latencies_ms) > 240),
        False,
        True,
    ),
    "dashboard_huge": (large, False, True),
    "dashboard_shared": (named_to_second, [False, True], [True, False]),
    "write_slow": (written("/profile", "latency"), "passed", "failed"),
    "write_stale": (written("/dashboard", "fresh"), "passed", "failed"),
    "write_undrilled": (written("/dashboard", "fresh"), "passed", "never"),
    "jobs_piled_up": (queue(lambda look: (look.age_s or 0) > 600), False, True),
    "job_lost": (queue(lambda look: [each.lost for each in look.stuck or ()]), [], [True]),
    "job_endless": (queue(lambda look: [each.lost for each in look.stuck or ()]), [], [False]),
    "spike_slow": (spiked("spike-p95"), "passed", "failed"),
    "spike_errors": (spiked("spike-errors"), "passed", "failed"),
    "spike_lasting": (spiked("spike-recovery"), "passed", "failed"),
    "spike_untried": (spiked("spike-p95"), "passed", "never"),
}
