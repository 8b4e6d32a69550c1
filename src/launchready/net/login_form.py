"""The form that signs in: which it is, how it is filled, and where it may be sent."""

from __future__ import annotations

import re

from launchready.facts.base import CannotSee
from launchready.net.html_page import Input, PageForm, read_html
from launchready.net.public_suffixes import registrable_domain
from launchready.net.urls import BadUrl, Url, parse_url

_USER_NAME = re.compile(r"user|e-?mail|login|account|identifier", re.IGNORECASE)
_TYPED = {"text", "email", "tel", "search", "url"}
_KEPT = {"hidden", "text", "email", "tel", "search", "url", "number"}


def login_form(text: str, url: str) -> PageForm | None:
    """Find the form that signs in: the first with exactly one password field."""
    forms = read_html(text, url).forms
    return next((form for form in forms if len(form.passwords) == 1), None)


def filled(form: PageForm, username: str, password: str) -> list[tuple[str, str]]:
    """Fill the form as a browser would send it; hidden fields (CSRF) keep their values."""
    name_field = _username_field(form)
    pairs = []
    submitted = False
    for each in form.inputs:
        if not each.name:
            continue
        if each.type == "password":
            pairs.append((each.name, password))
        elif each is name_field:
            pairs.append((each.name, username))
        elif each.type in _KEPT or (each.type in {"checkbox", "radio"} and each.checked):
            pairs.append((each.name, each.value))
        elif each.type == "submit" and not submitted:
            submitted = True
            pairs.append((each.name, each.value))
    return pairs


def _username_field(form: PageForm) -> Input | None:
    """Tell the field for the user's name: by its declaration, its name, its place."""
    typed = [each for each in form.inputs if each.type in _TYPED and each.name]
    tests = (
        lambda each: each.autocomplete.split()[-1:] in (["username"], ["email"]),
        lambda each: each.type == "email",
        lambda each: _USER_NAME.search(each.name),
    )
    for test in tests:
        for each in typed:
            if test(each):
                return each
    return typed[0] if typed else None


def safe_target(form: PageForm, page: Url) -> Url:
    """Give where the form is sent, if a password may be sent there.

    Raises:
        CannotSee: it may not.
    """
    if page.scheme != "https":
        raise CannotSee("the login page is shown over plain http, so no password is sent")
    if form.method != "post":
        raise CannotSee("the login form puts the password into the URL, so it is not sent")
    try:
        target = parse_url(form.action)
    except BadUrl:
        raise CannotSee("the login form leads to no usable address") from None
    if target.scheme != "https":
        raise CannotSee("the login form leads to plain http, so no password is sent")
    if not same_site(target.host, page.host):
        raise CannotSee(f"the login form leads to another site, {target.host}")
    return target


def same_site(one: str, other: str) -> bool:
    """Say whether two hosts are of one registrable domain, or the same."""
    site = registrable_domain(one)
    return one == other or (bool(site) and site == registrable_domain(other))
