"""The status page stands, and not on the hosts that it speaks of."""

from launchready.checks.monitoring import status_page as check
from launchready.facts.base import Unseen
from launchready.facts.http import End
from launchready.facts.operations import StatusPageVisit
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest, trace

Out = check.Outcomes
URL = "https://status.acme.example/"


def given(
    visit: StatusPageVisit | Unseen | None = None, url: str | None = URL
) -> dict[str, object]:
    """Show the judge a visit of the status page."""
    declared = manifest(
        monitoring={"status_page": url} if url else {},
        hosts={"app.acme.example": {"role": "app"}},
    )
    return {
        "product": declared.product,
        "manifest": declared,
        "visit": visit or StatusPageVisit(trace(exchange(url or URL))),
    }


def answered(status: int, **fields: object) -> StatusPageVisit:
    """Make a visit with one answer."""
    end = End.FINAL if status else End.FAILED
    return StatusPageVisit(trace(exchange(URL, status, **fields), end=end))


CASES = (
    Case(Out.THERE, "answers", given()),
    Case(Out.NOT_SAID, "none", given(url=None)),
    Case(Out.DOWN, "gone", given(answered(404))),
    Case(Out.DOWN, "nothing there", given(answered(0))),
    Case(Out.ON_OWN_HOST, "a page of the app", given(url="https://app.acme.example/status")),
    Case(Out.NOT_SEEN, "no answer", given(Unseen("no answer within 10 s"))),
    Case(Out.NOT_SEEN, "challenged", given(answered(403, challenge="cloudflare"))),
)

test_outcomes = judges(check, CASES)
