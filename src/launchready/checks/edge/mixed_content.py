"""Pages over https load nothing over plain http, nor from the reader's own computer.

Why it matters: browsers block scripts, styles and frames over http in an https page, so
that the page breaks for everyone but the developer; a form sent over http lets the
network read what was typed.

How to fix: write the addresses that {route} loads with https:// or without a scheme, from
one setting per environment; search templates and stored content for the old ones. Until
then, Content-Security-Policy: upgrade-insecure-requests makes browsers ask over https.

References: https://www.w3.org/TR/mixed-content/; https://www.w3.org/TR/upgrade-insecure-requests/
"""

import ipaddress
from urllib.parse import urlsplit

from launchready.checks.api import (
    Impact,
    PageContent,
    Route,
    Verdict,
    cannot_tell,
    fails,
    not_applicable,
    passes,
)

EFFORT_HOURS = 1.0

_PAGES = {"page", "login", "report"}
_UPGRADED = {"image", "media"}
"""What browsers ask for over https by themselves first (Mixed Content, section 2.1)."""


class Outcomes:
    """What the check can find."""

    NONE = passes("loads {count} files, none over plain http")
    UPGRADED = passes("names {count} addresses over http, and tells browsers to ask over https")
    NOT_APPLICABLE = not_applicable("no page for people")
    NO_PAGE = not_applicable("shows no HTML")
    PASSWORD_SENT = fails(Impact.BLOCKER, "sends a password over plain http to {url}")
    OWN_COMPUTER = fails(Impact.HIGH, "loads from the reader's own computer or network: {url}")
    BLOCKED = fails(Impact.HIGH, "loads over http what browsers block ({use}): {url}")
    FORM_SENT = fails(Impact.MEDIUM, "sends a form over plain http to {url}")
    PASSIVE = fails(Impact.LOW, "loads an {use} over http: {url}")
    PLAIN = cannot_tell("is itself shown over plain http")
    CUT = cannot_tell("is too long to be read in full, and its beginning loads nothing so")


def applies(route: Route) -> bool:
    """Leave out what no browser shows."""
    return route.kind in _PAGES and route.access != "service"


def judge(route: Route, page: PageContent) -> Verdict:
    """Judge what the HTML names; what scripts load later is not seen."""
    if not page.html:
        return Outcomes.NO_PAGE()
    if not page.url.startswith("https://"):
        return Outcomes.PLAIN()
    local = [part.url for part in page.subresources if _is_own_computer(part.url)]
    if local and not _is_own_computer(page.url):
        return Outcomes.OWN_COMPUTER(url=local[0], urls=local[:5])
    plain = [part for part in page.subresources if _is_plain(part.url)]
    forms = [form for form in page.forms if _is_plain(form.action)]
    if any("upgrade-insecure-requests" in policy.lower() for policy in page.policies):
        # Forms to other hosts are not upgraded (Upgrade Insecure Requests, section 3.2).
        own = urlsplit(page.url).hostname
        forms = [form for form in forms if urlsplit(form.action).hostname != own]
        if plain and not forms:
            return Outcomes.UPGRADED(count=len(plain), urls=[part.url for part in plain[:5]])
        plain = []
    blocked = [part for part in plain if part.use not in _UPGRADED]
    passwords = [form.action for form in forms if form.password]
    if passwords:
        return Outcomes.PASSWORD_SENT(url=passwords[0])
    if blocked:
        urls = [part.url for part in blocked[:5]]
        return Outcomes.BLOCKED(use=blocked[0].use, url=urls[0], urls=urls)
    if forms:
        return Outcomes.FORM_SENT(url=forms[0].action)
    if plain:
        return Outcomes.PASSIVE(use=plain[0].use, url=plain[0].url, count=len(plain))
    return Outcomes.CUT() if page.cut else Outcomes.NONE(count=len(page.subresources))


def _is_plain(url: str) -> bool:
    return url.startswith("http://")


def _is_own_computer(url: str) -> bool:
    """Say whether an address means the machine or network of whoever reads the page."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
