"""A zone's settings are read from an API of the documented shape, over real HTTPS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from launchready.collect.cloudflare import PHASES, SETTINGS, cloudflare_zone
from launchready.collect.services import Environment
from launchready.facts.base import CannotSee
from launchready.facts.cloudflare import CloudflareZone
from launchready.net.http import HttpClient
from launchready.net.network import Network
from tests.checks.given import manifest
from tests.servers.http import TableResolver, answer, make_authority, raw_server

TOKEN = "cf-test-token-never-to-be-shown"
ID = "0123456789abcdef0123456789abcdef"
ZONE = f"/zones/{ID}"
CACHE_RULES = f"{ZONE}/rulesets/phases/http_request_cache_settings/entrypoint"
DENIED = 403


def api() -> dict[str, Any]:
    """Give every answer of a well-kept zone, by path; a number stands for an error."""
    paths: dict[str, Any] = {
        "/user/tokens/verify": {"id": "x", "status": "active"},
        "/zones?name=acme.example": [{"id": ID, "name": "acme.example", "status": "active"}],
        f"{ZONE}/pagerules?status=active": [],
        f"{ZONE}/bot_management": {"fight_mode": False, "enable_js": True},
    }
    paths |= {f"{ZONE}/settings/{name}": {"id": name, "value": "off"} for name in SETTINGS}
    paths |= {f"{ZONE}/rulesets/phases/{phase}/entrypoint": 404 for phase in PHASES}
    return paths


async def read(
    folder: Path, paths: dict[str, Any], *, token: str = TOKEN, zone: str = ""
) -> tuple[CloudflareZone, list[str]]:
    """Serve the API on loopback and read the zone from it; gives the request heads."""
    authority = make_authority(folder)

    def respond(head: bytes) -> bytes:
        path = head.split(b" ")[1].decode().removeprefix("/client/v4")
        result = paths.get(path, 404)
        if isinstance(result, bytes):
            return answer(body=result)
        if isinstance(result, int):
            error = {"success": False, "errors": [{"code": 10000, "message": token}]}
            return answer(result, body=json.dumps(error).encode())
        return answer(body=json.dumps({"success": True, "result": result}).encode())

    file = manifest(cloudflare={"token_env": "CF_TOKEN", "zone": zone})
    context = authority.serve_context("api.cloudflare.com")
    async with raw_server(respond, tls=context) as server:
        connect = {"api.cloudflare.com:443": f"127.0.0.1:{server.port}"}
        network = Network(connect=connect, ca_file=authority.ca_file)
        async with HttpClient(network, TableResolver()) as http:
            environment = Environment({"CF_TOKEN": token} if token else {})
            seen = await cloudflare_zone(file.product, file, environment, http)
    return seen, [head.decode() for head in server.heads]


async def test_a_zone_is_read_with_a_dozen_gets(tmp_path: Path) -> None:
    """Only GETs are made, each with the token, which is in no fact."""
    seen, heads = await read(tmp_path, api())
    assert (seen.name, seen.denied, seen.unseen) == ("acme.example", (), ())
    assert dict(seen.settings) == dict.fromkeys(SETTINGS, "off")
    assert seen.bot_setting("fight_mode") == "false"
    assert all(head.startswith("GET /client/v4/") for head in heads)
    assert all(f"Bearer {TOKEN}" in head for head in heads)
    assert len(heads) <= 15
    assert TOKEN not in repr(seen)


async def test_rules_are_read_as_documented(tmp_path: Path) -> None:
    """Page rules and rulesets keep what judges need; what is switched off is left out."""
    paths = api()
    paths[f"{ZONE}/pagerules?status=active"] = [
        {
            "targets": [
                {
                    "target": "url",
                    "constraint": {"operator": "matches", "value": "*a.example/*"},
                }
            ],
            "actions": [{"id": "cache_level", "value": "cache_everything"}, {"id": "x"}],
            "priority": 1,
            "status": "active",
        },
        {"targets": [], "status": "active"},
    ]
    paths[CACHE_RULES] = {
        "rules": [
            {
                "action": "set_cache_settings",
                "expression": "true",
                "action_parameters": {"cache": True},
                "enabled": True,
            },
            {"action": "set_cache_settings", "expression": "true", "enabled": False},
        ]
    }
    seen, _ = await read(tmp_path, paths)
    (page_rule,) = seen.page_rules
    assert page_rule.pattern == "*a.example/*"
    assert page_rule.actions[0] == ("cache_level", "cache_everything")
    (rule,) = seen.rules
    assert (rule.phase, rule.cache) == ("http_request_cache_settings", True)


async def test_a_permission_that_lacks_is_named(tmp_path: Path) -> None:
    """The rest is read all the same."""
    paths = api() | {f"{ZONE}/bot_management": DENIED, CACHE_RULES: DENIED}
    seen, _ = await read(tmp_path, paths)
    assert seen.denied == ("Bot Management: Read", "Cache Rules: Read")
    assert seen.setting("ssl") == "off"


async def test_a_zone_named_by_its_id_is_not_searched(tmp_path: Path) -> None:
    """The id in the manifest is enough."""
    seen, heads = await read(tmp_path, api() | {ZONE: {"name": "acme.example"}}, zone=ID)
    assert seen.name == "acme.example"
    assert not any("/zones?name" in head for head in heads)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"/zones?name=acme.example": []}, "sees no zone of acme.example"),
        ({"/zones?name=acme.example": [{"id": "../../x", "name": "acme.example"}]}, "no zone"),
        ({"/zones?name=acme.example": DENIED}, "lacks the permission Zone: Read"),
        (
            {"/zones?name=acme.example": 401, "/user/tokens/verify": 401},
            "does not accept the token in CF_TOKEN",
        ),
        (
            {"/zones?name=acme.example": 403, "/user/tokens/verify": {"status": "expired"}},
            "is expired",
        ),
        ({"/zones?name=acme.example": b"<html>"}, "without a result"),
        ({"/zones?name=acme.example": b"[" * 9000}, "without a result"),
        ({"/zones?name=acme.example": 429}, "429"),
        ({"/zones?name=acme.example": 500}, "500"),
    ],
)
async def test_what_cannot_be_read_is_unseen(
    tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    """Every way to fail has its reason, and none of them quotes the token."""
    with pytest.raises(CannotSee, match=reason) as caught:
        await read(tmp_path, api() | changes)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("token", ["", "two words", "line\r\nX: y", "é"])
async def test_a_variable_without_a_token_is_not_sent(tmp_path: Path, token: str) -> None:
    """What cannot be a token never reaches a header."""
    with pytest.raises(CannotSee, match="CF_TOKEN") as caught:
        await read(tmp_path, api(), token=token)
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("result", [None, [], {}, "x", 7.5, [None], {"rules": [None, 1]}])
async def test_answers_of_another_shape_do_no_harm(tmp_path: Path, result: Any) -> None:
    """Whatever stands in a result, the rest of the zone is read."""
    paths = api()
    for path in paths:
        if path.startswith(ZONE) and "ssl" not in path:
            paths[path] = result
    seen, _ = await read(tmp_path, paths)
    assert seen.setting("ssl") == "off"
