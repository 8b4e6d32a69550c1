"""Signing in and out, the first set-up, and choosing a password."""

from __future__ import annotations

import math

from starlette.responses import Response

from launchready.watch.store.engine import Transaction
from launchready.web import passwords, people, sessions
from launchready.web.call import Call, Refused, cookie_name, safe_path, set_cookie
from launchready.web.people import CannotDo, Person
from launchready.web.roles import Role

_CODE = "the set-up code\n"
"""Under which wrong codes are counted; nobody can have this name."""


async def show_sign_in(call: Call) -> Response:
    """Show the form; whoever is signed in goes on."""
    if call.person is not None:
        return call.go(safe_path(call.asked("to")))
    if not await call.desk.somebody():
        return call.go("/set-up")
    return call.render("sign_in.html", to=safe_path(call.asked("to")), name="", problem="")


async def sign_in(call: Call) -> Response:
    """Sign somebody in; who guesses waits longer and longer."""
    desk, address = call.desk, call.address
    name, password = call.field("name"), call.field("password")
    to = safe_path(call.field("to"))
    key = f"name {name.strip().casefold()[: people.MAX_NAME]}"
    wait_s = max(desk.by_address.wait_s(address), desk.by_name.wait_s(key))
    if wait_s:
        text = f"Too many wrong tries. Wait {math.ceil(wait_s / 60)} min, then try again."
        response = call.render("sign_in.html", 429, to=to, name=name, problem=text)
        response.headers["retry-after"] = str(math.ceil(wait_s))
        return response
    person = await desk.read(lambda run: people.by_name(run, name[: people.MAX_NAME]))
    hashed = person.password if person else ""
    # Counted before it is tried: many tries at once are many tries.
    desk.by_address.wrong(address)
    desk.by_name.wrong(key)
    fits = await desk.passwords.fits(password[: passwords.MAX_LENGTH], hashed)
    if person is None or not fits:
        if person is not None:
            doing = desk.doing(person.name, "failed to sign in", "", address)
            await desk.write(lambda _: None, doing)
        text = "The name or the password is wrong."
        return call.render("sign_in.html", 401, to=to, name=name, problem=text)
    desk.by_address.right(address)
    desk.by_name.right(key)
    return await _begin(call, person, to)


async def sign_out(call: Call) -> Response:
    """Sign out here."""
    await call.desk.write(lambda run: sessions.end(run, call.secret), call.doing("signed out"))
    response = call.go("/sign-in")
    response.delete_cookie(
        cookie_name(call.desk, "session"), secure=call.desk.secure, httponly=True
    )
    return response


async def show_set_up(call: Call) -> Response:
    """Show the form that makes the first owner."""
    if not call.desk.set_up_code:
        return call.go("/")
    return call.render("set_up.html", name="", problem="")


async def set_up(call: Call) -> Response:
    """Make an owner of whoever knows the code, once."""
    desk, address = call.desk, call.address
    if not desk.set_up_code:
        return call.go("/")
    name, password = call.field("name"), call.field("password")
    if desk.by_name.wait_s(_CODE):
        raise Refused(429, "Too many wrong tries. Wait a few minutes.")
    fits = desk.set_up_code_fits(call.field("code"))
    if not fits:
        desk.by_name.wrong(_CODE)
    text = (
        ("" if fits else "The code is wrong. It stands where the monitor was started.")
        or people.name_problem(name)
        or passwords.problem(password)
    )
    if text:
        return call.render("set_up.html", 400, name=name, problem=text)
    hashed = await desk.passwords.hash(password)

    def make(run: Transaction) -> Person:
        # Another instance on the same store has a code, too, and may have been quicker.
        if people.anybody(run) and not desk.set_up_again:
            raise CannotDo("There is an owner already.")
        return people.add(run, name, Role.OWNER, desk.service.now(), hashed)

    # Whoever comes second with the same code is too late.
    code, desk.set_up_code = desk.set_up_code, ""
    if not code:
        return call.go("/")
    try:
        person = await desk.write(make, desk.doing(name, "set up", "owner", address))
    except BaseException as error:
        desk.set_up_code = code
        if isinstance(error, CannotDo):
            return call.render("set_up.html", 400, name=name, problem=str(error))
        raise
    return await _begin(call, person, "/")


async def show_invitation(call: Call) -> Response:
    """Show the form in which somebody who was invited chooses a password."""
    person = await _invited(call)
    return call.render("invitation.html", name=person.name, problem="")


async def take_invitation(call: Call) -> Response:
    """Set the password, and sign in."""
    person = await _invited(call)
    password = call.field("password")
    text = passwords.problem(password)
    if text:
        return call.render("invitation.html", 400, name=person.name, problem=text)
    hashed = await call.desk.passwords.hash(password)
    await call.desk.write(
        lambda run: people.set_password(run, person, hashed),
        call.desk.doing(person.name, "chose a password", "", call.address),
    )
    return await _begin(call, person, "/")


async def _invited(call: Call) -> Person:
    desk, address = call.desk, call.address
    invitation = call.request.path_params["invitation"]
    if desk.by_address.wait_s(address):
        raise Refused(429, "Too many wrong tries. Wait a few minutes.")
    now = desk.service.now()
    person = await desk.read(lambda run: people.by_invitation(run, invitation, now))
    if person is None:
        desk.by_address.wrong(address)
        raise Refused(404, "This link is not valid, or not any more. Ask an owner for another.")
    return person


async def _begin(call: Call, person: Person, to: str) -> Response:
    """Begin a session with a cookie of its own, whatever the browser brought."""
    desk, now = call.desk, call.desk.service.now()
    old = call.secret if call.person else ""

    def begin(run: Transaction) -> str:
        if old:
            sessions.end(run, old)
        return sessions.begin(run, person, now)

    secret = await desk.write(begin, desk.doing(person.name, "signed in", "", call.address))
    response = call.go(to)
    set_cookie(desk, response, "session", secret)
    return response
