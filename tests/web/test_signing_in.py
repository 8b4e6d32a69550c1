"""Signing in and out, the first owner, forms: nobody gets in who should not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from launchready.watch.service.throttle import Throttle
from launchready.web.call import safe_path
from launchready.web.roles import Role
from tests.web.site import PASSWORD, TOKEN, Site, serving
from tests.web.world import MANIFEST


@pytest.fixture(autouse=True)
def fresh_tries(request: pytest.FixtureRequest) -> None:
    """No test waits for what another guessed."""
    if "site" in request.fixturenames:
        request.getfixturevalue("site").forget_tries()


def test_the_first_owner_needs_the_code(tmp_path: Path) -> None:
    """Strangers cannot claim a new dashboard; whoever has the code can, once."""
    with serving(tmp_path, MANIFEST) as site:
        code = site.desk.set_up_code
        assert re.fullmatch(r"[2-9A-Z]{5}(-[2-9A-Z]{5}){3}", code)
        stranger, owner = site.client(), site.client()
        assert stranger.ask("/").headers["location"] == "/set-up"
        assert stranger.ask("/sign-in").headers["location"] == "/set-up"
        fields = {"name": "Mallory", "password": PASSWORD}
        assert stranger.fill("/set-up", {**fields, "code": ""}).status == 400
        assert stranger.fill("/set-up", {**fields, "code": "A" * 20}).status == 400
        fields = {"name": "Ana", "password": "short", "code": code}
        assert "15 characters" in owner.fill("/set-up", fields).text
        good = {"name": "Ana", "password": PASSWORD, "code": code.lower().replace("-", " ")}
        assert owner.fill("/set-up", good).status == 303
        assert "Ana" in owner.ask("/").text
        assert site.client().ask("/set-up").headers["location"] == "/"
        token = TOKEN.search(stranger.ask("/sign-in").text)
        assert token
        again = {"token": token[1], "name": "Mallory", "password": PASSWORD, "code": code}
        assert stranger.send("/set-up", again).headers["location"] == "/"
        assert stranger.sign_in("Mallory").status == 401


def test_a_code_ends_once_there_is_an_owner_elsewhere(tmp_path: Path) -> None:
    """Two instances on one store print two codes; one owner is made."""
    with serving(tmp_path, MANIFEST) as site:
        client = site.client()
        token = TOKEN.search(client.ask("/set-up").text)
        assert token
        site.add("Ana", Role.OWNER)
        code = site.desk.set_up_code
        fields = {"token": token[1], "name": "Bo", "password": PASSWORD, "code": code}
        answer = client.send("/set-up", fields)
        assert answer.status == 400
        assert "There is an owner already" in answer.text
        assert site.client().sign_in("Bo").status == 401


def test_the_code_cannot_be_guessed_for_long(tmp_path: Path) -> None:
    """After ten wrong codes even the right one is refused for a while."""
    with serving(tmp_path, MANIFEST) as site:
        client = site.client()
        token = TOKEN.search(client.ask("/set-up").text)
        assert token
        fields = {"token": token[1], "name": "Ana", "password": PASSWORD}
        found = [client.send("/set-up", {**fields, "code": "X"}).status for _ in range(11)]
        assert found == [400] * 10 + [429]
        good = {**fields, "code": site.desk.set_up_code}
        assert client.send("/set-up", good).status == 429


def test_sign_in_and_out(site: Site) -> None:
    """The cookie is for servers alone, and is worth nothing once somebody signed out."""
    client = site.client("viewer")
    assert client.ask("/").status == 200
    kept = dict(client.cookies)
    answer = client.fill("/", {}, to="/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert client.ask("/").headers["location"] == "/sign-in"
    client.cookies = kept
    assert client.ask("/").headers["location"] == "/sign-in"


def test_names_are_compared_without_case(site: Site) -> None:
    """Whoever is "owner" is "Owner" too, and nobody else can be."""
    assert site.client().sign_in(" OWNER ").status == 303


def test_wrong_names_and_wrong_passwords_look_alike(site: Site) -> None:
    """Whoever guesses does not learn which names there are."""
    client = site.client()
    answers = [client.sign_in("owner", "no"), client.sign_in("nobody", "no")]
    assert [each.status for each in answers] == [401, 401]
    assert all("The name or the password is wrong." in each.text for each in answers)


def test_guessing_a_password_is_throttled(site: Site) -> None:
    """After ten wrong tries the right one waits, from whatever address it comes."""
    client = site.client()
    found = [client.sign_in("member", f"no {n}").status for n in range(11)]
    assert found == [401] * 10 + [429]
    elsewhere = {"x-forwarded-for": "8.8.8.8"}
    token = TOKEN.search(client.ask("/sign-in").text)
    assert token
    fields = {"token": token[1], "name": "Member", "password": PASSWORD}
    answer = client.send("/sign-in", fields, elsewhere)
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0


def test_one_address_guesses_so_many_names(site: Site) -> None:
    """Twenty; another address, and whoever a silent proxy hides, are not shut out by it."""
    client = site.client()
    found_token = TOKEN.search(client.ask("/sign-in").text)
    assert found_token
    token = found_token[1]

    def try_(name: str, password: str, address: str) -> int:
        fields = {"token": token, "name": name, "password": password}
        sent = {"x-forwarded-for": address} if address else {}
        return client.send("/sign-in", fields, sent).status

    found = [try_(f"n{number}", "no", "9.9.9.9") for number in range(21)]
    assert found == [401] * 20 + [429]
    assert try_("viewer", PASSWORD, "9.9.9.9") == 429
    assert try_("viewer", PASSWORD, "8.8.8.8") == 303


def test_a_throttle_forgets_with_time() -> None:
    """Three tries in thirty seconds: one more after ten."""
    now = [100.0]
    throttle = Throttle(3, 30, lambda: now[0])
    for _ in range(3):
        assert throttle.wait_s("a") == 0
        throttle.wrong("a")
    assert throttle.wait_s("a") == pytest.approx(10)
    assert throttle.wait_s("b") == 0
    now[0] += 10
    assert throttle.wait_s("a") == 0
    throttle.wrong("a")
    assert throttle.wait_s("a") > 0
    throttle.right("a")
    assert throttle.wait_s("a") == 0


def test_a_planted_cookie_is_not_taken_over(site: Site) -> None:
    """Signing in makes a cookie of its own: what was there before opens nothing."""
    client = site.client()
    client.ask("/sign-in")
    planted = "A" * 43
    client.cookies["launchready-session"] = planted
    client.cookies["launchready-visitor"] = "B" * 43
    assert client.sign_in("viewer").status == 303
    assert client.cookies["launchready-session"] not in {planted, "B" * 43}
    attacker = site.client()
    for value in (planted, "B" * 43, ""):
        attacker.cookies["launchready-session"] = value
        assert attacker.ask("/").status == 303


def test_signing_in_again_ends_the_session_before(site: Site) -> None:
    """The old cookie of the same browser is worth nothing."""
    client = site.client("viewer")
    token = TOKEN.search(client.ask("/").text)
    assert token
    before = dict(client.cookies)
    fields = {"token": token[1], "name": "viewer", "password": PASSWORD}
    assert client.send("/sign-in", fields).status == 303
    old = site.client()
    old.cookies = before
    assert old.ask("/").status == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "https://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 303),
    ],
)
def test_forms_of_other_sites_are_refused(
    site: Site, headers: dict[str, str], status: int
) -> None:
    """Even with the right token, and signing in is no exception."""
    client = site.client()
    token = TOKEN.search(client.ask("/sign-in").text)
    assert token
    fields = {"token": token[1], "name": "viewer", "password": PASSWORD}
    assert client.send("/sign-in", fields, headers).status == status


def test_a_form_needs_its_token(site: Site) -> None:
    """None, another session's, and one from before signing in are refused."""
    client, other = site.client("viewer"), site.client("member")
    foreign = TOKEN.search(other.ask("/").text)
    assert foreign
    for fields in ({}, {"token": ""}, {"token": foreign[1]}, {"token": "\N{SNOWMAN}"}):
        assert client.send("/sign-out", fields).status == 403
    assert client.ask("/").status == 200


def test_what_is_no_form_is_refused(site: Site) -> None:
    """JSON, files, too many fields, and more than a form ever holds."""
    client = site.client("viewer")
    form = "application/x-www-form-urlencoded"
    for kind, body, status in (
        ("application/json", b"{}", 400),
        ("multipart/form-data; boundary=x", b"--x--", 400),
        (form, b"&".join(b"a=1" for _ in range(100)), 400),
        (form, b"a=%ff", 400),
        (form, b"a=" + b"b" * 70_000, 413),
    ):
        answer = client.ask("/sign-out", "POST", body, {"content-type": kind})
        assert answer.status == status
    assert client.ask("/").status == 200


def test_signing_in_leads_to_our_pages_alone(site: Site) -> None:
    """A link to sign in cannot send anybody to another site."""
    assert safe_path("/monitor?name=a%20b") == "/monitor?name=a%20b"
    for to in ("https://evil.test", "//evil.test", "/\\evil.test", "/\t/evil.test", "evil", ""):
        assert safe_path(to) == "/"
    client = site.client()
    answer = client.fill(
        "/sign-in?to=//evil.test",
        {"name": "viewer", "password": PASSWORD, "to": "//evil.test"},
    )
    assert answer.headers["location"] == "/"
    answer = site.client().ask("/?a=b&c")
    assert answer.headers["location"] == "/sign-in?to=%2F%3Fa%3Db%26c"
    live = site.client().ask("/", headers={"hx-request": "true"})
    assert (live.status, live.headers["hx-redirect"]) == (401, "/sign-in")
    assert "location" not in live.headers


def test_every_answer_carries_the_headers(site: Site) -> None:
    """No page can be framed, sniffed, kept by proxies, or run what is not our file."""
    client = site.client("viewer")
    for path in ("/", "/sign-in", "/nothing/here", "/static/x/nothing.js"):
        headers = client.ask(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_over_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    """Secure, HttpOnly, SameSite, and a name that no neighbour can set."""
    with serving(tmp_path, MANIFEST, public_url="https://watch.acme.test") as site:
        cookie = site.client().ask("/set-up").headers["set-cookie"]
        assert cookie.startswith("__Host-launchready-visitor=")
        words = {word.strip().lower() for word in cookie.split(";")}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= words
