"""A tracker is seen in code or pages, and knows the release."""

from launchready.checks.monitoring import error_tracking as check
from launchready.facts.base import Every, Unseen
from launchready.facts.pages import PageContent, Subresource
from launchready.facts.repository import EnvName, EnvSource, Found, RepositoryFacts
from tests.checks.cases import Case, judges
from tests.checks.given import manifest

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
    repository: RepositoryFacts | Unseen, *, script: str = "", declared: str = ""
) -> dict[str, object]:
    """Show the judge a repository and a page that loads a script."""
    parts = (Subresource(script, "script"),) if script else ()
    said = manifest(monitoring={"errors": declared})
    return {
        "product": said.product,
        "manifest": said,
        "repository": repository,
        "pages": Every({URL: PageContent(URL, subresources=parts)}),
    }


SENTRY = "https://browser.sentry-cdn.com/9.1.0/bundle.min.js"

CASES = (
    Case(Out.TAGGED, "package and commit", given(code("GIT_SHA", services=("Sentry",)))),
    Case(Out.TAGGED, "variables", given(code("SENTRY_DSN", "SENTRY_RELEASE"))),
    Case(Out.TAGGED, "a script in a page", given(code("GIT_SHA"), script=SENTRY)),
    Case(Out.NO_RELEASE, "no release", given(code(services=("Rollbar",)))),
    Case(Out.NONE, "another service", given(code(services=("Stripe",)))),
    Case(Out.DECLARED_ONLY, "declared", given(code(), declared="sentry")),
    Case(Out.DECLARED_ONLY, "no code to see the release in", given(UNSEEN, script=SENTRY)),
    Case(Out.NOT_SEEN, "no code", given(UNSEEN)),
)

test_outcomes = judges(check, CASES)
