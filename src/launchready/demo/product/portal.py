"""app.acme.example: sign-in, sessions and the pages of a signed-in user."""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
from html import escape
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from launchready.demo.faults import Faults
from launchready.demo.places import APP, SECOND_USER, USER
from launchready.demo.product.accounts import Accounts
from launchready.demo.product.edge import not_found, page
from launchready.demo.product.marketing import links
from launchready.demo.product.outbox import Outbox
from launchready.demo.product.profile import Profile
from launchready.demo.product.strain import Strain

PRIVATE = "private, no-store"
MAX_FORM = 4096
ANEW_S = 0.25
"""How long the report takes where it is computed at every refresh."""
LIMIT = {"RateLimit_Policy": '"login";q=5;w=60', "RateLimit": '"login";r=5;t=60'}


class Portal:
    """The dashboard, its users and who is signed in."""

    def __init__(self, faults: Faults, passwords: tuple[str, str], outbox: Outbox) -> None:
        self._faults = faults
        self._accounts = Accounts(outbox, self._user, self._to_login)
        self._passwords = dict(zip((USER, SECOND_USER), passwords, strict=True))
        self._shown_first = ""
        self._sessions: dict[str, str] = {}
        self._key = secrets.token_bytes(32)
        self._strain = Strain(faults)
        self._profile = Profile(faults, self._user, self._to_login)

    def application(self) -> Starlette:
        """Make the host's application."""
        methods = ["GET", "POST"]
        routes = [
            Route("/", self.welcome),
            Route("/login", self.login, methods=methods),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/dashboard", self.dashboard),
            Route("/reports/monthly", self.report),
            self._profile.route(),
            Route("/auth/callback", self.callback),
            Route("/robots.txt", self.missing),
            *self._accounts.routes(),
        ]
        if self._faults.cache_deception:
            routes.append(Route("/dashboard/{rest:path}", self.deceived))
        if self._faults.env_file_served:
            routes.append(Route("/.env", self.left_behind))
        routes.append(Route("/{rest:path}", self.missing))
        return Starlette(routes=routes)

    @property
    def cookie(self) -> str:
        """Give the session cookie's name."""
        return "session" if self._faults.cookie_insecure else "__Host-session"

    def _user(self, request: Request) -> str | None:
        return self._sessions.get(request.cookies.get(self.cookie, ""))

    async def welcome(self, request: Request) -> Response:
        """Greet, and lead to sign-in or the dashboard."""
        if self._faults.redirect_loop_without_cookie and "visited" not in request.cookies:
            again = RedirectResponse("/", 302, {"cache-control": PRIVATE})
            again.set_cookie("visited", "1", secure=True, httponly=True, samesite="lax")
            return again
        if self._faults.redirect_loop_with_cookie and "visited" in request.cookies:
            return RedirectResponse("/", 302, {"cache-control": PRIVATE})
        to = "/dashboard" if self._user(request) else "/login"
        body = f'<a href="{to}">Open your dashboard</a>'
        answer = page("Acme Portal", body, cache=PRIVATE, head=links(), vary="Cookie")
        if self._faults.redirect_loop_with_cookie:
            answer.set_cookie("visited", "1", secure=True, httponly=True, samesite="lax")
        return answer

    async def left_behind(self, _request: Request) -> Response:
        """Give the file of settings that was copied along, to anyone."""
        lines = f"DATABASE_URL=postgres://portal@db/portal\nSESSION_KEY={self._key.hex()}\n"
        return Response(lines, media_type="text/plain")

    async def login(self, request: Request) -> Response:
        """Show the form, or sign in."""
        if self._faults.login_down:
            return page("Not available", "<p>Please come back.</p>", cache=PRIVATE, status=503)
        target = self._landing(request.query_params.get("next", ""))
        if self._faults.open_redirect and target.startswith(("https:", "http:", "//")):
            return RedirectResponse(target, 302)
        if request.method == "GET":
            return self._form(request, target)
        form = parse_qs((await _body(request)).decode("utf-8", "replace"))
        given = {name: values[0] for name, values in form.items()}
        target = self._landing(given.get("next", ""))
        token = request.cookies.get("__Host-form", "")
        honest = hmac.compare_digest(self._csrf(token), given.get("csrf_token", ""))
        if not (honest and token) and not self._faults.login_without_csrf:
            return self._form(request, target, "The form had expired. Please try again.", 403)
        user, password = given.get("email", ""), given.get("password", "")
        known = self._passwords.get(user)
        right = hmac.compare_digest(password.encode(), (known or "").encode())
        if not (known and right):
            return self._form(request, target, "This email or password is not right.", 401)
        return self._signed_in(user, target)

    def _landing(self, wanted: str) -> str:
        """Give where to go after sign-in: a place of this host, never another's."""
        if self._faults.open_redirect and wanted:
            return wanted
        local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
        return wanted if local and "\\" not in wanted else "/dashboard"

    def _csrf(self, token: str) -> str:
        return hmac.new(self._key, token.encode(), "sha256").hexdigest()

    def _form(
        self, request: Request, target: str, problem: str = "", status: int = 200
    ) -> Response:
        faults = self._faults
        token = request.cookies.get("__Host-form") or secrets.token_urlsafe(16)
        hidden = f'<input type="hidden" name="next" value="{escape(target)}">\n'
        if not faults.login_without_csrf:
            hidden += f'<input type="hidden" name="csrf_token" value="{self._csrf(token)}">\n'
        method = "get" if faults.login_form_get else "post"
        body = (f'<p role="alert">{escape(problem)}</p>\n' if problem else "") + (
            f'<form method="{method}" action="/login">\n{hidden}'
            '<label>Email <input type="email" name="email" autocomplete="username" required>'
            "</label>\n<label>Password "
            '<input type="password" name="password" autocomplete="current-password" required>'
            '</label>\n<button type="submit">Sign in</button>\n</form>'
        )
        limit = {} if faults.login_not_limited else LIMIT
        head = links()
        answer = page("Sign in", body, cache=PRIVATE, status=status, head=head, **limit)
        if not faults.login_without_csrf:
            answer.set_cookie("__Host-form", token, secure=True, httponly=True, samesite="lax")
        if faults.cookie_rejected:
            answer.headers.append(
                "set-cookie", "workspace=acme; Domain=portal.example; Path=/; Secure; HttpOnly"
            )
        if faults.cookie_insecure:
            answer.headers.append("set-cookie", f"{self.cookie}={token}; Path=/")
        return answer

    def _signed_in(self, user: str, target: str) -> Response:
        session = secrets.token_urlsafe(32)
        self._sessions[session] = user
        answer = RedirectResponse(target, 303, {"cache-control": PRIVATE})
        if self._faults.cookie_insecure:
            answer.headers.append("set-cookie", f"{self.cookie}={session}; Path=/")
        else:
            answer.set_cookie(self.cookie, session, secure=True, httponly=True, samesite="lax")
        return answer

    async def logout(self, request: Request) -> Response:
        """End the session."""
        self._sessions.pop(request.cookies.get(self.cookie, ""), None)
        answer = RedirectResponse("/login", 303, {"cache-control": PRIVATE})
        answer.delete_cookie(self.cookie, secure=True, httponly=True, samesite="lax")
        return answer

    async def dashboard(self, request: Request) -> Response:
        """Show a user's own figures."""
        if self._user(request) is None and not self._faults.anonymous_dashboard:
            return self._to_login(request)
        if not await self._strain.bear():
            return page("Busy", "<p>Please come back.</p>", cache=PRIVATE, status=503)
        cache = "public, max-age=600" if self._faults.dashboard_cached_publicly else PRIVATE
        user = self._user(request) or USER
        if self._faults.dashboard_shared:
            user = self._shown_first = self._shown_first or user
        return self._figures(user, cache)

    async def deceived(self, request: Request) -> Response:
        """Answer below the dashboard as if it were the dashboard (`cache_deception`)."""
        user = self._user(request)
        if user is None:
            return self._to_login(request)
        return self._figures(user, "public, max-age=14400")

    def _figures(self, user: str, cache: str) -> Response:
        rows = "".join(
            f"<tr><td>Invoice {n}</td><td>{n} seats of the team plan</td>"
            f"<td>{n * 120} EUR</td><td>paid</td></tr>\n"
            for n in range(1, 13)
        )
        hello = (
            f"<p>Hello {escape(name)}</p>\n" if (name := self._profile.greeting(user)) else ""
        )
        body = f"{hello}<p>Signed in as {escape(user)}</p>\n<table>\n{rows}</table>"
        if self._faults.dashboard_huge:
            picture = base64.b64encode(secrets.token_bytes(450_000)).decode()
            body += f'<img alt="" src="data:image/png;base64,{picture}">'
        head = links()
        return page("Dashboard", body, cache=cache, head=head, vary="Cookie")

    async def report(self, request: Request) -> Response:
        """Show the month's report."""
        user = self._user(request)
        if user is None:
            return self._to_login(request)
        if self._faults.speed_report_anew:
            await asyncio.sleep(ANEW_S)
        body = f"<p>Revenue this month: 12,400 EUR</p>\n<p>Made for {escape(user)}</p>"
        return page("Monthly report", body, cache=PRIVATE, vary="Cookie")

    def _to_login(self, request: Request) -> Response:
        place = quote(request.url.path, safe="")
        headers = {"cache-control": PRIVATE, "vary": "Cookie"}
        return RedirectResponse(f"/login?next={place}", 303, headers)

    async def callback(self, request: Request) -> Response:
        """Take a sign-in back from the identity provider; refuse one nobody began."""
        if self._faults.callback_404:
            return not_found(APP, self._faults)
        body = '<p>This sign-in was not begun here. <a href="/login">Start again</a></p>'
        return page("Sign-in not completed", body, cache=PRIVATE, status=400)

    async def missing(self, request: Request) -> Response:
        """Answer for everything else."""
        return not_found(APP, self._faults)


async def _body(request: Request) -> bytes:
    """Read a form, as far as forms of ours go."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM:
            return b""
    return body
