"""The drill: one request that fails on purpose, and a look where failures should be seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from launchready.drill.error.context import SUBJECT, Entry, Signs, trials
from launchready.drill.error.sources import Source
from launchready.drill.marks import Canary, Finder
from launchready.drill.plan import Outcome, Plan
from launchready.facts.base import CannotSee
from launchready.facts.drills import DrillFinding, DrillResult, Figure, Trial
from launchready.manifest.schema import Manifest
from launchready.net.dns import Resolver
from launchready.net.exchanges import Response
from launchready.net.http import HttpClient
from launchready.net.network import USER_AGENT, Network
from launchready.net.sign_in import SignIn

LIMIT_S = 300.0
"""Within five minutes (ROADMAP: errors visible within 5 minutes)."""
LOOK_EVERY_S = 0.25
SETTLE_S = 1.0
"""How long an entry that was found may still grow: a stack trace is written line by line."""

ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-trace-id", "x-amzn-trace-id")


def plan_error(manifest: Manifest, wait_s: float, listen: str = "") -> Plan:
    """Say what will be done.

    Raises:
        CannotSee: there is nothing to fail, or nowhere to look.
    """
    told = manifest.monitoring
    if told.error_url is None:
        raise CannotSee(
            "nothing is declared that fails on purpose: name its address on staging as "
            "`error_url` in [monitoring]"
        )
    host = urlsplit(told.error_url).hostname or ""
    if manifest.host_named(host) is None:
        raise CannotSee(f"error_url leads to {host}, which is no host of the manifest")
    places = _places(manifest, listen)
    if not places:
        raise CannotSee(
            "there is nowhere to look: declare `logs` in [repository] or `error_command` in "
            "[monitoring], or --listen for the tracker's webhook"
        )
    return Plan(
        "error",
        (
            _request_words(manifest),
            f"looks for the failure in {', '.join(places)}, for {wait_s:g} s at most",
        ),
        ("one request that fails",),
        "one error in the log and the tracker, marked launchready-...; resolve it there",
    )


def _request_words(manifest: Manifest) -> str:
    told = manifest.monitoring
    signed_in = "signs in, and " if told.error_as_user else ""
    return (
        f"{signed_in}sends one {told.error_method} to {told.error_url}, which is to fail, with "
        "a mark as its request id and a made-up customer in a header of its own"
    )


def _places(manifest: Manifest, listen: str) -> list[str]:
    logs = manifest.repository.logs if manifest.repository else ()
    places = [*logs]
    if manifest.monitoring.error_command:
        places.append(f"what `{manifest.monitoring.error_command}` prints")
    return [*places, *([f"what the tracker posts to {listen}"] if listen else [])]


async def raise_error(
    manifest: Manifest,
    network: Network,
    environment: Mapping[str, str],
    canary: Canary,
    *,
    sources: Sequence[Source],
    wait_s: float = LIMIT_S,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Let the product fail once, and judge what is seen of it.

    Args:
        manifest: what fails, and as whom.
        network: the way there.
        environment: where `[session]` finds its values.
        canary: what is sent along.
        sources: what is looked at.
        wait_s: how long, seconds.
        say: takes a line of progress.

    Raises:
        CannotSee: it did not fail.
    """
    async with HttpClient(network, Resolver(network)) as http:
        answer = await _fail(manifest, http, environment, canary)
    began = time.monotonic()
    signs = _signs(manifest, environment, canary, answer)
    say(f"it failed with {answer.exchange.status}; looking for it")
    best: dict[str, Entry] = {}
    seen_s: dict[str, float] = {}
    until = began + wait_s
    while True:
        last = time.monotonic() >= until
        for source in sources:
            for entry in await source.look(signs):
                if entry.cause and entry.place not in seen_s:
                    seen_s[entry.place] = time.monotonic() - began
                    say(f"visible in the {entry.place} after {seen_s[entry.place]:.0f} s")
                known = best.get(entry.place)
                if known is None or _better(entry, known):
                    best[entry.place] = entry
        everywhere = len(seen_s) == len(sources)
        if last:
            return _judge(sources, best, seen_s, signs, wait_s)
        if everywhere:
            until = min(until, time.monotonic() + SETTLE_S)
        await asyncio.sleep(LOOK_EVERY_S)


def _better(entry: Entry, known: Entry) -> bool:
    return (entry.rank, len(entry.text)) > (known.rank, len(known.text))


async def _fail(
    manifest: Manifest, http: HttpClient, environment: Mapping[str, str], canary: Canary
) -> Response:
    told = manifest.monitoring
    assert told.error_url is not None, "plan_error has seen to it"
    headers = (
        ("user-agent", USER_AGENT),
        ("x-request-id", canary.beacon),
        ("x-launchready-customer", f"{canary.name.value} <{canary.email.value}>"),
    )
    client = SignIn(http, manifest, environment) if told.error_as_user else http
    answer = await client.request(told.error_method, told.error_url, headers=headers)
    exchange = answer.exchange
    if exchange.challenge:
        raise CannotSee(f"{exchange.challenge} asked for proof of a human")
    if exchange.failure is not None:
        raise CannotSee(f"no answer: {exchange.detail or exchange.failure}")
    if exchange.status < 500:
        raise CannotSee(f"{told.error_url} answered {exchange.status}, and did not fail")
    return answer


def _signs(
    manifest: Manifest, environment: Mapping[str, str], canary: Canary, answer: Response
) -> Signs:
    told, exchange = manifest.monitoring, answer.exchange
    given = [exchange.header(name).strip()[:200] for name in ID_HEADERS]
    header = manifest.deploy.release_header if manifest.deploy else ""
    session = manifest.session
    name = environment.get(session.username_env or "", "") if session else ""
    return Signs(
        (canary.beacon, *(each for each in given if len(each) >= 8)),
        urlsplit(told.error_url or "").path,
        exchange.header(header).strip()[:100] if header else "",
        told.error_as_user,
        Finder(canary),
        (name,) if told.error_as_user and "@" in name else (),
    )


def _judge(
    sources: Sequence[Source],
    best: Mapping[str, Entry],
    seen_s: Mapping[str, float],
    signs: Signs,
    wait_s: float,
) -> Outcome:
    tried: list[Trial] = []
    figures = []
    for source in sources:
        seconds = seen_s.get(source.place)
        entry = best.get(source.place)
        if seconds is not None:
            minutes = round(seconds / 60, 2)
            figures.append(Figure(f"visible in the {source.place}", minutes, "min"))
            text = f"visible after {seconds:.0f} s"
            tried.append(Trial(SUBJECT, source.place, "visible", DrillResult.PASSED, text))
        else:
            text = f"not visible within {wait_s / 60:g} min"
            if entry is not None:
                text += ": the request is there, and not what failed"
            tried.append(Trial(SUBJECT, source.place, "visible", DrillResult.FAILED, text))
        if entry is not None:
            tried += trials(entry, signs)
    bad = [each for each in tried if each.result is DrillResult.FAILED]
    if bad:
        summary = "; ".join(f"{each.place}: {each.text}" for each in bad[:3])
    else:
        places = " and ".join(f"the {source.place}" for source in sources)
        summary = f"visible in {places}, with all that finds its cause and nothing personal"
    return Outcome(
        DrillResult.FAILED if bad else DrillResult.PASSED,
        summary,
        tuple(DrillFinding(each.place, each.text) for each in bad),
        tuple(figures),
        tuple(tried),
    )
