"""Opened pages and cookies to show to judges."""

from __future__ import annotations

from typing import Any

from launchready.facts.http import Body, End, SetCookie
from launchready.facts.login import Form, FormField, OpenedPage, Page
from tests.checks.given import exchange, trace

LOGIN = "https://app.acme.example/login"
USER = FormField("email", "email", "username")
PASSWORD = FormField("password", "password", "current-password")


def form(*fields: FormField, **changes: Any) -> Form:
    """Make a sign-in form where everything is as it should be."""
    return Form(
        **{
            "method": "post",
            "action": LOGIN,
            "same_site": True,
            "fields": fields or (USER, PASSWORD),
            "csrf_token": True,
            **changes,
        }
    )


def page(*forms: Form, **changes: Any) -> Page:
    """Make a document with some text."""
    return Page(
        **{"html": True, "title": "Acme", "text_length": 900, "forms": forms, **changes}
    )


def opened(
    what: Page | None = None,
    *,
    url: str = LOGIN,
    status: int = 200,
    to: str = "",
    end: End = End.FINAL,
    json_error: bool = False,
    **fields: Any,
) -> OpenedPage:
    """Make a route opened by a new visitor; `to` is where a redirect led first."""
    fields.setdefault("body", Body(size=1200))
    hops = [exchange(url, 302, headers={"Location": to})] if to else []
    hops.append(exchange(to or url, status, **fields))
    return OpenedPage(trace(*hops, end=end), what or Page(), json_error)


def cookie(name: str = "session", **fields: Any) -> SetCookie:
    """Make a session cookie where everything is as it should be."""
    return SetCookie(
        **{
            "name": name,
            "value_hash": "0123456789ab",
            "value_length": 32,
            "domain": "",
            "path": "/",
            "secure": True,
            "http_only": True,
            "same_site": "lax",
            "max_age": None,
            **fields,
        }
    )
