"""Writes the same spike for Locust, for products that outgrow what one machine can send."""

from __future__ import annotations

from launchready.load.scenario import Scenario

_FILE = '''\
"""{name}: the spike of `launchready drill spike`, for Locust (https://locust.io).

On each machine that sends:   locust -f THIS_FILE --worker --master-host MASTER
On the one that leads them:   locust -f THIS_FILE --master --headless --expect-workers 2

The shape below decides how long it takes and how much is sent: {ceiling:g} requests a second
at most.  A signed-in user's Cookie header is taken from the environment only:
    export {cookie}="session=..."
Locust is a closed model: a user waits for an answer before it asks again, so a server that
stands still is asked less.  Each user asks once a second at most; trust launchready's own
figures for latency where both are at hand.
"""

import os

from locust import FastHttpUser, LoadTestShape, constant_throughput, task

COOKIE = os.environ.get({cookie!r}, "")
STAGES = {stages}
"""Name, seconds, and requests a second at the beginning and at the end."""


class Visitor(FastHttpUser):
    """Sends one request a second, of the routes by their weight."""

    host = {host!r}
    wait_time = constant_throughput(1)
    connection_timeout = network_timeout = {timeout:g}

    def read(self, name, url, expect, as_user):
        """Read a route, and count whatever is not as declared."""
        headers = {{"Cookie": COOKIE}} if as_user and COOKIE else {{}}
        with self.client.get(
            url, name=name, headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != expect:
                answer.failure(f"answered {{answer.status_code}}, not {{expect}}")

{tasks}

class Spike(LoadTestShape):
    """Up to the peak times {factor:g}, and back."""

    def tick(self):
        """Give how many users there are now, and how fast they come."""
        now = self.get_run_time()
        for _, seconds, begin, end in STAGES:
            if now < seconds:
                users = begin + (end - begin) * now / seconds
                return max(1, round(users)), max(1.0, {ceiling:g})
            now -= seconds
        return None
'''
_TASK = """\
    @task({weight})
    def route_{number}(self):
        self.read({name!r}, {url!r}, {expect}, {as_user})
"""


def write_locustfile(
    scenario: Scenario, product: str, as_user: frozenset[str], cookie_env: str, timeout_s: float
) -> str:
    """Write a locustfile of a scenario.

    Args:
        scenario: what is loaded.
        product: its name.
        as_user: names of routes that a session is needed for.
        cookie_env: variable that holds the session's Cookie header.
        timeout_s: how long an answer is waited for.
    """
    least = min(each.weight for each in scenario.routes)
    tasks = "\n".join(
        _TASK.format(
            weight=max(1, round(route.weight / least)),
            number=number,
            name=route.name,
            url=route.url,
            expect=route.expect,
            as_user=route.name in as_user,
        )
        for number, route in enumerate(scenario.routes)
    )
    stages = "".join(
        f"    ({p.name!r}, {p.seconds:g}, {p.start_rps:g}, {p.end_rps:g}),\n"
        for p in scenario.phases
    )
    first = scenario.routes[0].url
    return _FILE.format(
        name=product.replace('"', "'").replace("\\", "/").replace("\n", " "),
        ceiling=scenario.ceiling_rps,
        cookie=cookie_env,
        stages=f"[\n{stages}]",
        host="/".join(first.split("/")[:3]),
        timeout=timeout_s,
        tasks=tasks,
        factor=scenario.ceiling_rps / scenario.phases[0].start_rps,
    )
