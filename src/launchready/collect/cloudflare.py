"""A zone's settings, read from Cloudflare's API with a token that can only read.

Source: https://developers.cloudflare.com/api/ (version 4)
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from launchready.collect.services import Environment
from launchready.facts.base import CannotSee
from launchready.facts.cloudflare import CloudflareZone, EdgeRule, PageRule
from launchready.manifest.schema import Manifest, Product
from launchready.net.http import HttpClient
from launchready.net.public_suffixes import registrable_domain

DEADLINE_S = 20.0

API = "https://api.cloudflare.com/client/v4"

SETTINGS = (
    "ssl", "always_use_https", "min_tls_version", "rocket_loader", "development_mode",
    "security_level", "browser_check",
)  # fmt: skip

PHASES = {
    "http_request_cache_settings": "Cache Rules: Read",
    "http_request_firewall_custom": "Zone WAF: Read",
    "http_ratelimit": "Zone WAF: Read",
}
"""Phases whose entry point ruleset is read, and the permission that each needs."""

MAX_RULES = 200
_ZONE_ID = re.compile(r"[0-9a-f]{32}")


class _Denied(Exception):
    """The token may not read this."""


class _Absent(Exception):
    """There is no such thing."""


class _Api:
    """GETs with the token, which is in here and in the request alone."""

    __slots__ = ("_http", "_token")

    def __init__(self, http: HttpClient, token: str) -> None:
        self._http = http
        self._token = token

    async def get(self, path: str) -> Any:
        """Give the `result` of an answer.

        Raises:
            _Denied, _Absent: see there.
            CannotSee: anything else but a result.
        """
        headers = (("authorization", f"Bearer {self._token}"), ("accept", "application/json"))
        answer = await self._http.request("GET", f"{API}{path}", headers=headers)
        exchange = answer.exchange
        if exchange.failure:
            raise CannotSee(f"Cloudflare's API: {exchange.detail or exchange.failure}")
        if exchange.status in {400, 401, 403}:
            raise _Denied
        if exchange.status == 404:
            raise _Absent
        if exchange.status == 429:
            raise CannotSee("Cloudflare's API answers 429: too many requests")
        try:
            value = json.loads(answer.content)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict) or value.get("success") is not True:
            raise CannotSee(f"Cloudflare's API answers {exchange.status} without a result")
        return value.get("result")


async def cloudflare_zone(
    product: Product, manifest: Manifest, environment: Environment, http: HttpClient
) -> CloudflareZone:
    """Read about a dozen settings of the product's zone; nothing is changed."""
    declared = manifest.cloudflare
    if declared is None:
        raise CannotSee("the manifest has no [cloudflare]")
    token = environment.get(declared.token_env, "").strip()
    if not token:
        raise CannotSee(f"the variable {declared.token_env} is not set")
    if not re.fullmatch(r"[\x21-\x7e]{1,512}", token):
        raise CannotSee(f"the variable {declared.token_env} holds no API token")
    api = _Api(http, token)
    zone_id, name = await _zone(api, declared.zone, product.domain, declared.token_env)
    denied: dict[str, None] = {}
    unseen: list[str] = []

    async def read(what: str, path: str, permission: str) -> Any:
        try:
            return await api.get(f"/zones/{zone_id}/{path}")
        except _Denied:
            denied[permission] = None
        except _Absent:
            pass  # a ruleset that nobody made, or a setting that the plan lacks
        except CannotSee as error:
            unseen.append(f"{what}: {error}")
        return None

    found = await asyncio.gather(
        *(read(each, f"settings/{each}", "Zone Settings: Read") for each in SETTINGS),
        read("page rules", "pagerules?status=active", "Page Rules: Read"),
        read("bots", "bot_management", "Bot Management: Read"),
        *(read(each, f"rulesets/phases/{each}/entrypoint", PHASES[each]) for each in PHASES),
    )
    settings, (page_rules, bots), rulesets = found[:7], found[7:9], found[9:]
    return CloudflareZone(
        name=name,
        settings=_settings(settings),
        bots=_pairs(bots),
        page_rules=_page_rules(page_rules),
        rules=tuple(
            rule
            for phase, ruleset in zip(PHASES, rulesets, strict=True)
            for rule in _rules(phase, ruleset)
        ),
        denied=tuple(sorted(denied)),
        unseen=tuple(sorted(unseen)),
    )


async def _zone(api: _Api, zone_id: str, domain: str, variable: str) -> tuple[str, str]:
    """Find the zone's id and name."""
    try:
        if zone_id:
            if not _ZONE_ID.fullmatch(zone_id):
                raise CannotSee("[cloudflare] zone is no zone id: 32 hexadecimal digits")
            return zone_id, _text(_member(await api.get(f"/zones/{zone_id}"), "name")) or domain
        for name in dict.fromkeys((domain, registrable_domain(domain) or domain)):
            for each in _items(await api.get(f"/zones?name={name}")):
                found = _text(_member(each, "id"))
                if _ZONE_ID.fullmatch(found) and _member(each, "name") == name:
                    return found, name
    except _Absent:
        raise CannotSee("Cloudflare knows no zone of this id") from None
    except _Denied:
        raise CannotSee(await _why_denied(api, variable)) from None
    raise CannotSee(f"the token in {variable} sees no zone of {domain} (Zone: Read, this zone)")


async def _why_denied(api: _Api, variable: str) -> str:
    """Tell a token that is no good from one that lacks a permission."""
    try:
        status = _text(_member(await api.get("/user/tokens/verify"), "status"))
    except (_Denied, _Absent):
        return f"Cloudflare does not accept the token in {variable}"
    if status == "active":
        return f"the token in {variable} lacks the permission Zone: Read"
    return f"the token in {variable} is {status if status.isalpha() else 'not active'}"


def _settings(results: list[Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, result in zip(SETTINGS, results, strict=True)
        if (value := _text(_member(result, "value")))
    )


def _pairs(result: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(result, dict):
        return ()
    pairs = ((str(key)[:60], _text(value)) for key, value in list(result.items())[:40])
    return tuple((key, value) for key, value in pairs if value)


def _page_rules(result: Any) -> tuple[PageRule, ...]:
    rules = []
    for each in _items(result):
        targets = _items(_member(each, "targets"))
        constraint = _member(targets[0] if targets else None, "constraint")
        pattern = _text(_member(constraint, "value"))
        actions = tuple(
            (_text(_member(action, "id")), _text(_member(action, "value")))
            for action in _items(_member(each, "actions"))
        )
        priority = _member(each, "priority")
        if pattern and _member(each, "status") == "active":
            rank = priority if isinstance(priority, int) else 0
            rules.append(PageRule(pattern[:500], actions, rank))
    return tuple(sorted(rules, key=lambda rule: -rule.priority))


def _rules(phase: str, result: Any) -> list[EdgeRule]:
    rules = []
    for each in _items(_member(result, "rules")):
        if _member(each, "enabled") is False:
            continue
        parameters = _member(each, "action_parameters")
        cache = _member(parameters, "cache")
        skips = [
            *_items(_member(parameters, "products")),
            *_items(_member(parameters, "phases")),
        ]
        rules.append(
            EdgeRule(
                phase,
                _text(_member(each, "action")),
                _text(_member(each, "expression"), 8192),
                cache if isinstance(cache, bool) else None,
                tuple(_text(skip) for skip in skips),
            )
        )
    return rules


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _items(value: Any) -> list[Any]:
    return value[:MAX_RULES] if isinstance(value, list) else []


def _text(value: Any, limit: int = 500) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:limit] if isinstance(value, str | int | float) else ""
