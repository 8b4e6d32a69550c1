"""Makes the look of each kind of monitor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from launchready.manifest.schema import Manifest, Monitor, Route
from launchready.net.dial import Dialler
from launchready.net.network import Network, split_endpoint
from launchready.watch.probe import dns, http, ports
from launchready.watch.probe.names import Names
from launchready.watch.probe.seen import Look

ValueOf = Callable[[str | None, str], str]
"""Gives the value of a variable, and notes that it is not set."""


class LookMaker(Struct, frozen=True):
    """Makes looks from what is declared.

    Attributes:
        manifest: for routes, queues and mailboxes.
        value: finds variables.
        network, dialler, names: the way out, guarded.
        problems: what is wrong is added here.
    """

    manifest: Manifest
    value: ValueOf
    network: Network
    dialler: Dialler
    names: Names
    problems: list[str]

    def make(self, monitor: Monitor) -> Look | None:
        """Make one; None where something is wrong."""
        match monitor.kind:
            case "http":
                return self._http(monitor)
            case "tcp":
                return partial(ports.look_tcp, self.dialler, *split_endpoint(monitor.at))
            case "smtp":
                return partial(ports.look_smtp, self.dialler, *split_endpoint(monitor.at))
            case "tls":
                place = split_endpoint(monitor.at)
                days = monitor.certificate_days
                return partial(ports.look_tls, self.dialler, *place, days)
            case "dns":
                return partial(
                    dns.look, self.names, monitor.at, monitor.record, monitor.answers
                )
            case "postgres":
                return self._postgres(monitor)
            case "redis":
                return self._redis(monitor)
            case "queue":
                return self._queue(monitor)
            case "mail":
                return self._mail(monitor)
            case "heartbeat":
                return None

    def _http(self, monitor: Monitor) -> Look:
        route = self.manifest.route_named(monitor.route)
        assert route is not None  # the manifest's own rule
        deploy = self.manifest.deploy
        headers = self._credentials(route)
        stranger = route.access != "public" and not headers
        expected = http.Expected(
            route.url,
            0 if stranger else route.expect,
            monitor.text,
            monitor.json_values,
            monitor.ends_at,
            deploy.release_header if deploy else "",
            headers,
        )
        timeout = min(monitor.timeout_s, float(monitor.every_s))
        return partial(http.look, self.network, self.names, expected, timeout)

    def _credentials(self, route: Route) -> tuple[tuple[str, str], ...]:
        """Give the ready headers of `[session]`; a sign-in every minute would be noise."""
        session = self.manifest.session
        if route.access == "public" or session is None:
            return ()
        given = (("cookie", session.cookie_env), ("authorization", session.authorization_env))
        what = f"route {route.name}"
        return tuple((name, self.value(env, what)) for name, env in given if env)

    def _postgres(self, monitor: Monitor) -> Look | None:
        from launchready.net.postgres import NEEDS, is_installed
        from launchready.watch.probe import postgres

        if not is_installed():
            self._wrong(monitor, NEEDS)
            return None
        url = self.value(monitor.url_env, f"monitor {monitor.target}")
        return partial(postgres.look, self.dialler, url, monitor.timeout_s)

    def _redis(self, monitor: Monitor) -> Look | None:
        from launchready.net.redis import read_url
        from launchready.watch.probe import redis

        url = self.value(monitor.url_env, f"monitor {monitor.target}")
        try:
            place = read_url(url)
        except ValueError as error:
            if url:
                self._wrong(monitor, f"{monitor.url_env} {error}")
            return None
        return partial(redis.look, self.dialler, place)

    def _queue(self, monitor: Monitor) -> Look | None:
        from launchready.queues.open import opener
        from launchready.watch.probe.queue import QueueLook

        queue = next(each for each in self.manifest.queues if each.name == monitor.queue)
        url = self.value(queue.url_env, f"monitor {monitor.target}")
        if not url:
            return None
        try:
            return QueueLook(opener(self.dialler, queue, url), queue.max_age_s)
        except ValueError as error:
            self._wrong(monitor, f"{queue.url_env} {error}")
            return None

    def _mail(self, monitor: Monitor) -> Look | None:
        from launchready.mail.submit import read_server
        from launchready.watch.probe.mail import MailLook

        name = monitor.url_env or self.manifest.watch.smtp_env
        if name is None:
            self._wrong(monitor, 'needs "url_env", or [watch] smtp_env')
            return None
        url = self.value(name, f"monitor {monitor.target}")
        try:
            server = read_server(url)
        except ValueError as error:
            if url:
                self._wrong(monitor, f"{name} {error}")
            return None
        box = next(box for box in self.manifest.mailboxes if box.name == monitor.mailbox)
        sender = next((each.from_ for each in self.manifest.senders if each.from_), "")
        sender = sender or f"launchready@{self.manifest.product.domain}"
        timeout = max(monitor.timeout_s, min(110.0, monitor.every_s / 2 - 10))
        return MailLook(self.network, server, sender, box, timeout)

    def _wrong(self, monitor: Monitor, text: str) -> None:
        self.problems.append(f"monitor {monitor.target}: {text}")
