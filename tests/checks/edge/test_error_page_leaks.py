"""What error pages give away is told apart by what it costs."""

from launchready.checks.edge import error_page_leaks as check
from launchready.facts.errors import ErrorPage, Leak
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, host

Out = check.Outcomes
URL = "https://app.acme.example/launchready-probe-404"
TRACE = Leak("trace", "a Python stack trace")
DEBUG = Leak("debug-page", "Django's debug page")
VERSION = Leak("version", "nginx/1.18.0")


def given(
    *leaks: Leak, status: int = 404, challenge: str = "", **headers: str
) -> dict[str, object]:
    """Show an error page with its leaks."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = exchange(URL, status, headers=named, challenge=challenge)
    return {"host": host(), "page": ErrorPage(answer, leaks)}


CASES = (
    Case(Out.SILENT, "a plain 404", given(server="nginx")),
    Case(Out.SILENT, "an application that answers everything", given(status=200)),
    Case(Out.TRACE, "a trace", given(VERSION, TRACE)),
    Case(Out.DEBUG_PAGE, "a debug page with its trace", given(TRACE, DEBUG, status=500)),
    Case(Out.FAILS, "an error for what is merely unknown", given(status=500)),
    Case(Out.VERSION, "in the page", given(VERSION)),
    Case(Out.VERSION, "in the header", given(x_powered_by="PHP/7.2.24")),
    Case(Out.CHALLENGED, "a challenge", given(status=403, challenge="cloudflare")),
)

test_outcomes = judges(check, CASES)
