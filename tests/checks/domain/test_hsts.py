"""Strict-Transport-Security is read as browsers read it."""

import pytest

from launchready.checks.domain import hsts as check
from launchready.facts.http import EntryPoints, Failure, Trace
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import challenged, failed, hop, path
from tests.checks.given import exchange, host, manifest, trace

APP, APEX = "https://app.acme.example/", "https://acme.example/"
YEAR = "max-age=31536000"


def shown(visit: Trace, name: str = "app.acme.example", role: str = "app") -> dict[str, object]:
    """Show the judge one host's front door."""
    return {
        "host": host(name, role=role),
        "entries": EntryPoints((visit,)),
        "manifest": manifest(),
    }


def sent(*values: str, url: str = APP) -> Trace:
    """Make an answer with so many fields of the header."""
    headers = tuple(("strict-transport-security", value) for value in values)
    return trace(exchange(url, headers=headers))


def apex(*values: str, meant: bool | None = None) -> dict[str, object]:
    """Show the judge the apex, sending the header; `meant` is what the manifest says."""
    given = shown(sent(*values, url=APEX), "acme.example", "marketing")
    return {**given, "host": host("acme.example", role="marketing", hsts_preload=meant)}


Out = check.Outcomes

CASES = (
    Case(Out.ON, "a year", shown(sent(YEAR))),
    Case(
        Out.ON,
        "with subdomains, quoted, in capitals",
        apex('MAX-AGE="31536000"; IncludeSubDomains'),
    ),
    Case(Out.ON, "exactly 180 days", shown(sent("max-age=15552000"))),
    Case(Out.ON, "preload below the apex means nothing", shown(sent(f"{YEAR}; preload"))),
    Case(
        Out.ON,
        "sent after a redirect on the same host",
        shown(
            trace(
                hop(APP, "/login", 302),
                exchange(f"{APP}login", headers={"Strict-Transport-Security": YEAR}),
            )
        ),
    ),
    Case(Out.MISSING, "the app sends none", shown(path(APP))),
    Case(Out.MISSING, "the apex sends none", shown(path(APEX), "acme.example", "other")),
    Case(
        Out.MISSING_ASIDE,
        "www sends none",
        shown(path("https://www.acme.example/", APEX), "www.acme.example", "redirect"),
    ),
    Case(Out.TURNED_OFF, "max-age=0", shown(sent("max-age=0"))),
    Case(Out.TURNED_OFF, "the first field counts", shown(sent("max-age=0", YEAR))),
    Case(Out.INVALID, "no max-age", shown(sent("includeSubDomains"))),
    Case(Out.INVALID, "two of a kind", shown(sent("max-age=1; max-age=2"))),
    Case(Out.INVALID, "a word for a number", shown(sent("max-age=year"))),
    Case(Out.INVALID, "commas for semicolons", shown(sent(f"{YEAR}, includeSubDomains"))),
    Case(Out.SHORT, "a second under 180 days", shown(sent("max-age=15551999"))),
    Case(Out.PRELOAD_UNREADY, "without subdomains", apex(f"{YEAR}; preload")),
    Case(
        Out.PRELOAD_UNREADY,
        "for 200 days",
        apex("max-age=17280000; includeSubDomains; preload"),
    ),
    Case(Out.PRELOADED, "meant", apex(f"{YEAR}; includeSubDomains; preload", meant=True)),
    Case(Out.PRELOAD_UNMEANT, "not meant", apex(f"{YEAR}; preload", meant=False)),
    Case(Out.PRELOAD_MEANT, "complete", apex(f"{YEAR}; includeSubDomains; preload")),
    Case(Out.NOT_SEEN, "no https", shown(failed(APP, failure=Failure.TLS))),
    Case(Out.NOT_SEEN, "a bot protection", shown(challenged(APP))),
)

test_outcomes = judges(check, CASES)


@pytest.mark.parametrize("role", ["api", "assets"])
def test_programs_need_none(role: str) -> None:
    """Hosts that nobody types are left out."""
    assert not check.applies(host(role=role))
    assert check.applies(host(role="app"))
