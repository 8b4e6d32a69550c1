"""The dashboard's routes, to be mounted beside the monitor's own."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from launchready.watch.service.run import Service
from launchready.web.api.routes import api_routes
from launchready.web.call import Call, Handler, Refused, page
from launchready.web.checklist import USUAL_STEPS
from launchready.web.desk import Desk
from launchready.web.files import serve_file
from launchready.web.keyed import Handler as KeyedHandler
from launchready.web.keyed import keyed
from launchready.web.pages import (
    audits,
    deliveries,
    incident,
    live,
    monitor,
    overview,
    releases,
    settings,
    signing_in,
)
from launchready.web.pages.status import status_routes
from launchready.web.roles import Role
from launchready.web.tokens import Scope

_EVERYBODY: Sequence[tuple[str, str, Handler]] = (
    ("GET", "/sign-in", signing_in.show_sign_in),
    ("POST", "/sign-in", signing_in.sign_in),
    ("GET", "/set-up", signing_in.show_set_up),
    ("POST", "/set-up", signing_in.set_up),
    ("GET", "/invitation/{invitation}", signing_in.show_invitation),
    ("POST", "/invitation/{invitation}", signing_in.take_invitation),
)

_SIGNED_IN: Sequence[tuple[Role, str, str, Handler]] = (
    (Role.VIEWER, "GET", "/", overview.show),
    (Role.VIEWER, "GET", "/events", live.events),
    (Role.VIEWER, "GET", "/monitor", monitor.show),
    (Role.VIEWER, "GET", "/incidents", incident.show_all),
    (Role.VIEWER, "GET", "/incidents/{incident}", incident.show),
    (Role.VIEWER, "GET", "/incidents/{incident}/post-mortem.md", incident.download),
    (Role.MEMBER, "POST", "/incidents/{incident}/acknowledge", incident.acknowledge),
    (Role.MEMBER, "POST", "/incidents/{incident}/notes", incident.add_note),
    (Role.MEMBER, "POST", "/incidents/{incident}/checklist", incident.tick),
    (Role.MEMBER, "POST", "/incidents/{incident}/updates", incident.tell_customers),
    (Role.VIEWER, "GET", "/releases", releases.show_all),
    (Role.VIEWER, "GET", "/release", releases.show),
    (Role.VIEWER, "GET", "/audits", audits.show_all),
    (Role.VIEWER, "GET", "/audits/{audit}", audits.show),
    (Role.VIEWER, "GET", "/audits/{audit}/report", audits.show_report),
    (Role.VIEWER, "GET", "/audits/{audit}/report.json", audits.download),
    (Role.VIEWER, "GET", "/deliveries", deliveries.show),
    (Role.VIEWER, "GET", "/settings", settings.show),
    (Role.VIEWER, "GET", "/settings/account", settings.show_account),
    (Role.VIEWER, "POST", "/settings/account", settings.change_password),
    (Role.OWNER, "GET", "/settings/people", settings.show_people),
    (Role.OWNER, "POST", "/settings/people", settings.add_person),
    (Role.OWNER, "POST", "/settings/people/{person}", settings.change_person),
    (Role.OWNER, "GET", "/settings/tokens", settings.show_tokens),
    (Role.OWNER, "POST", "/settings/tokens", settings.make_token),
    (Role.OWNER, "POST", "/settings/tokens/{token}", settings.take_token_back),
    (Role.OWNER, "GET", "/settings/log", settings.show_log),
    (Role.VIEWER, "POST", "/sign-out", signing_in.sign_out),
)

_PROGRAMS: Sequence[tuple[Scope, str, str, KeyedHandler]] = (
    (Scope.AUDITS, "POST", "/api/v1/audits", audits.take),
)


async def open_dashboard(
    service: Service, checklist: Sequence[str] = USUAL_STEPS, *, new_owner: bool = False
) -> Desk:
    """Make what all pages share.

    Args:
        service: the running monitor.
        checklist: steps of an incident.
        new_owner: make a set-up code though there is somebody, for owners who lost theirs.

    Returns:
        The desk; its `set_up_code` is to be told to whoever started the monitor.
    """
    desk = Desk(service, checklist)
    if new_owner or not await desk.somebody():
        desk.new_set_up_code()
    desk.set_up_again = new_owner
    return desk


def dashboard_routes(desk: Desk) -> list[BaseRoute]:
    """Give the dashboard's routes."""
    open_ = [
        Route(path, page(desk, handler, None), methods=[method])
        for method, path, handler in _EVERYBODY
    ]
    signed_in = [
        Route(path, page(desk, handler, role), methods=[method])
        for role, method, path, handler in _SIGNED_IN
    ]
    programs = [
        Route(path, keyed(desk, handler, scope), methods=[method])
        for scope, method, path, handler in _PROGRAMS
    ]
    nothing = Route("/{rest:path}", page(desk, _nothing, None), methods=["GET", "POST"])
    return [
        Route("/static/{digest}/{name}", serve_file),
        *open_,
        *signed_in,
        *programs,
        *api_routes(desk),
        *status_routes(desk),
        nothing,
    ]


async def _nothing(_: Call) -> Response:
    raise Refused(404, "There is no such page.")
