"""What programs ask: with a key, page by page, as the OpenAPI document says."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema.validators import validator_for
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from launchready.watch.model import DAY
from launchready.web import kept, tokens
from launchready.web.api.operations import BASE, OPERATIONS, Operation
from launchready.web.roles import Role
from launchready.web.tokens import Scope
from tests.report.given import everything
from tests.web.site import Site, serving
from tests.web.world import EVIL, MANIFEST, fill


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a product of these tests' own: they take incidents on."""
    with serving(tmp_path_factory.mktemp("api"), MANIFEST, fill=fill) as found:
        found.add("owner", Role.OWNER)
        found.add("viewer", Role.VIEWER)
        yield found


def make_key(site: Site, *scopes: Scope) -> str:
    """Make a key."""

    async def ask() -> str:
        _, key = await site.desk.write(
            lambda run: tokens.make(run, "CI", scopes, "owner", now=site.service.now())
        )
        return key

    return site.run(ask())


@pytest.fixture(scope="module")
def key(site: Site) -> str:
    """Give a key that reads."""
    return make_key(site, Scope.READ)


@pytest.fixture(autouse=True)
def fresh_tries(site: Site) -> Iterator[None]:
    """No test waits for what another guessed."""
    site.forget_tries()
    yield
    site.forget_tries()


def ask(
    site: Site, key: str, path: str, body: object = None, **query: object
) -> tuple[int, Any]:
    """Ask as a program does; gives the status and what the JSON says."""
    asked = f"{path}?{urlencode(query)}" if query else path
    content = b"" if body is None else json.dumps(body).encode()
    method = "GET" if body is None else "POST"
    answer = site.client().ask(asked, method, content, {"authorization": f"Bearer {key}"})
    assert "json" in answer.headers["content-type"], answer.text[:200]
    return answer.status, json.loads(answer.text)


def open_incident(site: Site, key: str) -> str:
    """Give the id of what is down."""
    _, found = ask(site, key, f"{BASE}/incidents", state="open")
    return str(found["items"][0]["id"])


def filled(operation: Operation[Any, Any], site: Site, key: str) -> tuple[str, dict[str, str]]:
    """Fill an operation's path and its required fields with what there is."""
    identity = open_incident(site, key)
    _, audits = ask(site, key, f"{BASE}/audits")
    path = operation.path.format(incident=identity, audit=audits["items"][0]["id"])
    given = {
        "/looks": {"monitor": "api"},
        "/uptime": {"monitor": "api", "from": "2020-01-01T00:00:00Z"},
        "/release": {"tag": "v1.3.0"},
    }
    return BASE + path, given.get(operation.path, {})


@pytest.fixture(scope="module")
def audited(site: Site) -> None:
    """Keep three audits of one moment."""

    async def write() -> None:
        for product in ("Acme", "Other", "Third"):
            keep = functools.partial(
                kept.keep, report=everything(product=product), added_by="CI", now=1
            )
            await site.desk.write(keep)

    site.run(write())


def test_the_document_is_openapi(site: Site, key: str) -> None:
    """It holds to OpenAPI 3.1, and no operation is missing."""
    status, document = ask(site, key, f"{BASE}/openapi.json")
    assert status == 200
    validate(document)
    listed = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item
    }
    assert listed >= {(each.method, BASE + each.path) for each in OPERATIONS}


@pytest.mark.usefixtures("audited")
@pytest.mark.parametrize("name", [each.name for each in OPERATIONS])
def test_each_answer_is_as_the_document_says(site: Site, name: str) -> None:
    """Whoever makes a client of the document can read every answer."""
    key = make_key(site, *Scope)
    operation = next(each for each in OPERATIONS if each.name == name)
    path, query = filled(operation, site, key)
    body = {"text": "looked at it"} if name == "add_note" else {}
    sent = None if operation.method == "GET" else body
    status, answer = ask(site, key, path, sent, **query)
    assert status == 200, answer
    _, document = ask(site, key, f"{BASE}/openapi.json")
    said = document["paths"][BASE + operation.path][operation.method.lower()]
    schema = said["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": document["components"]}
    resource = Resource.from_contents(whole, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("", resource)
    validator = validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    validator(whole, registry=registry).validate(answer)


@pytest.mark.usefixtures("audited")
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/looks", {"monitor": "home", "limit": 500}),
        ("/incidents", {"limit": 1}),
        ("/audits", {"limit": 1}),
        ("/deliveries", {"limit": 1}),
    ],
    ids=["looks", "incidents", "audits", "deliveries"],
)
def test_lists_are_read_to_their_end(
    site: Site, key: str, path: str, query: dict[str, object]
) -> None:
    """Following `next` gives each item once, those of one moment too, and then null."""
    seen: list[str] = []
    cursor: dict[str, object] = {}
    while True:
        _, part = ask(site, key, BASE + path, **query, **cursor)
        seen += [json.dumps(each) for each in part["items"]]
        if part["next"] is None:
            break
        cursor = {"cursor": part["next"]}
    assert len(seen) == len(set(seen))
    if path == "/audits":
        assert len(seen) == 3
    if path == "/looks":
        assert len(seen) > 900


def test_without_a_key_nothing_is_said(site: Site, key: str) -> None:
    """No key, a wrong one, a cookie, or one without the scope: refused, and said why."""
    client = site.client("owner")
    for path in (f"{BASE}/monitors", f"{BASE}/openapi.json", "/api/x"):
        answer = client.ask(path)
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert json.loads(answer.text)["title"] == "Unauthorized"
    assert ask(site, "lr_" + "x" * 43, f"{BASE}/monitors")[0] == 401
    status, said = ask(site, key, f"{BASE}/incidents/x/acknowledge", {})
    assert (status, said["detail"]) == (403, "this key lacks the scope incidents:write")


@pytest.mark.parametrize(
    ("path", "query", "detail"),
    [
        ("/looks", {}, "monitor: Field required"),
        ("/looks", {"monitor": "home", "limit": 0}, "limit: "),
        ("/looks", {"monitor": "home", "cursor": "x"}, "cursor: is none that an answer gave"),
        ("/deliveries", {"cursor": "1e9"}, "cursor: is none that an answer gave"),
        ("/incidents", {"stat": "open"}, "stat: Extra inputs are not permitted"),
        ("/uptime", {"monitor": "home", "from": "yesterday"}, "from: "),
        ("/uptime", {"monitor": "home", "from": "2099-01-01T00:00:00Z"}, "from: is not before"),
        ("/incidents/%2e%2e%2f", {}, "incident: "),
    ],
)
def test_what_is_wrong_is_named(
    site: Site, key: str, path: str, query: dict[str, object], detail: str
) -> None:
    """A wrong field is an error that names it; an unknown one is not passed over."""
    status, said = ask(site, key, BASE + path, **query)
    assert status in {404, 422}
    if status == 422:
        assert said["detail"].startswith(detail)


def test_what_is_not_there_is_not_found(site: Site, key: str) -> None:
    """Monitors, incidents, audits and releases that nobody knows are 404."""
    for path, query in (
        ("/looks", {"monitor": "x"}),
        ("/uptime", {"monitor": "x", "from": "2026-01-01T00:00:00Z"}),
        ("/incidents/x", {}),
        ("/audits/x", {}),
        ("/release", {"tag": "x"}),
        ("/nothing", {}),
    ):
        assert ask(site, key, BASE + path, **query)[0] == 404


def test_an_incident_is_taken_on_once(site: Site) -> None:
    """By the key's name, in the timeline and in the audit log; the second time is said."""
    key = make_key(site, Scope.READ, Scope.INCIDENTS)
    _, found = ask(site, key, f"{BASE}/incidents", state="open", limit=500)
    free = [each["id"] for each in found["items"] if each["acknowledged_at"] is None]
    identity = free[0] if free else found["items"][0]["id"]
    path = f"{BASE}/incidents/{identity}"
    assert ask(site, key, f"{path}/acknowledge", {}) == (200, {"done": bool(free)})
    assert ask(site, key, f"{path}/acknowledge", {}) == (200, {"done": False})
    assert ask(site, key, f"{path}/notes", {"text": f"mended {EVIL}"})[0] == 200
    _, whole = ask(site, key, path)
    assert whole["acknowledged_by"] == "token CI"
    assert whole["timeline"][-1]["text"] == f"token CI: mended {EVIL}"
    assert "<script>evil" not in site.client("viewer").ask(f"/incidents/{identity}").text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 60_000, 400),
        (b"x" * 70_000, 413),
        (b"[]", 422),
        (b"\xff", 400),
        (b'{"text": ""}', 422),
        (b'{"text": 1}', 422),
        (b'{"text": "a", "incident": "b"}', 422),
    ],
)
def test_a_body_that_is_none_is_refused(site: Site, body: bytes, status: int) -> None:
    """Too deep, too long, of another kind: said, and nothing is written."""
    key = make_key(site, Scope.READ, Scope.INCIDENTS)
    path = f"{BASE}/incidents/{open_incident(site, key)}/notes"
    answer = site.client().ask(path, "POST", body, {"authorization": f"Bearer {key}"})
    assert answer.status == status, answer.text


def test_uptime_is_told_whole_and_by_release(site: Site, key: str) -> None:
    """A month of a monitor: the outage counts, and each release has its own figures."""
    start = site.service.now() - 29 * DAY
    query = {"monitor": "api", "from": _iso(start)}
    [whole] = ask(site, key, f"{BASE}/uptime", **query)[1]["items"]
    assert 0.9 < whole["uptime"] < 1
    parts = ask(site, key, f"{BASE}/uptime", **query, by="release")[1]["items"]
    assert {"v1.1.0", "v1.2.0"} <= {each["release"] for each in parts}
    assert sum(each["up"] for each in parts) == whole["up"]
    assert len(ask(site, key, f"{BASE}/uptime", **query, by="time")[1]["items"]) > 20


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat()
