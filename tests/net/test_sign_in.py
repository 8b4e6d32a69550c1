"""The one sign-in of a run: what is sent where, and above all where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.facts.base import CannotSee
from launchready.net.html_page import read_html
from launchready.net.login_form import filled
from launchready.net.sign_in import SignIn
from tests.checks.given import manifest
from tests.collect.web_world import Asked, Reply, html, web
from tests.servers.http import answer, make_authority

LOGIN = "https://app.acme.example/login"
SECRETS = {"USER": "ana@acme.example", "PASSWORD": "correct horse"}
FORM = (
    '<form method=post action="{}"><input type=hidden name=csrf value=t0ken>'
    "<input name=remember type=checkbox><input name=email type=email>"
    "<input name=secret type=password><button name=go value=1>Sign in</button></form>"
)
DECLARED = manifest(
    routes=[{"name": "login", "url": LOGIN, "kind": "login"}],
    session={"login": "login", "username_env": "USER", "password_env": "PASSWORD"},
)


def product(
    action: str = "/session", *cookies: str, after: str = "/dashboard", form: str = FORM
) -> Reply:
    """Make a product with a login form, and what its target answers."""

    def reply(asked: Asked) -> bytes:
        if asked.path == "/login":
            return html(form.format(action))
        if asked.method == "POST":
            return answer(303, f"Location: {after}", *(f"Set-Cookie: {c}" for c in cookies))
        return html("yours")

    return reply


LIVE = "session=0123456789abcdef; Path=/; Secure; HttpOnly"


async def test_a_session_is_opened_once_and_kept(tmp_path: Path) -> None:
    """Two readers share one sign-in, whose cookie goes with each request."""
    async with web(make_authority(tmp_path), product("/session", LIVE)) as world:
        sign_in = SignIn(world.http, DECLARED, SECRETS)
        for path in ("/dashboard", "/reports"):
            await sign_in.request("GET", f"https://app.acme.example{path}")
    posts = [each for each in world.asked if each.method == "POST"]
    assert len(posts) == 1
    assert posts[0].headers["origin"] == "https://app.acme.example"
    assert [each.headers.get("cookie", "") for each in world.asked[-2:]] == [
        "session=0123456789abcdef"
    ] * 2


async def test_a_refused_sign_in_is_not_tried_again(tmp_path: Path) -> None:
    """One wrong password must not become ten, which locks accounts."""
    async with web(make_authority(tmp_path), product("/session", after="/login")) as world:
        sign_in = SignIn(world.http, DECLARED, SECRETS)
        for _ in range(3):
            with pytest.raises(CannotSee, match="the login form came back"):
                await sign_in.request("GET", "https://app.acme.example/dashboard")
    assert len([each for each in world.asked if each.method == "POST"]) == 1


@pytest.mark.parametrize(
    ("action", "form", "why"),
    [
        ("http://app.acme.example/session", FORM, "plain http"),
        ("https://elsewhere.example/session", FORM, "another site"),
        ("/session", FORM.replace("method=post", "method=get"), "into the URL"),
        ("/session", "<form method=post><input type=password><input type=password>", "no form"),
        ("/session", "nothing", "no form"),
    ],
)
async def test_a_password_is_never_sent_where_it_does_not_belong(
    action: str, form: str, why: str, tmp_path: Path
) -> None:
    """Plain http, other sites, URLs and forms that are no sign-in get nothing."""
    async with web(make_authority(tmp_path), product(action, LIVE, form=form)) as world:
        with pytest.raises(CannotSee, match=why) as error:
            await SignIn(world.http, DECLARED, SECRETS).request("GET", LOGIN)
    assert [each.method for each in world.asked] == ["GET"]
    assert "horse" not in str(error.value)


async def test_a_target_that_passes_the_password_on_is_refused(tmp_path: Path) -> None:
    """A 307 would have the browser send the password on; nothing follows it here."""

    def reply(asked: Asked) -> bytes:
        if asked.method == "POST":
            return answer(307, "Location: https://elsewhere.example/")
        return html(FORM.format("/session"))

    async with web(make_authority(tmp_path), reply) as world:
        with pytest.raises(CannotSee, match="sends the password on"):
            await SignIn(world.http, DECLARED, SECRETS).request("GET", LOGIN)


async def test_a_sign_in_without_a_session_cookie_is_none(tmp_path: Path) -> None:
    """A landing page alone proves nothing."""
    async with web(make_authority(tmp_path), product()) as world:
        with pytest.raises(CannotSee, match="no cookie that looks like a session"):
            await SignIn(world.http, DECLARED, SECRETS).request("GET", LOGIN)


@pytest.mark.parametrize(
    "url", ["http://app.acme.example/", "https://elsewhere.example/", "https://acme.example.x/"]
)
async def test_a_session_stays_with_the_product(url: str, tmp_path: Path) -> None:
    """Neither plain http nor any other host ever gets it."""
    declared = manifest(hosts={"app.acme.example": {}}, session={"cookie_env": "LIVE"})
    async with web(make_authority(tmp_path), product()) as world:
        sign_in = SignIn(world.http, declared, {"LIVE": "session=0123456789"})
        with pytest.raises(CannotSee, match="own hosts only"):
            await sign_in.request("GET", url)
    assert world.asked == []


async def test_a_sign_out_is_not_read(tmp_path: Path) -> None:
    """A GET that ends the session would blind the run to every other route."""
    async with web(make_authority(tmp_path), product("/session", LIVE)) as world:
        sign_in = SignIn(world.http, DECLARED, SECRETS)
        for path in ("/logout", "/account/sign-out", "/users/sign_out?x=1"):
            with pytest.raises(CannotSee, match="would end the session"):
                await sign_in.request("GET", f"https://app.acme.example{path}")
    assert world.asked == []


async def test_every_answer_of_the_sign_in_is_kept(tmp_path: Path) -> None:
    """Also where it was refused: there the cookies that a browser drops are to be seen."""
    bad = "session=0123456789abcdef; Domain=elsewhere.example"
    async with web(make_authority(tmp_path), product("/session", bad)) as world:
        sign_in = SignIn(world.http, DECLARED, SECRETS)
        hops = await sign_in.hops()
        again = await sign_in.hops()
    assert [(hop.method, hop.status) for hop in hops] == [
        ("GET", 200), ("POST", 303), ("GET", 200),
    ]  # fmt: skip
    assert hops[1].cookies[0].rejected
    assert again == hops
    assert len(world.asked) == 3
    assert "horse" not in repr(hops)


async def test_a_ready_session_has_no_sign_in_to_show(tmp_path: Path) -> None:
    """Where nobody signs in, that is said."""
    declared = manifest(session={"cookie_env": "LIVE"})
    async with web(make_authority(tmp_path), product()) as world:
        with pytest.raises(CannotSee, match="ready one"):
            await SignIn(world.http, declared, {"LIVE": "session=0123456789"}).hops()


@pytest.mark.parametrize("value", ["session=1\r\nx: y", "session=\N{SNOWMAN}", ""])
async def test_a_value_that_is_no_header_is_not_sent(value: str, tmp_path: Path) -> None:
    """A stray line end in the environment must not become a header, nor be quoted."""
    declared = manifest(hosts={"app.acme.example": {}}, session={"cookie_env": "LIVE"})
    async with web(make_authority(tmp_path), product()) as world:
        with pytest.raises(CannotSee, match="LIVE") as error:
            await SignIn(world.http, declared, {"LIVE": value}).request("GET", LOGIN)
    assert world.asked == []
    assert "session" not in str(error.value)


def test_a_form_is_filled_as_a_browser_would() -> None:
    """Hidden fields keep their values, boxes stay empty, the name goes where it belongs."""
    (form,) = read_html(FORM.format("/s"), LOGIN).forms
    assert filled(form, "ana", "pw") == [
        ("csrf", "t0ken"), ("email", "ana"), ("secret", "pw"), ("go", "1"),
    ]  # fmt: skip
