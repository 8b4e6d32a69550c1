"""The sign-in form sends passwords only where they belong, and in no address.

Why it matters: a password that goes over plain http, to another site or into an address
ends up in logs and histories, and with it the customer's account.

How to fix: give the form at {route} `method="post"` and an https action of its own site,
the field `type="password"` with `autocomplete="current-password"`, and a CSRF token or a
session cookie with SameSite.

References: WHATWG HTML section 4.10.18.6 (form submission);
https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html;
NIST SP 800-63B section 5.1.1.2 (password managers)
"""

from urllib.parse import urlsplit

from launchready.checks.api import (
    Form,
    FormField,
    Impact,
    OpenedPage,
    Route,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0


class Outcomes:
    """What the check can find."""

    SECURE = passes("sends the password by POST over https to its own site")
    NO_PASSWORD = passes("asks for no password on its first page")
    NOT_APPLICABLE = not_applicable("no login route")
    PLAIN_HTTP = fails(Impact.BLOCKER, "{what} over plain http")
    IN_ADDRESS = fails(Impact.HIGH, "sends the password by GET, in the address")
    OTHER_SITE = fails(Impact.HIGH, "sends the password to another site, {host}")
    READABLE = fails(Impact.HIGH, "shows the password as it is typed (type={type})")
    FALLS_BACK = fails(
        Impact.MEDIUM,
        "names no method: until its script has loaded, the password goes into the address",
    )
    NO_CSRF = fails(
        Impact.MEDIUM, "shows neither a CSRF token nor a cookie with SameSite against forgery"
    )
    BLOCKS_MANAGERS = fails(
        Impact.LOW, "keeps password managers out (autocomplete={autocomplete})"
    )
    SCRIPTED = cannot_tell("the form is made by scripts, which are not run here")
    NO_PAGE = cannot_tell("did not get to the page: {reason}")


def applies(route: Route) -> bool:
    """Leave out everything but login routes."""
    return route.kind == "login"


def judge(route: Route, opened: OpenedPage) -> Verdict:
    """Judge the form with the password, as the page's HTML has it; the worst comes first."""
    final, page = opened.trace.final, opened.page
    if final.challenge or final.failure or final.status >= 400 or not page.html:
        reason = final.challenge or final.detail or f"status {final.status}"
        return Outcomes.NO_PAGE(reason=reason)
    form = page.password_form
    if form is None:
        if page.is_shell or (page.scripts and not page.forms):
            return Outcomes.SCRIPTED()
        return Outcomes.NO_PASSWORD()
    field = form.password
    assert field is not None
    if final.url.startswith("http:"):
        return Outcomes.PLAIN_HTTP(what="is served")
    return _judge_form(form, field, opened)


def _judge_form(form: Form, field: FormField, opened: OpenedPage) -> Verdict:
    target = urlsplit(form.action)
    if target.scheme == "http":
        return Outcomes.PLAIN_HTTP(what="sends the password", action=form.action)
    if not form.same_site:
        return Outcomes.OTHER_SITE(host=target.hostname, action=form.action)
    if form.method == "get":
        return Outcomes.IN_ADDRESS(action=form.action)
    if field.type != "password":
        return Outcomes.READABLE(type=field.type, field=field.name)
    if not form.method and not form.by_script:
        # GET is the default; only scripts of the page can make it something else.
        scripted = opened.page.scripts > 0
        return Outcomes.FALLS_BACK() if scripted else Outcomes.IN_ADDRESS(action=form.action)
    cookies = [cookie for hop in opened.trace.hops for cookie in hop.cookies]
    same_site = any(cookie.same_site in {"lax", "strict"} for cookie in cookies)
    if not (form.csrf_token or opened.page.csrf_meta or same_site or form.by_script):
        return Outcomes.NO_CSRF(cookies=[cookie.name for cookie in cookies])
    if field.autocomplete == "off":
        return Outcomes.BLOCKS_MANAGERS(autocomplete=field.autocomplete)
    return Outcomes.SECURE(action=form.action)
