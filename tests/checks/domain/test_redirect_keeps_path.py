"""What a deep link's path becomes on its way to the canonical."""

from launchready.checks.domain import redirect_keeps_path as check
from launchready.facts.http import Failure, Trace
from launchready.facts.redirects import DeepLinks
from tests.checks.cases import Case, judges
from tests.checks.domain.redirect_cases import challenged, failed, path
from tests.checks.given import manifest

QUERY = "utm_source=launchready&gclid=launchready-probe"
DEEP = f"/launchready-probe?{QUERY}"
WWW, CANONICAL = "https://www.acme.example", "https://acme.example"
AT_LOGIN = f"{CANONICAL}/login?next=/launchready-probe"


def given(*traces: Trace, unseen: tuple[str, ...] = ()) -> dict[str, object]:
    """Show the judge deep links."""
    declared = manifest()
    links = DeepLinks("/launchready-probe", QUERY, traces, unseen)
    return {"product": declared.product, "manifest": declared, "links": links}


def lands(*urls: str, final: int = 404) -> Trace:
    """Make a deep link at www that lands somewhere."""
    return path(f"{WWW}{DEEP}", *urls, final=final)


GOOD = lands(f"{CANONICAL}{DEEP}")
Out = check.Outcomes

CASES = (
    Case(Out.KEPT, "kept", given(GOOD)),
    Case(Out.KEPT, "kept, then sign-in", given(lands(f"{CANONICAL}{DEEP}", AT_LOGIN))),
    Case(Out.NO_REDIRECTS, "nothing redirects", given()),
    Case(
        Out.NOT_LANDED,
        "the certificate is wrong",
        given(failed(f"http://www.acme.example{DEEP}", f"{WWW}{DEEP}", failure=Failure.TLS)),
    ),
    Case(Out.NOT_SEEN, "no answer in time", given(GOOD, unseen=("url: time-out",))),
    Case(Out.LOST, "to the front page", given(GOOD, lands(f"{CANONICAL}/"))),
    Case(Out.NOT_REDIRECTED, "the front page alone redirects", given(lands())),
    Case(Out.NOT_SEEN, "a bot protection", given(challenged(f"{WWW}{DEEP}"))),
)

test_outcomes = judges(check, CASES)
