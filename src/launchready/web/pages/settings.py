"""Settings: what is watched and who is told (read-only), people, keys, and the audit log."""

from __future__ import annotations

from starlette.responses import Response

from launchready.watch.model import DAY
from launchready.watch.store.engine import Transaction
from launchready.web import journal, passwords, people, sessions, tokens
from launchready.web.call import Call, Refused, set_cookie
from launchready.web.people import CannotDo, Person
from launchready.web.roles import MAY, Role
from launchready.web.tokens import MAY as SCOPES
from launchready.web.tokens import Scope, Token

LOG_PAGE = 100
MAX_TOKEN_DAYS = 3650


async def show(call: Call) -> Response:
    """Show what the manifest declares."""
    plan = call.desk.service.plan
    jobs = call.desk.service.ping_urls() if call.who.role.may(Role.MEMBER) else {}
    return call.render(
        "settings.html",
        watched=plan.setting.watched.values(),
        addresses=plan.addresses,
        routes=[
            (route, plan.channels[route.name].kind, plan.people.get(route.name, ""))
            for route in plan.setting.routes
        ],
        jobs=jobs,
        start=call.start,
        plan=plan,
    )


async def show_account(call: Call) -> Response:
    """Show one's own account."""
    return call.render("account.html", problem="", done=call.asked("done") == "password")


async def change_password(call: Call) -> Response:
    """Change one's own password; sessions elsewhere end."""
    desk, person = call.desk, call.who
    wait_s = desk.by_name.wait_s(person.id)
    if wait_s:
        raise Refused(429, "Too many wrong tries. Wait a few minutes.")
    desk.by_name.wrong(person.id)
    old, new = call.field("old"), call.field("new")
    fits = await desk.passwords.fits(old[: passwords.MAX_LENGTH], person.password)
    text = "" if fits else "The old password is wrong."
    text = text or passwords.problem(new)
    if text:
        return call.render("account.html", 400, problem=text, done=False)
    desk.by_name.right(person.id)
    hashed = await desk.passwords.hash(new)
    now = desk.service.now()

    def change(run: Transaction) -> str:
        people.set_password(run, person, hashed)
        return sessions.begin(run, person, now)

    secret = await desk.write(change, call.doing("changed the password"))
    response = call.go("/settings/account?done=password")
    set_cookie(desk, response, "session", secret)
    return response


async def show_people(call: Call) -> Response:
    """List people."""
    return await _people(call)


async def add_person(call: Call) -> Response:
    """Add somebody, and show the link with which they choose a password, once."""
    name, role, now = call.field("name"), _role(call), call.desk.service.now()
    text = people.name_problem(name)
    if text:
        return await _people(call, problem=text)

    def add(run: Transaction) -> tuple[Person, str]:
        person = people.add(run, name, role, now)
        return person, people.invite(run, person, now)

    try:
        person, link = await call.desk.write(add, call.doing("added", f"{name}, {role}"))
    except CannotDo as error:
        return await _people(call, problem=str(error))
    return await _people(call, invited=person, link=link)


async def change_person(call: Call) -> Response:
    """Give somebody another role or a new link, or take them out."""
    person, now = await _person(call), call.desk.service.now()
    what = call.field("what")
    try:
        if what == "role":
            role = _role(call)
            doing = call.doing("changed the role of", f"{person.name}, {role}")
            await call.desk.write(lambda run: people.set_role(run, person, role), doing)
        elif what == "link":
            doing = call.doing("made a link for", person.name)
            link = await call.desk.write(lambda run: people.invite(run, person, now), doing)
            return await _people(call, invited=person, link=link)
        elif what == "remove":
            doing = call.doing("took out", person.name)
            await call.desk.write(lambda run: people.remove(run, person), doing)
        else:
            raise Refused(400, "There is no such change.")
    except CannotDo as error:
        return await _people(call, problem=str(error))
    return call.go("/settings/people")


async def show_tokens(call: Call) -> Response:
    """List keys."""
    return await _tokens(call)


async def make_token(call: Call) -> Response:
    """Make a key, and show it, once."""
    name, now = call.field("name").strip(), call.desk.service.now()
    known = set(Scope)
    scopes = [Scope(each) for each in call.form.get("scope", ()) if each in known]
    days = call.field("days")
    lasts = int(days[:6]) if days.isascii() and days.isdigit() else 0
    text = people.name_problem(name) or ("" if scopes else "A key is good for something.")
    if text:
        return await _tokens(call, problem=text)
    ends_at = now + min(lasts, MAX_TOKEN_DAYS) * DAY if lasts else None

    def make(run: Transaction) -> tuple[Token, str]:
        return tokens.make(run, name, scopes, call.who.name, now=now, ends_at=ends_at)

    said = f"{name}: {', '.join(sorted(scopes))}"
    token, key = await call.desk.write(make, call.doing("made a token", said))
    return await _tokens(call, made=token, key=key)


async def take_token_back(call: Call) -> Response:
    """End a key."""
    identity = call.request.path_params["token"]
    found = await call.desk.read(tokens.every)
    named = next((each.name for each in found if each.id == identity), "")
    doing = call.doing("took back a token", named)
    await call.desk.write(lambda run: tokens.take_back(run, identity), doing)
    return call.go("/settings/tokens")


async def show_log(call: Call) -> Response:
    """Show the audit log."""
    before = call.asked_number("before")
    rows = await call.desk.read(lambda run: journal.read(run, before=before, limit=LOG_PAGE))
    older = rows[-1].place if len(rows) == LOG_PAGE else None
    return call.render("log.html", rows=rows, older=older)


async def _people(
    call: Call, *, problem: str = "", invited: Person | None = None, link: str = ""
) -> Response:
    return call.render(
        "people.html",
        400 if problem else 200,
        everybody=await call.desk.read(people.everybody),
        roles=MAY,
        problem=problem,
        invited=invited,
        link=f"{call.start}/invitation/{link}" if link else "",
    )


async def _tokens(
    call: Call, *, problem: str = "", made: Token | None = None, key: str = ""
) -> Response:
    return call.render(
        "tokens.html",
        400 if problem else 200,
        tokens=await call.desk.read(tokens.every),
        scopes=SCOPES,
        problem=problem,
        made=made,
        key=key,
        start=call.start,
    )


def _role(call: Call) -> Role:
    try:
        return Role(call.field("role"))
    except ValueError:
        raise Refused(400, "There is no such role.") from None


async def _person(call: Call) -> Person:
    identity = call.request.path_params["person"]
    person = await call.desk.read(lambda run: people.by_id(run, identity))
    if person is None:
        raise Refused(404, "There is nobody like that.")
    return person
