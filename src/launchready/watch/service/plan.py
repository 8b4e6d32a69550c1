"""From the manifest to what is run: monitors with their looks, channels with their secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from msgspec import Struct

from launchready.manifest.schema import Channel as Declared
from launchready.manifest.schema import Manifest, Monitor
from launchready.net.dial import Dialler
from launchready.net.network import Network
from launchready.watch.decide.hours import Calendar
from launchready.watch.decide.routing import Route
from launchready.watch.deliver.channel import KINDS, Channel
from launchready.watch.deliver.posts import Secret
from launchready.watch.model import MINUTE, SECOND, Rules, Watched
from launchready.watch.probe.address import AddressRule
from launchready.watch.probe.names import Names
from launchready.watch.probe.seen import Look
from launchready.watch.service.looks import LookMaker, ValueOf
from launchready.watch.service.release_keys import ReleaseKeys, read_release_keys
from launchready.watch.store.ledger import Setting

CERTIFICATE_EVERY_S = 3600
HEARTBEAT_EVERY_S = 60
"""How often a job's silence is looked at; its own period says when it is due."""

MAX_OPEN = 200
"""Connections to one host at a time: monitors must not wait for one another."""


class PlanError(Exception):
    """The manifest, or the environment it names, cannot be run.

    Attributes:
        problems: everything that is wrong, one line each; no secret among them.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Heartbeat(Struct, frozen=True):
    """A monitor that waits to be called.

    Attributes:
        period_ms: from one call to the next.
        grace_ms: how late a call may be.
    """

    period_ms: int
    grace_ms: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run.

    Attributes:
        product: what customers call it.
        setting: what decisions depend on.
        looks: how each monitor is looked at; heartbeats are not among them.
        timeouts_s: how long each look may take.
        heartbeats: monitors that wait to be called.
        channels: by name.
        network: the way out of monitors, guarded.
        outward: the way out of messages.
        public_url: what links begin with.
        people: who is reached by each channel, where it is declared.
        references: others, whose absence says that we are gone.
        dead_man_url, dead_man_every_s: who is called as long as all is well.
        second_url, second_key: a second monitor.
        raw_days, hour_days: how long things are kept.
        addresses: what each monitor looks at, fit to be shown.
        release_keys: of those who tell of releases.
    """

    product: str
    setting: Setting
    looks: Mapping[str, Look]
    timeouts_s: Mapping[str, float]
    heartbeats: Mapping[str, Heartbeat]
    channels: Mapping[str, Channel]
    network: Network
    outward: Network
    public_url: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    dead_man_url: str = field(default="", repr=False)
    dead_man_every_s: float = 60
    second_url: str = field(default="", repr=False)
    second_key: str = field(default="", repr=False)
    raw_days: int = 30
    hour_days: int = 400
    addresses: Mapping[str, str] = field(default_factory=dict)
    shown_as: Mapping[str, str] = field(default_factory=dict)
    release_keys: ReleaseKeys = field(default_factory=ReleaseKeys)


def make_plan(
    manifest: Manifest,
    environment: Mapping[str, str],
    network: Network,
) -> Plan:
    """Make the plan.

    Args:
        manifest: what is declared.
        environment: where `_env` keys find their values.
        network: with the manifest's overrides.

    Raises:
        PlanError: says all that is wrong.
    """
    watch = manifest.watch
    problems: list[str] = []

    def value(name: str | None, what: str) -> str:
        if not name:
            return ""
        if not environment.get(name):
            problems.append(f"{what}: {name} is not set")
        return environment.get(name, "")

    guarded = _way_out(network, AddressRule(watch.allow))
    names = Names(guarded)
    maker = LookMaker(manifest, value, guarded, Dialler(guarded, names), names, problems)
    monitors = [*manifest.monitors, *_certificates(manifest)]
    watched: dict[str, Watched] = {}
    looks: dict[str, Look] = {}
    heartbeats: dict[str, Heartbeat] = {}
    for monitor in monitors:
        name = monitor.target
        if name in watched:
            problems.append(f"two monitors are named {name}: give one a name of its own")
            continue
        watched[name] = _watched(manifest, monitor)
        if monitor.kind == "heartbeat":
            grace = monitor.grace_s * SECOND
            heartbeats[name] = Heartbeat(monitor.every_s * SECOND, grace)
        else:
            look = maker.make(monitor)
            if look is not None:
                looks[name] = look
    smtp = (
        value(watch.smtp_env, "[watch]") if watch.smtp_env else environment.get("SMTP_URL", "")
    )
    channels = {
        each.name: _channel(each, manifest, smtp, value, problems) for each in manifest.channels
    }
    if len(channels) < len(manifest.channels):
        problems.append("two channels have one name")
    routes = tuple(_route(each) for each in manifest.channels)
    second_url = value(watch.second_env, "[watch] second_env")
    plan = Plan(
        manifest.product.name,
        Setting(watched, routes, Calendar(manifest.maintenance)),
        looks,
        {each.target: _timeout(each) for each in monitors},
        heartbeats,
        channels,
        guarded,
        _way_out(network, None),
        watch.public_url or "",
        {each.name: each.person for each in manifest.channels},
        watch.references,
        value(watch.dead_man_env, "[watch] dead_man_env"),
        watch.dead_man_every_s,
        second_url,
        value(watch.second_key_env, "[watch] second_key_env"),
        watch.raw_days,
        watch.hour_days,
        {each.target: _address(manifest, each) for each in monitors},
        {each.target: each.shown_as for each in monitors if each.shown_as},
        read_release_keys(watch, value, problems),
    )
    if problems:
        raise PlanError(problems)
    return plan


def _way_out(network: Network, admits: AddressRule | None) -> Network:
    return Network(
        connect=network.connect,
        ca_file=network.ca_file,
        resolver=network.resolver,
        max_connections=2**62,
        max_open=MAX_OPEN,
        admits=admits,
    )


def _timeout(monitor: Monitor) -> float:
    """Give a mail the time it needs on its way; everything else answers at once."""
    if monitor.kind == "mail":
        return max(monitor.timeout_s, min(120.0, monitor.every_s / 2))
    return min(monitor.timeout_s, monitor.every_s)


def _address(manifest: Manifest, monitor: Monitor) -> str:
    """Say what a monitor looks at; "" where only its name is fit to be shown."""
    route = manifest.route_named(monitor.route)
    return route.url if monitor.kind == "http" and route else monitor.at


def _watched(manifest: Manifest, monitor: Monitor) -> Watched:
    heartbeat = monitor.kind == "heartbeat"
    every_s = min(monitor.every_s, HEARTBEAT_EVERY_S) if heartbeat else monitor.every_s
    # A job's grace is its patience: it is late, or it is not.
    rules = Rules(1, 1, monitor.severity) if heartbeat else _rules(monitor)
    group = monitor.group or _group(manifest, monitor)
    return Watched(monitor.target, monitor.kind, group, every_s * SECOND, rules)


def _rules(monitor: Monitor) -> Rules:
    return Rules(monitor.misses, monitor.recover, monitor.severity)


def _group(manifest: Manifest, monitor: Monitor) -> str:
    """Group by host: one outage of one host is one incident."""
    route = manifest.route_named(monitor.route)
    if monitor.kind == "http" and route:
        return route.host
    if monitor.kind in {"tcp", "smtp"}:
        return monitor.at.rpartition(":")[0].strip("[]")
    return monitor.target


def _certificates(manifest: Manifest) -> list[Monitor]:
    """Declare a look at the certificate of each host that a monitor asks over TLS."""
    found: dict[str, Monitor] = {}
    for monitor in manifest.monitors:
        route = manifest.route_named(monitor.route)
        if monitor.kind != "http" or route is None or not monitor.certificate_days:
            continue
        parts = urlsplit(route.url)
        if parts.scheme != "https" or not parts.hostname:
            continue
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        at = f"{host}:{parts.port or 443}"
        shown = at.removesuffix(":443")
        found.setdefault(
            at,
            Monitor(
                kind="tls",
                at=at,
                name=f"certificate of {shown}",
                every_s=CERTIFICATE_EVERY_S,
                severity="notify",
                certificate_days=monitor.certificate_days,
            ),
        )
    return list(found.values())


def _route(channel: Declared) -> Route:
    return Route(
        channel.name,
        frozenset(channel.severity),
        channel.after_min * MINUTE,
        channel.quiet,
        channel.digest,
        channel.timezone,
    )


def _channel(
    declared: Declared,
    manifest: Manifest,
    smtp: str,
    value: ValueOf,
    problems: list[str],
) -> Channel:
    from launchready.mail.submit import read_server

    where = f"channel {declared.name}"
    if declared.kind not in KINDS:
        problems.append(f"{where}: no kind {declared.kind}; known: {', '.join(sorted(KINDS))}")
        return Channel(declared.name, declared.kind)
    url = value(declared.url_env, where)
    to = tuple(part.strip() for part in declared.to.split(",") if part.strip())
    if declared.kind == "email":
        try:
            server = read_server(url or smtp)
        except ValueError as error:
            name = declared.url_env or manifest.watch.smtp_env
            if url or smtp:
                problems.append(f"{where}: {name or 'SMTP_URL'} {error}")
            elif name is None:
                problems.append(f'{where}: needs "url_env", [watch] smtp_env or SMTP_URL')
            return Channel(declared.name, declared.kind)
        if not to:
            problems.append(f'{where}: needs "to"')
        sender = next((s.from_ for s in manifest.senders if s.from_), "")
        sender = sender or f"launchready@{manifest.product.domain}"
        return Channel(declared.name, declared.kind, server=server, sender=sender, to=to)
    if not declared.url_env:
        problems.append(f'{where}: needs "url_env"')
    if declared.kind in {"sms", "telegram"} and len(to) != 1:
        problems.append(f'{where}: needs one "to"; make a channel of its own for each')
    secret = Secret(url, declared.to.strip(), value(declared.secret_env, where))
    return Channel(declared.name, declared.kind, secret)
