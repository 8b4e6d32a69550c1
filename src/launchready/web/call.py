"""What a page is given, and what stands before each page: who asks, and may they.

`page` wraps a handler: it finds who is signed in, refuses whom it must, reads a form and
its token, and turns what goes wrong into a page that says so.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from launchready.watch.service.throttle import address_of
from launchready.watch.store.engine import StoreError
from launchready.web import sessions
from launchready.web.desk import Desk
from launchready.web.forms import NoForm, TooMuch, read_form
from launchready.web.headers import SECURITY
from launchready.web.journal import Doing
from launchready.web.people import Person
from launchready.web.roles import Role
from launchready.web.templates import templates

log = logging.getLogger("launchready.web")


class Refused(Exception):
    """The answer is a page that says why not.

    Attributes:
        status: of HTTP.
        text: for people.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


@dataclass(slots=True)
class Call:
    """One request for a page.

    Attributes:
        desk: what all pages share.
        request: as it came.
        person: who is signed in; None of nobody.
        secret: of the cookie, to which forms are tied.
        fresh: the cookie is new, and must be set.
        form: what was sent, each field with all its values.
        count: of changes, before anything was read.
    """

    desk: Desk
    request: Request
    person: Person | None
    secret: str
    fresh: bool = False
    form: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    count: int = 0

    @property
    def who(self) -> Person:
        """Give who is signed in, on a page for nobody else."""
        assert self.person is not None
        return self.person

    @property
    def address(self) -> str:
        """Say from where they ask."""
        return address_of(self.request)

    @property
    def here(self) -> str:
        """Give the page's own path, with its parameters."""
        query = self.request.url.query
        return f"{self.request.url.path}?{query}" if query else self.request.url.path

    @property
    def start(self) -> str:
        """Give what links to us begin with, for people to copy."""
        public = self.desk.service.plan.public_url.rstrip("/")
        return public or f"{self.request.url.scheme}://{self.request.headers.get('host', '')}"

    def field(self, name: str) -> str:
        """Give a field of the form; "" where it was not sent."""
        return self.form.get(name, ("",))[-1]

    def asked(self, name: str) -> str:
        """Give a parameter of the URL; "" where there is none."""
        return self.request.query_params.get(name, "").replace("\0", "")

    def asked_number(self, name: str) -> int | None:
        """Give a parameter of the URL that is a number, such as a cursor; else None."""
        text = self.asked(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def render(self, template: str, status: int = 200, **values: object) -> Response:
        """Answer with a page."""
        desk, person = self.desk, self.person
        text = (
            templates()
            .get_template(template)
            .render(
                product=desk.service.plan.product,
                person=person,
                can_write=person is not None and person.role.may(Role.MEMBER),
                is_owner=person is not None and person.role is Role.OWNER,
                form_token=sessions.form_token(self.secret),
                path=self.request.url.path,
                now=desk.service.now(),
                count=self.count,
                **values,
            )
        )
        return self.dress(HTMLResponse(text, status))

    def go(self, path: str) -> Response:
        """Answer by sending the browser on to a page of ours, after a form."""
        return self.dress(RedirectResponse(path, 303))

    def doing(self, what: str, about: str = "") -> Doing:
        """Make a line of the audit log."""
        return self.desk.doing(self.who.name, what, about, self.address)

    async def note(self, what: str, about: str = "") -> None:
        """Write into the audit log what was done elsewhere."""
        await self.desk.write(lambda _: None, self.doing(what, about))

    def dress(self, response: Response) -> Response:
        """Add the headers that every answer carries, and a new cookie."""
        for name, value in SECURITY.items():
            response.headers.setdefault(name, value)
        if self.fresh:
            set_cookie(self.desk, response, "visitor", self.secret)
        return response


Handler = Callable[[Call], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def page(desk: Desk, handler: Handler, role: Role | None = Role.VIEWER) -> Endpoint:
    """Make an endpoint of a handler.

    Args:
        desk: what all pages share.
        handler: makes the page.
        role: who may see it, or send its form; None for everybody.
    """

    async def endpoint(request: Request) -> Response:
        call = Call(desk, request, None, "", count=desk.service.changes.count)
        try:
            await _recognise(call)
            if role is not None:
                turned = await _turned_away(call, role)
                if turned is not None:
                    return turned
            if request.method == "POST":
                await _take_form(call)
            return await handler(call)
        except Refused as refused:
            return call.render("refused.html", refused.status, text=refused.text)
        except StoreError:
            text = "The monitor's store does not answer. Try again in a moment."
            return call.render("refused.html", 503, text=text)
        except Exception:
            log.exception("a fault in the page %s", request.url.path)
            text = "This page was lost to a fault in launchready. Its log says more."
            return call.render("refused.html", 500, text=text)

    return endpoint


def cookie_name(desk: Desk, what: str) -> str:
    """Name a cookie; over HTTPS so that no other host can have set it (RFC 6265bis)."""
    return f"__Host-launchready-{what}" if desk.secure else f"launchready-{what}"


def set_cookie(desk: Desk, response: Response, what: str, secret: str) -> None:
    """Set a cookie that no script reads and no other site sends."""
    response.set_cookie(
        cookie_name(desk, what),
        secret,
        max_age=sessions.LASTS // 1000 if what == "session" else None,
        path="/",
        secure=desk.secure,
        httponly=True,
        samesite="lax",
    )


async def _recognise(call: Call) -> None:
    """Find who asks."""
    desk, now = call.desk, call.desk.service.now()
    visitor = call.request.cookies.get(cookie_name(desk, "visitor"), "")
    call.fresh = not 40 <= len(visitor) <= 60
    call.secret = sessions.new_secret() if call.fresh else visitor
    secret = call.request.cookies.get(cookie_name(desk, "session"), "")
    if not secret:
        return
    session = await desk.read(lambda run: sessions.find(run, secret, now))
    if session is None:
        return
    call.person, call.secret, call.fresh = session.person, secret, False
    if now - session.seen_at > sessions.NOTED_EVERY:
        await desk.write(lambda run: sessions.note_use(run, secret, now))


async def _turned_away(call: Call, role: Role) -> Response | None:
    if call.person is None:
        if call.request.method not in {"GET", "HEAD"}:
            raise Refused(401, "You are not signed in, or not any more.")
        if not await call.desk.somebody():
            return call.go("/set-up")
        here = call.request.url
        to = quote(f"{here.path}?{here.query}" if here.query else here.path, safe="")
        response = call.go("/sign-in" if to == "%2F" else f"/sign-in?to={to}")
        if "hx-request" in call.request.headers:
            # A live page is to go there as a whole, not to put it into itself.
            response.status_code = 401
            response.headers["hx-redirect"] = response.headers["location"]
            del response.headers["location"]
        return response
    if not call.person.role.may(role):
        raise Refused(403, f"This is for {'owners' if role is Role.OWNER else 'members'}.")
    return None


async def _take_form(call: Call) -> None:
    headers = call.request.headers
    origin = headers.get("origin")
    # A proxy may ask under another name than people do.
    ours = {headers.get("host"), urlsplit(call.desk.service.plan.public_url).netloc}
    elsewhere = origin is not None and _netloc(origin) not in ours
    if elsewhere or headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise Refused(403, "This form was sent from another site.")
    try:
        call.form = await read_form(call.request)
    except TooMuch:
        raise Refused(413, "This is more than fits into a form here.") from None
    except NoForm:
        raise Refused(400, "This is no form.") from None
    if not sessions.form_token_fits(call.secret, call.field("token")):
        raise Refused(403, "This page was open for too long, or in another session. Reload it.")


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc or "nowhere"
    except ValueError:
        return "nowhere"


def safe_path(to: str) -> str:
    """Give a path of ours to go on to; "/" for anything that leads elsewhere."""
    plain = to.startswith("/") and to.isascii() and to.isprintable()
    return to if plain and not to.startswith("//") and "\\" not in to else "/"
