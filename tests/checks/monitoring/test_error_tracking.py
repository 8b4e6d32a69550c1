"""A tracker is seen in code or policies, and knows the release."""

from launchready.checks.monitoring import error_tracking as check
from launchready.facts.base import Unseen
from launchready.facts.http import EntryPoints
from launchready.facts.repository import EnvName, EnvSource, Found, RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.given import exchange, manifest, trace

Out = check.Outcomes
URL = "https://app.acme.example/login"
UNSEEN = Unseen("there is no folder")


def code(*names: str, services: tuple[str, ...] = ()) -> RepositoryFacts:
    """Make a repository that reads some variables and depends on some services."""
    return RepositoryFacts(
        1,
        services=tuple(Found(name, "pyproject.toml") for name in services),
        environment=tuple(EnvName(name, EnvSource.CODE, "app.py", 3) for name in names),
    )


def given(
    repository: RepositoryFacts | Unseen, *, policy: str = "", declared: str = ""
) -> dict[str, object]:
    """Show the judge a repository and the policy of a page."""
    headers = {"content-security-policy": policy}
    said = manifest(monitoring={"errors": declared})
    return {
        "product": said.product,
        "manifest": said,
        "repository": repository,
        "entries": EntryPoints((trace(exchange(URL, headers=headers)),)),
    }


SENTRY = "connect-src https://o1.ingest.sentry.io"

CASES = (
    Case(Out.TAGGED, "package and commit", given(code("GIT_SHA", services=("Sentry",)))),
    Case(Out.TAGGED, "variables", given(code("SENTRY_DSN", "SENTRY_RELEASE"))),
    Case(Out.TAGGED, "where a page may send to", given(code("GIT_SHA"), policy=SENTRY)),
    Case(Out.NO_RELEASE, "no release", given(code(services=("Rollbar",)))),
    Case(Out.NONE, "another service", given(code(services=("Stripe",)))),
    Case(Out.DECLARED_ONLY, "declared", given(code(), declared="sentry")),
    Case(Out.DECLARED_ONLY, "no code to see the release in", given(UNSEEN, policy=SENTRY)),
    Case(Out.NOT_SEEN, "no code", given(UNSEEN)),
)

test_outcomes = judges(check, CASES)
