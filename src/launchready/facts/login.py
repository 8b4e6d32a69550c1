"""Pages as a browser would first see them: forms, scripts and frames (WHATWG HTML)."""

from __future__ import annotations

import re

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.http import SetCookie, Trace

_SESSION_NAME = re.compile(
    r"sess|(?:^|[._-])sid(?:$|[._-])|auth|token|jwt|login|remember|identity|passport|^__host-|^__secure-"
    r"|\.aspnetcore\.|sso",
    re.IGNORECASE,
)
_FORGERY_TOKEN = re.compile(r"csrf|xsrf|antiforgery|authenticity", re.IGNORECASE)
_EDGE_COOKIE = re.compile(
    r"^(__cf|cf_|_cfuvid|ak_bmsc|bm_|incap_|visid_|aws(alb|elb))", re.IGNORECASE
)


def is_session_like(cookie: SetCookie) -> bool:
    """Say whether a cookie's name and length are those of a session or credential.

    Cookies of the edge and CSRF tokens, which scripts must read, are left out.
    """
    name = cookie.name
    if _FORGERY_TOKEN.search(name) or _EDGE_COOKIE.search(name) or cookie.value_length < 8:
        return False
    return bool(_SESSION_NAME.search(name))


class FormField(Struct, frozen=True):
    """One input of a form.

    Attributes:
        name: name or id, cut to 100 characters.
        type: lower case; "text" where none is given.
        autocomplete: lower case, or "".
    """

    name: str
    type: str
    autocomplete: str = ""


class Form(Struct, frozen=True):
    """One form of a page.

    Attributes:
        method: "get", "post" or "dialog"; "" where the page names none, which is GET.
        action: absolute URL that it goes to, secrets masked.
        same_site: that URL is of the page's registrable domain.
        fields: its inputs, hidden ones too.
        csrf_token: a hidden field that looks like a CSRF token.
        by_script: fields that lie outside any form element, which only a script can send.
    """

    method: str
    action: str
    same_site: bool
    fields: tuple[FormField, ...]
    csrf_token: bool = False
    by_script: bool = False

    @property
    def password(self) -> FormField | None:
        """Give the field for a password, whatever its type says."""
        for each in self.fields:
            if each.type == "password":
                return each
        wanted = re.compile(r"passw|^pwd$|^pass$", re.IGNORECASE)
        return next(
            (each for each in self.fields if each.type == "text" and wanted.search(each.name)),
            None,
        )

    @property
    def identifies(self) -> bool:
        """Say whether it asks who the visitor is, by name or by mail address."""
        wanted = re.compile(r"e-?mail|user|login|account|identifier|phone", re.IGNORECASE)
        return any(
            each.type in {"email", "tel"}
            or (each.type == "text" and wanted.search(f"{each.name} {each.autocomplete}"))
            for each in self.fields
        )


class Page(Struct, frozen=True):
    """What can be told of an HTML document without running it.

    Attributes:
        html: it is one.
        title: text, cut to 100 characters.
        text_length: visible characters.
        scripts: how many script elements there are that run.
        forms: in order.
        frames: hosts of frames that are of another site.
        sign_in_links: addresses or texts of links and buttons that start a sign-in.
        csrf_meta: a meta element that holds a CSRF token for scripts.
    """

    html: bool = False
    title: str = ""
    text_length: int = 0
    scripts: int = 0
    forms: tuple[Form, ...] = ()
    frames: tuple[str, ...] = ()
    sign_in_links: int = 0
    csrf_meta: bool = False

    @property
    def password_form(self) -> Form | None:
        """Give the first form that asks for a password."""
        return next((form for form in self.forms if form.password), None)

    @property
    def is_shell(self) -> bool:
        """Say whether scripts make whatever the page shows."""
        return self.html and self.scripts > 0 and self.text_length < 200 and not self.forms


class OpenedPage(Fact, frozen=True):
    """A route opened by a new visitor: a browser with cookies, but no session.

    Attributes:
        trace: every hop.
        page: the final answer's document.
        json_error: the final answer is JSON that tells an error and nothing else.
    """

    trace: Trace
    page: Page
    json_error: bool = False
