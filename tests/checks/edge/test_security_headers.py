"""What pages tell browsers to refuse: the worst gap of a host is named, with its page."""

from typing import Any

import pytest

from launchready.checks.edge import security_headers as check
from launchready.facts.http import HttpExchange
from launchready.facts.pages import PageAnswers
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, host, manifest

Out = check.Outcomes
LOGIN = "https://app.acme.example/login"
PRICING = "https://app.acme.example/pricing"
STRICT = "default-src 'none'; script-src 'nonce-r4nd0m'; frame-ancestors 'none'"


def page(url: str = LOGIN, *, status: int = 200, **headers: str) -> HttpExchange:
    """Make a page with everything set; a field given as "" is left out."""
    fields = {
        "content_security_policy": STRICT,
        "x_content_type_options": "nosniff",
        **headers,
    }
    named = {name.replace("_", "-"): value for name, value in fields.items() if value}
    return exchange(url, status, headers=named)


def given(
    *answers: HttpExchange, signs_in: bool = True, unseen: tuple[str, ...] = (), **meta: Any
) -> dict[str, Any]:
    """Show the pages of the app, which has a sign-in or none."""
    kind = "login" if signs_in else "page"
    routes = [{"name": "first", "url": LOGIN, "kind": kind}]
    return {
        "host": host(),
        "pages": PageAnswers(answers, unseen=unseen, **meta),
        "manifest": manifest(routes=routes),
    }


def scripts(policy: str) -> HttpExchange:
    """Make a page whose policy limits scripts so."""
    return page(content_security_policy=f"{policy}; frame-ancestors 'none'")


CASES = (
    Case(Out.PROTECTED, "all set", given(page())),
    Case(
        Out.PROTECTED,
        "an old browser's frame protection",
        given(page(content_security_policy="default-src 'self'", x_frame_options="DENY")),
    ),
    Case(
        Out.PROTECTED,
        "nonces, with unsafe-inline for old browsers",
        given(scripts("script-src 'nonce-r4nd0m' 'unsafe-inline' https:  'strict-dynamic'")),
    ),
    Case(
        Out.PROTECTED,
        "two policies, of which one is strict",
        given(page(content_security_policy=f"script-src 'unsafe-inline', {STRICT}")),
    ),
    Case(
        Out.FRAMEABLE,
        "a policy in the page cannot forbid frames",
        given(page(content_security_policy=""), policies=((LOGIN, STRICT),)),
    ),
    Case(Out.FRAMEABLE, "no protection", given(page(content_security_policy=""))),
    Case(
        Out.FRAMEABLE,
        "any site may",
        given(scripts("frame-ancestors *; script-src 'self'")),
    ),
    Case(
        Out.FRAMEABLE,
        "a value that browsers ignore",
        given(
            page(
                content_security_policy="script-src 'self'",
                x_frame_options="ALLOW-FROM https://acme.example",
            )
        ),
    ),
    Case(
        Out.MISSING,
        "where nobody signs in, frames are a lesser matter",
        given(page(content_security_policy=""), signs_in=False),
    ),
    Case(Out.MISSING, "types are guessed", given(page(x_content_type_options=""))),
    Case(
        Out.MISSING,
        "one page of two",
        given(page(), page(PRICING, content_security_policy="frame-ancestors 'none'")),
    ),
    Case(Out.ADDRESS_TOLD, "in the header", given(page(referrer_policy="unsafe-url"))),
    Case(
        Out.ADDRESS_TOLD,
        "in the page",
        given(page(), referrers=((LOGIN, "no-referrer-when-downgrade"),)),
    ),
    Case(
        Out.PROTECTED,
        "the last policy that browsers know",
        given(page(referrer_policy="unsafe-url, strict-origin, new-one")),
    ),
    Case(Out.ANY_SCRIPT, "inline scripts", given(scripts("script-src 'self' 'unsafe-inline'"))),
    Case(Out.ANY_SCRIPT, "scripts of any site", given(scripts("default-src https:"))),
    Case(Out.NO_PAGES, "none", given()),
    Case(Out.NOT_SEEN, "none answered", given(unseen=(f"{LOGIN}: timed out",))),
    Case(Out.NOT_SEEN, "one did not answer", given(page(), unseen=(f"{PRICING}: timed out",))),
)

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize("policy", [";;;", "script-src", "frame-ancestors", "a " * 5000, ","])
def test_odd_policies_are_read(policy: str) -> None:
    """A policy that says little or nothing is judged all the same."""
    assert check.judge(**given(page(content_security_policy=policy))).summary
